"""Links: what was signed opens, what was not does not."""

import hashlib
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from itsdangerous import Signer
from sqlmodel import Session, select

from models import Link
from notifications.links import PURPOSE, LinkSigner, issue_link
from tests.notifications.samples import NOW, sample_contact

SIGNER = LinkSigner([b"old key", b"new key"], "https://congdoitac.example/")


@pytest.fixture
def session(sqlite: sa.Engine) -> Iterator[Session]:
    with Session(sqlite) as session:
        yield session


def issue(session: Session, contact: object, signer: LinkSigner = SIGNER, **changes: object) -> str:
    facts = {"campaign_id": None, "now": NOW, "lives": timedelta(days=14), "signer": signer} | changes
    return issue_link(session, contact, **facts)  # type: ignore[arg-type]


def test_issued_link_opens_its_row(session: Session) -> None:
    contact = sample_contact(session)
    url = issue(session, contact, subject="R-1", confidential=True)
    address, _, signed = url.rpartition("/l/")
    assert address == "https://congdoitac.example"
    (link,) = session.exec(select(Link)).all()
    assert SIGNER.token(signed) == link.token
    assert len(link.token) >= 22, "at least 128 bits"
    assert (link.contact_id, link.agency, link.role) == (contact.id, contact.agency, contact.role)
    assert link.confidential and link.subject == "R-1" and link.expires_at == NOW + timedelta(days=14)


def test_none_of_ten_thousand_flipped_bits_is_taken() -> None:
    signed = Signer([b"key"], salt=PURPOSE, key_derivation="hmac", digest_method=hashlib.sha256).sign("token").decode()
    signer = LinkSigner([b"key"], "http://cong.example")
    assert signer.token(signed) == "token"
    draw = random.Random(178)
    for _ in range(10_000):
        at = draw.randrange(len(signed) - 1)  # the last letter has spare bits: another spelling of the same signature
        forged = signed[:at] + chr(ord(signed[at]) ^ (1 << draw.randrange(6))) + signed[at + 1 :]
        assert signer.token(forged) is None, forged


@pytest.mark.parametrize("forged", ["", "x", "x.y", "x.y.z", "\u1ea1.\u1ea1", "x" * 10_000])
def test_forged_link_opens_nothing(forged: str) -> None:
    assert SIGNER.token(forged) is None


def test_changed_link_opens_nothing(session: Session) -> None:
    signed = issue(session, sample_contact(session)).rpartition("/l/")[2]
    for position, letter in enumerate(signed[:-1]):  # the last letter carries unused bits of base64
        other = "A" if letter != "A" else "B"
        assert SIGNER.token(signed[:position] + other + signed[position + 1 :]) is None


def test_link_of_an_old_key_opens_until_the_key_is_dropped(session: Session) -> None:
    old = LinkSigner([b"old key"], "https://congdoitac.example")
    signed = issue(session, sample_contact(session), old).rpartition("/l/")[2]
    assert SIGNER.token(signed) is not None
    assert LinkSigner([b"new key"], "https://congdoitac.example").token(signed) is None


def test_same_action_again_gives_the_same_link_and_another_gives_another(session: Session) -> None:
    contact = sample_contact(session)
    url = issue(session, contact)
    assert issue(session, contact) == url
    others = {issue(session, contact, subject="R-1"), issue(session, contact, now=NOW + timedelta(seconds=1))}
    assert len(others | {url}) == 3


def test_revoked_link_is_not_given_out_again(session: Session) -> None:
    contact = sample_contact(session)
    url = issue(session, contact)
    session.exec(select(Link)).one().revoked = True
    session.flush()
    assert issue(session, contact) != url


@pytest.mark.parametrize("keys", [[], [b""]])
def test_signer_without_a_key_is_refused(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="at least one key"):
        LinkSigner(keys, "https://congdoitac.example")
