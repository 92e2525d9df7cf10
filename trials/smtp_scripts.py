"""The faults of mail S01 to S44, each as acts of a relay and the state its letters must be in after each act.

Timers are those of the played relay (a second for what takes minutes in earnest). What is not here, and why, stands in
`NOT_PLAYED`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from trials.played_returns import BOUNCES
from trials.scripted_relay import Answers, Drip, Each, Mark, Steps, Wait

DROP, RESET, HANG = (Mark.DROP,), Mark.RESET, (Mark.HANG,)
SOON, LATER, DAY = timedelta(minutes=10), timedelta(hours=3), timedelta(days=1)
ALL = -1
"""As many letters as are played."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """`later` after the act before, the relay answers so, and the letters are then in `wants`."""

    wants: Mapping[str, int]
    answers: Answers = field(default_factory=Answers)
    later: timedelta = SOON
    rounds: int = 10
    """Runs of delivery, a minute apart, until every letter has met the relay."""
    counted: bool | None = None
    """Whether an attempt counts against the letters; None: not looked at."""
    copies: int = 0
    """How many copies of each letter the mailbox holds after this act."""
    relay: Mapping[str, object] = field(default_factory=dict)
    tls: str = "none"
    certificate: str = ""
    """Which one the relay shows: good, expired, elsewhere or stranger."""
    trusts: str = "good"
    address: str = ""
    """Written over every letter's address, as a row that was changed by hand."""
    requeued: bool = False
    """Every letter is put back into the queue, as by a fault of ours or a restored backup."""
    witness: str = ""
    """Who is asked about letters in doubt: `mailbox`, which is the relay's own, or `journal`, which gets a copy."""
    witnessed_by: str = ""
    """The witness that every letter must have on record."""
    journal: int = 0
    """How many copies of each letter the journal holds after this act."""
    returns: str = ""
    """What comes back for each letter, of `trials/played_returns.py`; nothing is delivered meanwhile."""
    taken: str = ""
    """What must become of each of these messages."""
    tasks: int | None = None
    """How many tasks to mend its address each letter has brought about; None: not looked at."""
    resolves: str = ""
    """What asking for the relay's name gives: `no such name` or `try again`; empty: it is an address."""
    listens: bool = True
    connections: int | None = None
    """How many connections are tried in this act; None: not looked at."""


@dataclass(frozen=True, kw_only=True)
class Script:
    what: str
    acts: tuple[Act, ...]
    confidential: bool = False
    urgent: int = 0
    """So many of the letters, the last ones posted, go before the others."""
    same_triplet: bool = False
    """Greylisting: sender and recipient of every attempt must be the same."""
    first_retry: bool = False
    """The first retry must be due 5 minutes after the first attempt, within 10 %."""


def _all(state: str) -> dict[str, int]:
    return {state: ALL}


def _queued(counted: bool | None = None, **answers: object) -> Act:
    return Act(wants=_all("queued"), answers=Answers(**answers), counted=counted)  # type: ignore[arg-type]


def _failed(**answers: object) -> Act:
    return Act(wants=_all("failed"), answers=Answers(**answers), counted=True)  # type: ignore[arg-type]


def _sent(later: timedelta = SOON, **answers: object) -> Act:
    return Act(wants=_all("sent"), answers=Answers(**answers), copies=1, later=later)  # type: ignore[arg-type]


def _both(*states: str) -> dict[str, int]:
    """Each letter is there twice, once in each state."""
    return dict.fromkeys(states, ALL)


def _as_links(**answers: object) -> Act:
    """The letter has failed, and a new one with its link alone was taken."""
    return Act(wants=_both("failed", "sent"), answers=Answers(**answers), counted=True, copies=1)  # type: ignore[arg-type]


def _doubt(copies: int, witness: str = "", **answers: object) -> Act:
    journal = copies if witness == "journal" else 0
    said = Answers(**answers)  # type: ignore[arg-type]
    return Act(wants=_all("ambiguous"), answers=said, copies=copies, witness=witness, journal=journal)


def _settled(state: str, minutes: float, copies: int, witness: str) -> Act:
    """One run, so many minutes after the act before."""
    journal = copies if witness == "journal" else 0
    later = timedelta(minutes=minutes)
    return Act(wants=_all(state), later=later, rounds=1, copies=copies, witness=witness, journal=journal)


def _secret(tls: str = "starttls", certificate: str = "good", **more: object) -> Act:
    extensions = (b"STARTTLS", b"AUTH PLAIN LOGIN")
    answers = Answers(extensions=extensions, implicit=tls == "implicit", **more)  # type: ignore[arg-type]
    return Act(wants=_all("queued"), answers=answers, tls=tls, certificate=certificate, counted=False, rounds=2)


BUSY: Steps = (b"421 4.3.2 busy\r\n",)
_NO_ANSWER_IN_TIME = Act(
    wants=_all("ambiguous"), answers=Answers(dot=(Wait(0.8), b"250 kept\r\n")), copies=1, relay={"dot_seconds": 0.3}
)

_OWN_SENDERS = Act(wants=_all("sent"), copies=1, relay={"bounces": BOUNCES})


def _came_back(state: str, returns: str, taken: str, tasks: int = 0) -> Act:
    return Act(wants=_all(state), rounds=0, later=timedelta(minutes=1), returns=returns, taken=taken, tasks=tasks)


SCRIPTS: dict[str, Script] = {
    "S01": Script(
        what="421 at the banner, EHLO, MAIL and RCPT",
        acts=(
            _queued(False, banner=BUSY),
            _queued(False, ehlo=BUSY),
            _queued(False, mail=BUSY),
            _queued(rcpt=BUSY),
            _sent(later=LATER),
        ),
    ),
    "S02": Script(what="421 instead of 354", acts=(_queued(True, data=BUSY), _sent(later=LATER))),
    "S03": Script(
        what="greylisting at RCPT",
        acts=(
            _queued(True, rcpt=Each(((b"450 4.2.0 greylisted\r\n",), (b"451 4.7.1 greylisted, later\r\n",)))),
            _sent(),
        ),
        same_triplet=True,
        first_retry=True,
    ),
    "S04": Script(what="451 after the dot", acts=(_queued(True, dot=(b"451 4.3.0 later\r\n",), stores=False), _sent())),
    "S05": Script(
        what="452 at MAIL and RCPT",
        acts=(
            _queued(False, mail=(b"452 4.3.1 full\r\n",)),
            _queued(True, rcpt=(b"452 4.3.1 full\r\n",)),
            _sent(later=LATER),
        ),
    ),
    "S06": Script(
        what="unknown 4yz, then unknown 5yz", acts=(_queued(True, rcpt=(b"499 x\r\n",)), _failed(rcpt=(b"599 x\r\n",)))
    ),
    "S07": Script(
        what="nobody at the address: 550, 551, 553",
        acts=(
            _failed(rcpt=Each(((b"550 5.1.1 no\r\n",), (b"551 5.1.6 moved\r\n",), (b"553 5.1.3 no\r\n",)))),
            Act(wants=_all("failed"), later=timedelta(minutes=1), rounds=0, tasks=1),
            Act(wants=_all("failed"), later=timedelta(minutes=1), rounds=0, tasks=1),
        ),
    ),
    "S08": Script(
        what="550 for policy, all to one domain: two are refused for good, the rest waits",
        acts=(Act(wants={"failed": 2, "queued": ALL}, answers=Answers(rcpt=(b"550 5.7.26 DMARC\r\n",))),),
    ),
    "S09": Script(
        what="mailbox full, for more than a day",
        acts=(
            _queued(True, rcpt=(b"552 5.2.2 full\r\n",)),
            Act(wants=_all("failed"), answers=Answers(rcpt=(b"552 5.2.2 full\r\n",)), later=DAY),
        ),
    ),
    "S10": Script(what="552 after the dot: its link goes as a letter of its own", acts=(_as_links(most_bytes=4_000),)),
    "S11": Script(
        what="554 banner, 5yz at EHLO and MAIL",
        acts=(
            _queued(False, banner=(b"554 5.7.1 no\r\n",)),
            _queued(False, ehlo=(b"550 no\r\n",)),
            _queued(False, mail=(b"550 5.7.1 not you\r\n",)),
            _sent(later=LATER),
        ),
    ),
    "S12": Script(what="554 after the dot", acts=(_failed(dot=(b"554 5.6.0 content\r\n",), stores=False),)),
    "S13": Script(
        what="the recipient refused, the journal taken",
        acts=(
            Act(wants=_all("queued"), answers=Answers(rcpt=(b"450 4.2.1 later\r\n",)), witness="journal", counted=True),
            Act(wants=_all("failed"), answers=Answers(rcpt=(b"550 5.1.1 no\r\n",)), witness="journal", counted=True),
        ),
    ),
    "S14": Script(
        what="the recipient taken, the journal refused",
        acts=(
            Act(
                wants=_all("sent"),
                answers=Answers(journal=(b"550 5.1.1 no\r\n",)),
                witness="journal",
                witnessed_by="none",
                copies=1,
            ),
        ),
    ),
    "S15": Script(what="drop before 354", acts=(_queued(True, data=DROP), _sent(later=LATER))),
    "S16": Script(what="drop in mid-body", acts=(_queued(True, early=DROP), _sent(later=LATER))),
    "S17": Script(what="drop after the body, before the dot", acts=(_queued(True, last_line=DROP), _sent(later=LATER))),
    "S18": Script(
        what="drop after the dot, not stored: it goes again after 15 minutes, not before",
        acts=(
            _doubt(0, "mailbox", dot=DROP, stores=False),
            _settled("ambiguous", 14, 0, "mailbox"),
            _settled("sent", 1, 1, "mailbox"),
        ),
    ),
    "S19": Script(
        what="drop after the dot, stored: the journal has it",
        acts=(_doubt(1, "journal", dot=DROP), _settled("sent", 1, 1, "journal")),
    ),
    "S20": Script(
        what="stored, 250 slower than our timer; nobody is asked for 14 minutes, then the mailbox",
        acts=(_NO_ANSWER_IN_TIME, _settled("ambiguous", 14, 1, ""), _settled("sent", 6, 1, "mailbox")),
    ),
    "S21": Script(what="250, then RST", acts=(_sent(dot=(b"250 kept\r\n", RESET)),)),
    "S22": Script(
        what="251, 252 and 299 after the dot",
        acts=(_sent(dot=Each(((b"251 on\r\n",), (b"252 maybe\r\n",), (b"299 fine\r\n",)))),),
    ),
    "S23": Script(
        what="garbage and endless replies, before the dot and after it",
        acts=(
            _queued(True, rcpt=Each(((b"hello?\r\n",), (b"250-x\r\n" * 20_000,)))),
            _doubt(1, dot=Each(((b"hello?\r\n",), (b"250-x\r\n" * 20_000,)))),
        ),
    ),
    "S24": Script(
        what="QUIT refused, then QUIT that hangs",
        acts=(
            _sent(quit=(b"500 no\r\n",)),
            Act(wants=_all("sent"), answers=Answers(quit=HANG), copies=1),
        ),
    ),
    "S25": Script(
        what="one byte at a time, at RCPT and after the dot",
        acts=(
            _queued(True, rcpt=(Drip(b"250 ok and more\r\n", 0.1),)),
            _doubt(1, dot=(Drip(b"250 ok and more\r\n", 0.1),)),
        ),
    ),
    "S26": Script(what="connection taken, silence", acts=(_queued(False, banner=HANG),)),
    "S27": Script(
        what="STARTTLS not offered, or refused",
        acts=(
            _secret(certificate=""),
            _secret(certificate="", starttls=(b"454 4.7.0 not now\r\n",)),
        ),
        confidential=True,
    ),
    "S28": Script(
        what="certificate expired, for another host, of an unknown issuer",
        acts=(
            _secret(certificate="expired"),
            _secret(certificate="elsewhere"),
            _secret(certificate="stranger"),
            _secret("implicit", certificate="expired"),
            _secret("implicit", certificate="elsewhere"),
            _secret("implicit", certificate="stranger"),
        ),
        confidential=True,
    ),
    "S29": Script(
        what="TLS handshake hangs or is reset",
        acts=(
            _secret(handshakes=False, starttls=(b"220 go\r\n", Mark.HANG)),
            _secret(handshakes=False, starttls=(b"220 go\r\n", RESET)),
        ),
        confidential=True,
    ),
    "S30": Script(what="535 to our password", acts=(_secret(auth=(b"535 5.7.8 no\r\n",)),), confidential=True),
    "S31": Script(
        what="454 to our password, then it is taken",
        acts=(
            _secret(auth=(b"454 4.7.0 later\r\n",)),
            Act(
                wants=_all("sent"),
                answers=Answers(extensions=(b"STARTTLS", b"AUTH PLAIN LOGIN")),
                tls="starttls",
                certificate="good",
                copies=1,
            ),
        ),
        confidential=True,
    ),
    "S32": Script(
        what="the relay's name is unknown, or cannot be asked for",
        acts=(
            Act(wants=_all("queued"), counted=False, rounds=2, resolves="no such name"),
            Act(wants=_all("queued"), counted=False, rounds=2, resolves="try again"),
            _sent(),
        ),
    ),
    "S33": Script(
        what="connection refused, then a relay that is not ready: one try a run, a minute apart, until one holds",
        acts=(
            Act(wants=_all("queued"), counted=False, rounds=3, listens=False, connections=0),
            Act(wants=_all("queued"), counted=False, rounds=3, answers=Answers(banner=BUSY), connections=3),
            Act(wants=_all("sent"), rounds=1, copies=1, connections=2),
        ),
    ),
    "S34": Script(what="421 to a second connection", acts=(_sent(most_open=1),)),
    "S35": Script(
        what="450 4.7.x for the rate: the urgent go first, the rest waits",
        acts=(
            Act(wants={"sent": 5, "queued": ALL}, answers=Answers(most_letters=5), rounds=3, counted=None),
            _sent(later=LATER),
        ),
        urgent=5,
    ),
    "S36": Script(
        what="SIZE smaller than the letter: its link goes, and a day later nothing more",
        acts=(_as_links(extensions=(b"SIZE 4000",)), Act(wants=_both("failed", "sent"), later=DAY, copies=1)),
    ),
    "S37": Script(
        what="a local part that is not ASCII, a relay without SMTPUTF8",
        acts=(Act(wants=_all("failed"), address="đầu-mối-{}@coquan.example"),),
    ),
    "S38": Script(what="no 8BITMIME", acts=(_sent(extensions=(b"PIPELINING",)),)),
    "S39": Script(
        what="reports of failure in several servers' forms, each of them twice",
        acts=(_OWN_SENDERS, _came_back("bounced", "failed", "kept", 1), _came_back("bounced", "failed", "repeated", 1)),
        same_triplet=True,
    ),
    "S40": Script(
        what="forged reports, then reports of letters there are not",
        acts=(_OWN_SENDERS, _came_back("sent", "forged", "forged"), _came_back("sent", "of nobody", "aside")),
    ),
    "S41": Script(
        what="automatic answers, of programs that know RFC 3834 and of others",
        acts=(_OWN_SENDERS, _came_back("sent", "automatic", "kept")),
    ),
    "S42": Script(what="reports of delay", acts=(_OWN_SENDERS, _came_back("sent", "delayed", "kept"))),
    "S43": Script(
        what="five days in the queue",
        acts=(_queued(rcpt=(b"451 later\r\n",)), Act(wants=_all("expired"), later=5 * DAY)),
    ),
    "S44": Script(
        what="letters accepted three times, put back into the queue by a fault",
        acts=(
            _sent(),
            Act(wants=_all("sent"), requeued=True, copies=2),
            Act(wants=_all("sent"), requeued=True, copies=3),
            Act(wants=_all("queued"), requeued=True, copies=3, rounds=3),
        ),
    ),
}

NOT_PLAYED: Mapping[str, str] = {}
"""A fault that cannot be played yet, and why."""
