"""What servers and people write back for a letter, in the forms of several servers: invented words, real structure.

Every form is built for one letter: `came_to` is the envelope sender it goes to, `mid` the letter's Message-ID,
`address` whose mailbox it is about.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True)
class Letter:
    """`mid` stands in angle brackets."""

    came_to: str
    mid: str
    address: str

    @property
    def envelope_id(self) -> str:
        return self.mid.strip("<>").partition("@")[0]


def _lines(text: str, letter: Letter) -> bytes:
    filled = dedent(text).lstrip("\n")
    facts = {"to": letter.came_to, "mid": letter.mid, "address": letter.address, "envid": letter.envelope_id}
    for name, value in facts.items():
        filled = filled.replace("{" + name + "}", value)
    return filled.replace("\n", "\r\n").encode("utf-8")


_POSTFIX = """
    Return-Path: <>
    X-Original-To: {to}
    Delivered-To: bounces@doi178.example
    Received: by relay.doi178.example (Postfix) id 0A1B2C3D4E; Mon, 1 Mar 2021 08:31:02 +0700 (+07)
    Date: Mon, 1 Mar 2021 08:31:02 +0700 (+07)
    From: MAILER-DAEMON@relay.doi178.example (Mail Delivery System)
    Subject: SUBJECT
    To: {to}
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="0A1B2C3D4E.1614562262/relay.example"
    Content-Transfer-Encoding: 8bit
    Message-Id: <20210301013102.0A1B2C3D4E@relay.doi178.example>

    This is a MIME-encapsulated message.

    --0A1B2C3D4E.1614562262/relay.example
    Content-Description: Notification
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: 8bit

    This is the mail system at host relay.doi178.example.

    <{address}>: host mx.coquan.example[192.0.2.10] said: SAID (in reply to RCPT TO command)

    --0A1B2C3D4E.1614562262/relay.example
    Content-Description: Delivery report
    Content-Type: message/delivery-status

    Reporting-MTA: dns; relay.doi178.example
    Original-Envelope-Id: {envid}
    X-Postfix-Queue-ID: 0A1B2C3D4E
    X-Postfix-Sender: rfc822; {to}
    Arrival-Date: Mon, 1 Mar 2021 08:31:00 +0700 (+07)

    Final-Recipient: rfc822; {address}
    Original-Recipient: rfc822;{address}
    Action: ACTION
    Status: STATUS
    Remote-MTA: dns; mx.coquan.example
    Diagnostic-Code: smtp; SAID

    --0A1B2C3D4E.1614562262/relay.example
    Content-Description: Undelivered Message Headers
    Content-Type: text/rfc822-headers
    Content-Transfer-Encoding: 8bit

    Return-Path: <{to}>
    From: =?utf-8?q?=C4=90=E1=BB=99i_178?= <doi178@doi178.example>
    To: {address}
    Message-ID: {mid}

    --0A1B2C3D4E.1614562262/relay.example--
    """


def postfix(letter: Letter, *, action: str = "failed", status: str = "5.1.1", said: str = "550 5.1.1 No user") -> bytes:
    subject = "Delayed Mail (still being retried)" if action == "delayed" else "Undelivered Mail Returned to Sender"
    form = _POSTFIX.replace("ACTION", action).replace("STATUS", status).replace("SAID", said)
    return _lines(form.replace("SUBJECT", subject), letter)


def postfix_delayed(letter: Letter) -> bytes:
    return postfix(letter, action="delayed", status="4.4.1", said="connection timed out")


def exim(letter: Letter) -> bytes:
    """An older one: no delivery report, the address in a header of its own."""
    return _lines(
        """
        Return-path: <>
        Envelope-to: {to}
        X-Failed-Recipients: {address}
        Auto-Submitted: auto-replied
        From: Mail Delivery System <Mailer-Daemon@mx.coquan.example>
        To: {to}
        Subject: Mail delivery failed: returning message to sender
        Message-Id: <E1lGXyz-0001Ab-Qw@mx.coquan.example>
        Date: Mon, 01 Mar 2021 08:31:02 +0700

        This message was created automatically by mail delivery software.

        A message that you sent could not be delivered to one or more of its
        recipients. This is a permanent error. The following address(es) failed:

          {address}
            host mail.coquan.example [192.0.2.11]
            SMTP error from remote mail server after RCPT TO:<{address}>:
            550 5.1.1 Unrouteable address

        ------ This is a copy of your message, including all the headers. ------

        Return-path: <{to}>
        From: doi178@doi178.example
        To: {address}
        Message-ID: {mid}
        """,
        letter,
    )


def exchange(letter: Letter) -> bytes:
    """A report whose words are base64 and in Vietnamese, with the whole letter attached instead of its head."""
    return _lines(
        """
        From: <postmaster@coquan.example>
        To: <{to}>
        Date: Mon, 1 Mar 2021 01:31:02 +0000
        Content-Type: multipart/report; report-type=delivery-status;
         boundary="_000_EXCHANGE_"
        X-MS-Exchange-Message-Is-Ndr:
        Content-Language: vi-VN
        Message-ID: <3f0a6d1e-ndr@EX01.coquan.example>
        In-Reply-To: {mid}
        References: {mid}
        Subject: =?utf-8?B?S2jDtG5nIGfhu61pIMSRxrDhu6Nj?=
        MIME-Version: 1.0

        --_000_EXCHANGE_
        Content-Type: text/html; charset="utf-8"
        Content-Transfer-Encoding: base64

        PHA+S2jDtG5nIHTDrG0gdGjhuqV5IMSR4buLYSBjaOG7iSBlbWFpbCBi4bqhbiDEkcOjIG5o4bqtcC48L3A+

        --_000_EXCHANGE_
        Content-Type: message/delivery-status

        Reporting-MTA: dns;EX01.coquan.example
        Received-From-MTA: dns;relay.doi178.example
        Arrival-Date: Mon, 1 Mar 2021 01:31:01 +0000

        Original-Recipient: rfc822;{address}
        Final-Recipient: rfc822;{address}
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

        --_000_EXCHANGE_
        Content-Type: message/rfc822

        From: doi178@doi178.example
        To: {address}
        Message-ID: {mid}
        Content-Type: text/plain

        .
        --_000_EXCHANGE_--
        """,
        letter,
    )


def sendmail(letter: Letter) -> bytes:
    return _lines(
        """
        Return-Path: <MAILER-DAEMON>
        Date: Mon, 1 Mar 2021 08:31:02 +0700
        From: Mail Delivery Subsystem <MAILER-DAEMON@mail.coquan.example>
        Message-Id: <202103010131.1211V2xy012345@mail.coquan.example>
        To: <{to}>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
            boundary="1211V2xy012345.1614562262/mail.coquan.example"
        Subject: Returned mail: see transcript for details
        Auto-Submitted: auto-generated (failure)

        This is a MIME-encapsulated message

        --1211V2xy012345.1614562262/mail.coquan.example

        The original message was received at Mon, 1 Mar 2021 08:31:00 +0700

           ----- The following addresses had permanent fatal errors -----
        <{address}>
            (reason: 550 5.1.1 <{address}>... User unknown)

        --1211V2xy012345.1614562262/mail.coquan.example
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.coquan.example
        Original-Envelope-Id: {envid}
        Arrival-Date: Mon, 1 Mar 2021 08:31:00 +0700

        Final-Recipient: RFC822; {address}
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: SMTP; 550 5.1.1 <{address}>... User unknown
        Last-Attempt-Date: Mon, 1 Mar 2021 08:31:02 +0700

        --1211V2xy012345.1614562262/mail.coquan.example
        Content-Type: text/rfc822-headers

        Return-Path: <{to}>
        Message-ID: {mid}

        --1211V2xy012345.1614562262/mail.coquan.example--
        """,
        letter,
    )


def qmail(letter: Letter) -> bytes:
    """No report, no Message-ID of its own, nothing that a program could read but a line in the text."""
    return _lines(
        """
        Return-Path: <>
        Delivered-To: {to}
        Received: (qmail 12345 invoked for bounce); 1 Mar 2021 01:31:02 -0000
        Date: 1 Mar 2021 01:31:02 -0000
        From: MAILER-DAEMON@mail.coquan.example
        To: {to}
        Subject: failure notice

        Hi. This is the qmail-send program at mail.coquan.example.
        I'm afraid I wasn't able to deliver your message to the following addresses.
        This is a permanent error; I've given up. Sorry it didn't work out.

        <{address}>:
        Sorry, no mailbox here by that name. (#5.1.1)

        --- Below this line is a copy of the message.

        Return-Path: <{to}>
        From: doi178@doi178.example
        To: {address}
        Message-ID: {mid}

        """,
        letter,
    )


def unrecoded(letter: Letter) -> bytes:
    """Bytes that are no UTF-8, a charset that does not exist, a header that cannot be decoded; the report is sound."""
    report = postfix(letter).replace(b"charset=utf-8", b"charset=x-khong-co")
    report = report.replace(b"This is the mail system", b"Th\xf4ng b\xe1o \xff\xfe c\xf9a m\xe1y ch\xfa")
    return report.replace(b"Subject: Undelivered", b"Subject: =?utf-8?B?%%%?= \xc4\x90 Undelivered")


def truncated(letter: Letter) -> bytes:
    """Cut off in the middle of the report, after the line that counts."""
    whole = postfix(letter)
    return whole[: whole.index(b"Remote-MTA")]


def auto_reply(letter: Letter) -> bytes:
    return _lines(
        """
        Return-Path: <>
        From: Phong nghiep vu <{address}>
        To: {to}
        Subject: =?utf-8?q?T=E1=BB=B1_=C4=91=E1=BB=99ng=3A?= re
        In-Reply-To: {mid}
        References: {mid}
        Auto-Submitted: auto-replied (vacation)
        Message-ID: <ooo-1@coquan.example>
        Content-Type: text/plain; charset=utf-8

        Tôi vắng mặt. Đã xác nhận.
        """,
        letter,
    )


def old_auto_reply(letter: Letter) -> bytes:
    """A program that knows no RFC 3834."""
    return _lines(
        """
        From: <{address}>
        To: {to}
        Subject: Out of office
        Precedence: bulk
        X-Autoreply: yes
        Message-ID: <ooo-2@coquan.example>
        References: {mid}

        I am away until Monday.
        """,
        letter,
    )


def reply(letter: Letter, words: str = "Đã xác nhận tham gia, cử 2 cán bộ.") -> bytes:
    """What a person writes: an answer above the quoted letter with its link."""
    return _lines(
        """
        From: Phong nghiep vu <{address}>
        To: doi178@doi178.example
        Subject: Re: [HY-2021-KT-03]
        In-Reply-To: {mid}
        References: <xyz@coquan.example> {mid}
        Message-ID: <re-1@coquan.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        WORDS

        Vào Th 2, 1 thg 3, 2021 vào lúc 08:30 Đội 178 <doi178@doi178.example> đã viết:

        > Kính đề nghị mở https://congdoitac.example/l/bi-mat.chu-ky
        """,
        letter,
    ).replace(b"WORDS", words.replace("\n", "\r\n").encode("utf-8"))


def stranger(letter: Letter) -> bytes:
    """Not about any letter of ours."""
    return _lines(
        """
        From: <quang-cao@noikhac.example>
        To: {to}
        Subject: =?utf-8?q?Khuy=E1=BA=BFn_m=E1=BA=A1i?=
        Message-ID: <spam-1@noikhac.example>

        Mời xem https://noikhac.example/
        """,
        letter,
    )


FAILED: Mapping[str, Callable[[Letter], bytes]] = {
    "postfix": postfix,
    "exim": exim,
    "exchange": exchange,
    "sendmail": sendmail,
    "qmail": qmail,
    "unrecoded": unrecoded,
    "truncated": truncated,
}
"""What every one of these says: nobody is at the address."""
