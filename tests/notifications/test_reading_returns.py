"""Every form of what comes back is one of a closed list, told apart by its bytes alone, and none raises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.returns.answer_text import LONGEST
from notifications.returns.bounce_address import BounceAddress, Mac
from notifications.returns.reading import LARGEST, Returned, read_return
from rules.words import ReturnKind
from trials import returned_mail as mail

DOMAIN = "doi178.example"
MID = f"<abcdefghijklmnopqrstuvwxyz.1@{DOMAIN}>"
ENVELOPE = "abcdefghijklmnopqrstuvwxyz.1"
OURS = BounceAddress(f"bounces@{DOMAIN}", b"k" * 32)
PLAIN = BounceAddress(f"bounces@{DOMAIN}")
LETTER = mail.Letter(OURS.sender_of(ENVELOPE), MID, "o1@coquan.example")
WITHOUT = mail.Letter(PLAIN.sender_of(ENVELOPE), MID, "o1@coquan.example")


def read(raw: bytes, bounces: BounceAddress | None = OURS) -> Returned:
    return read_return(raw, bounces, DOMAIN)


@pytest.mark.parametrize("form", mail.FAILED)
def test_failure_in_the_form_of_a_server_names_its_letter_by_the_address_it_came_to(form: str) -> None:
    found = read(mail.FAILED[form](LETTER))
    assert (found.kind, found.envelope_id, found.mac) == (ReturnKind.FAILED, ENVELOPE, Mac.RIGHT)
    assert str(found.status).startswith("5.1.1")
    assert found.recipient == LETTER.address


@pytest.mark.parametrize("form", [name for name in mail.FAILED if name != "truncated"])
def test_without_extended_senders_a_failure_is_matched_by_the_message_id_it_returns(form: str) -> None:
    found = read(mail.FAILED[form](WITHOUT), PLAIN)
    assert (found.kind, found.envelope_id, found.mac) == (ReturnKind.FAILED, ENVELOPE, None)


def test_report_cut_off_before_the_returned_head_still_names_its_letter_by_the_envelope_id() -> None:
    assert read(mail.truncated(WITHOUT), PLAIN).envelope_id == ENVELOPE


def test_message_id_in_the_text_of_a_stranger_names_no_letter() -> None:
    assert read(mail.stranger(WITHOUT) + MID.encode(), PLAIN).envelope_id is None


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (mail.postfix_delayed, ReturnKind.DELAYED),
        (mail.auto_reply, ReturnKind.AUTO_REPLY),
        (mail.old_auto_reply, ReturnKind.AUTO_REPLY),
        (mail.stranger, ReturnKind.UNKNOWN),
    ],
)
def test_what_is_no_failure_is_not_read_as_one(form: object, kind: ReturnKind) -> None:
    assert read(form(LETTER)).kind is kind  # type: ignore[operator]


def test_reply_of_a_person_is_kept_without_the_letter_and_its_link() -> None:
    found = read(mail.reply(LETTER))
    assert (found.kind, found.envelope_id) == (ReturnKind.REPLY, ENVELOPE)
    assert found.text == "Đã xác nhận tham gia, cử 2 cán bộ."


def test_reply_that_is_a_page_only_is_kept_as_words() -> None:
    raw = mail.reply(LETTER, "<p>Đã <b>xem</b></p><style>p{}</style><blockquote>cũ</blockquote>")
    found = read(raw.replace(b"text/plain", b"text/html"))
    assert str(found.text).startswith("Đã xem")
    assert "cũ" not in str(found.text) and "p{}" not in str(found.text)


def test_reply_of_any_length_is_kept_to_a_bound_and_without_control_characters() -> None:
    text = str(read(mail.reply(LETTER, "a\x00\x1b[31m\u202eb " * 5000)).text)
    assert len(text) == LONGEST
    assert all(letter.isprintable() for letter in text)


def test_person_who_quotes_an_error_message_is_not_taken_for_a_server() -> None:
    words = "Hi. This is the qmail-send program at x.\n\n<o1@coquan.example>:\nSorry (#5.1.1)"
    assert read(mail.reply(LETTER, words)).kind is ReturnKind.REPLY


def test_read_receipt_is_no_reply() -> None:
    raw = mail.reply(LETTER).replace(b"text/plain; charset=utf-8", b"multipart/report; boundary=x")
    raw += (
        b"\r\n--x\r\nContent-Type: message/disposition-notification\r\n\r\nDisposition: manual; displayed\r\n--x--\r\n"
    )
    assert read(raw).kind is ReturnKind.AUTO_REPLY


@pytest.mark.parametrize(("status", "kept"), [("5.7.1", "5.7.1"), ("4.4.7", "4.4.7"), ("nothing", "5.0.0")])
def test_status_is_the_one_of_the_report(status: str, kept: str) -> None:
    assert read(mail.postfix(LETTER, status=status, said="no")).status == kept


@pytest.mark.parametrize(
    "change",
    [
        lambda sender: sender.replace("bounces+a", "bounces+b"),  # another letter under this one's code
        lambda sender: sender.replace("@", "x@"),
        lambda sender: f"bounces+{ENVELOPE}@{DOMAIN}",
        lambda sender: f"bounces+{ENVELOPE}.@{DOMAIN}",
    ],
)
def test_address_that_we_did_not_make_is_known_as_such(change: object) -> None:
    forged = mail.Letter(change(LETTER.came_to), MID, LETTER.address)  # type: ignore[operator]
    assert read(mail.postfix(forged)).mac is Mac.WRONG


def test_servers_may_fold_the_case_of_our_address() -> None:
    folded = mail.Letter(LETTER.came_to.upper(), MID, LETTER.address)
    assert read(mail.qmail(folded)).mac is Mac.RIGHT


def test_other_key_makes_other_addresses() -> None:
    other = BounceAddress(OURS.address, b"x" * 32)
    assert read(mail.postfix(LETTER), other).mac is Mac.WRONG


def test_same_message_twice_has_one_digest_and_two_messages_have_two() -> None:
    once, twice = mail.postfix(LETTER), b"Received: by elsewhere\r\n" + mail.postfix(LETTER)
    assert read(once).digest == read(twice).digest != read(mail.sendmail(LETTER)).digest
    assert read(mail.qmail(LETTER)).digest != read(mail.qmail(WITHOUT)).digest


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 5000,
        b"\xff\xfe" * 5000,
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 400,
        b"Content-Type: message/rfc822\r\n\r\n" * 400,
        b"Content-Type: text/plain; charset=\"\x00\"\r\nIn-Reply-To: " + MID.encode() + b"\r\n\r\nx",
        b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\nContent-Type: message/delivery-status\r\n\r\nAction:",
        b"Auto-Submitted: =?x?Q?\x00?=\r\nFrom: MAILER-DAEMON\r\n\r\n" + b"5.1.1 " * 50_000,
        b"To: " + b"bounces+" * 30_000 + b"\r\n\r\n",
        b"References: " + b"<" * 200_000,
        b"Subject: x\r\n" * 20_000,
        mail.postfix(LETTER).replace(b"message/delivery-status", b"message/delivery-status; charset=\xff"),
    ],
)  # fmt: skip
def test_hostile_message_ends_as_one_that_is_told_apart(raw: bytes) -> None:
    assert read(raw).kind in ReturnKind
    assert read(raw, None).kind in ReturnKind


def test_only_the_beginning_of_a_huge_message_is_looked_at() -> None:
    report = mail.postfix(LETTER)
    assert read(report + b"x" * (50 * LARGEST)).kind is ReturnKind.FAILED


@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data())
def test_mangled_message_never_raises(data: st.DataObject) -> None:
    forms = [*mail.FAILED.values(), mail.reply, mail.auto_reply]
    raw = bytearray(data.draw(st.sampled_from(forms))(LETTER))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    assert read(bytes(raw)).kind in ReturnKind
