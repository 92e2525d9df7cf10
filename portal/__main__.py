"""`python -m portal`: serve this installation's pages until told to end."""

from config.settings import read_settings
from portal.running import serve_portal

serve_portal(read_settings())
