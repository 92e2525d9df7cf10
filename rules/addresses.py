"""How an office's address and telephone may look, in a pack, in a workbook and on the portal."""

import re

# Plain ASCII on purpose: the relay of a province cannot be counted on to know SMTPUTF8.
# No dot at either end before the @, nor two in a row (RFC 5322 3.2.3): what is let in here can be written to.
ADDRESS = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
TELEPHONE = re.compile(r"\+?[0-9][0-9 .-]{1,18}[0-9]")
