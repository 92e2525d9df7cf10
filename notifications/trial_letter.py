"""A few words to any address, to see whether the relay takes our mail: no campaign's letter, and not kept."""

from datetime import datetime
from uuid import uuid4

from models import Contact
from notifications.identity import MailIdentity
from notifications.mime import build_mime
from notifications.rendering import Rendered
from rules.words import Role

TEXT = (
    "Thư thử của hệ thống phối hợp kiểm tra liên ngành. Không cần trả lời.\n\n"
    "A test letter of the system that coordinates inter-agency inspections. No answer is needed.\n"
)
HTML = "".join(f"<p>{line}</p>" for line in TEXT.split("\n") if line)


def build_trial_letter(address: str, identity: MailIdentity, now: datetime) -> tuple[str, bytes]:
    """Its Message-ID and its bytes. Raises AddressUnusable."""
    mid = f"<test-{uuid4().hex[:22]}@{identity.domain}>"
    to = Contact(agency="", role=Role.COORDINATOR, office="", telephone="", address=address)
    rendered = Rendered(subject="Thư thử / Test letter", text=TEXT, html=HTML, locale="vi")
    return mid, build_mime(rendered, to=to, identity=identity, mid=mid, date=now, calendar=None)
