"""What may be registered as an office's address can also be put into a letter's header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Contact
from notifications.mime import build_mime
from notifications.rendering import Rendered
from rules.addresses import ADDRESS
from rules.words import Role
from tests.notifications.samples import IDENTITY, NOW


@given(local=st.text("aZ9._%+-@ ", min_size=1, max_size=6), host=st.sampled_from(["x.example", "a-b.example", "x"]))
def test_every_address_that_is_let_in_can_be_written_to(local: str, host: str) -> None:
    address = f"{local}@{host}"
    if not ADDRESS.fullmatch(address):
        return
    to = Contact(agency="A", role=Role.LIAISON, office="Cơ quan", telephone="1", address=address, shared=False)
    rendered = Rendered(subject="s", text="t\n", html="h", locale="vi")
    mime = build_mime(rendered, to=to, identity=IDENTITY, mid="<m@x.example>", date=NOW, calendar=None)
    assert f"<{address}>".encode("ascii") in mime


@pytest.mark.parametrize("address", ["a..b@x.example", ".a@x.example", "a.@x.example", "a@x", f"{'a' * 65}@x.example"])
def test_address_that_no_server_takes_is_not_let_in(address: str) -> None:
    assert not ADDRESS.fullmatch(address)


@pytest.mark.parametrize(
    "address", ["daumoi@hungyen.example", "phong_7.so-y-te+178@a-b.x.example", f"{'a' * 64}@x.example"]
)
def test_plain_address_is_let_in(address: str) -> None:
    assert ADDRESS.fullmatch(address)
