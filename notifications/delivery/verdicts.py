"""What a reply means for the letter. Pure: the first digit decides, whatever the rest says."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.delivery.wire import Refused, Reply
from rules.words import MessageVerb

FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=2)
JITTER = 0.1
FULL_MAILBOX_WAITS = timedelta(hours=24)
TOO_FAST = "too fast for the relay: "
HELD = "held, as others to this domain: "
_COMPLAINTS = ("rate limit", "too many messages", "too many mails", "too fast", "throttl", "slow down")


@dataclass(frozen=True)
class Verdict:
    """`counted` is False when the fault was the relay's or ours; `bad_address` when nobody lives at the address;
    `policy` when it was refused for who we are, which `holds_the_domain` once it happens again and again; `too_big`
    when a shorter letter may be taken."""

    verb: MessageVerb
    reply: str
    counted: bool = True
    stops_the_run: bool = False
    bad_address: bool = False
    policy: bool = False
    holds_the_domain: bool = False
    too_big: bool = False


def judge_reply(reply: Reply) -> Verdict:
    """The reply to the final dot: 2yz custody, 4yz later, 5yz never."""
    verb = {2: MessageVerb.ACCEPT, 4: MessageVerb.DEFER, 5: MessageVerb.REJECT}[reply.code // 100]
    if _is_too_fast(reply):
        return _slow_down(str(reply))
    return Verdict(verb, str(reply), policy=_is_policy(reply), too_big=_is_too_big(reply))


def judge_refusal(refused: Refused, age: timedelta) -> Verdict:
    """A refusal before the dot. At MAIL it is about us: the letter waits and the run ends."""
    said = str(refused)[:500]
    if _is_too_fast(refused.reply):
        return _slow_down(said)
    if refused.stage == "MAIL":
        return Verdict(MessageVerb.DEFER, said, counted=False, stops_the_run=True)
    if refused.reply.code // 100 == 4:
        return Verdict(MessageVerb.DEFER, said)
    if refused.stage == "RCPT" and _is_full_mailbox(refused.reply) and age < FULL_MAILBOX_WAITS:
        return Verdict(MessageVerb.DEFER, said)
    nobody = refused.stage == "RCPT" and _is_no_mailbox(refused.reply)
    big = refused.stage == "DATA" and _is_too_big(refused.reply)
    return Verdict(MessageVerb.REJECT, said, bad_address=nobody, policy=_is_policy(refused.reply), too_big=big)


def hold_the_domain(verdict: Verdict) -> Verdict:
    """The same refusal, once it is plain that it is about us: the letter waits and nothing is counted against it."""
    said = f"{HELD}{verdict.reply}"[:500]
    return Verdict(MessageVerb.DEFER, said, counted=False, holds_the_domain=True)


def _slow_down(said: str) -> Verdict:
    return Verdict(MessageVerb.DEFER, f"{TOO_FAST}{said}"[:500], counted=False, stops_the_run=True)


def next_attempt(now: datetime, created_at: datetime, mid: str, attempts: int) -> datetime:
    """Wait about as long as the letter is old, between 5 minutes and 2 hours, each within 10 % of it."""
    wait = FIRST_RETRY if attempts <= 1 else min(max(now - created_at, FIRST_RETRY), LONGEST_RETRY)
    drawn = random.Random(f"{mid}:{attempts}")  # the same letter draws the same waits in every rehearsal
    return now + wait * drawn.uniform(1 - JITTER, 1 + JITTER)


def _is_full_mailbox(reply: Reply) -> bool:
    return reply.code == 552 or reply.text.startswith(("5.2.2", "4.2.2"))


def _is_too_big(reply: Reply) -> bool:
    """RFC 5321 4.2.3 has one code for a full mailbox and a big letter; RFC 3463 tells them apart (X.2.2, X.3.4)."""
    return reply.text.startswith("5.3.4") or (reply.code == 552 and not reply.text.startswith("5.2.2"))


def _is_too_fast(reply: Reply) -> bool:
    """Greylisting, which is about one recipient, uses the same codes."""
    if reply.code // 100 != 4:
        return False
    said = reply.text.lower()
    return "greylist" not in said and any(word in said for word in _COMPLAINTS)


def _is_policy(reply: Reply) -> bool:
    return reply.code // 100 == 5 and reply.text.startswith("5.7.")


def _is_no_mailbox(reply: Reply) -> bool:
    """5.7.x is policy about us or the letter; the mailbox may be well."""
    return reply.code in (550, 551, 553) and not reply.text.startswith("5.7")
