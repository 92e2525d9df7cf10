"""What stands in a queued letter."""

import email
from email.message import EmailMessage
from email.policy import default
from typing import cast

from models import Message


def opened(letter: Message) -> EmailMessage:
    return cast(EmailMessage, email.message_from_bytes(letter.mime, policy=default))


def text_of(letter: Message) -> str:
    """Subject and plain text."""
    mail = opened(letter)
    body = mail.get_body(("plain",))
    assert body is not None
    return f"{mail['Subject']}\n{body.get_content()}"


def calendar_of(letter: Message) -> str:
    """The calendar entry that came with it."""
    (part,) = {p.get_content() for p in opened(letter).walk() if p.get_content_type() == "text/calendar"}
    return str(part)
