"""Refusals: every way the engine says no, each writing its own clear sentence from the objects it is given."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol


class Refusal(Exception):
    """The request cannot be done; `str()` is one sentence saying what, where and what is allowed."""


class UnknownCode(Refusal):
    """A code that names nothing we know."""

    def __init__(self, noun: str, code: str, allowed: Sequence[str] = ()) -> None:
        self.noun = noun
        self.code = code
        known = f"; known: {', '.join(allowed)}" if allowed else ""
        super().__init__(f"There is no {noun} {code!r}{known}.")


class TransitionRefused(Refusal):
    """The noun's state does not allow the verb."""

    def __init__(self, noun: str, code: str, state: str, verb: str, allowed: Sequence[str]) -> None:
        self.state = state
        possible = ", ".join(allowed) if allowed else "nothing more"
        super().__init__(f"{noun} {code} is {state}: {str(verb)!r} is not possible there; possible: {possible}.")


class RightMissing(Refusal):
    """The actor may not do this."""

    def __init__(self, role: str, verb: str, subject: str, may: Sequence[str]) -> None:
        super().__init__(f"{role} may not {verb} {subject}; it is for {', '.join(may)}.")


class QuorumNotMet(Refusal):
    """Too few members, or not the required mix, were present at a visit (TT 05/2006 II.4)."""

    def __init__(self, visit: str, present: int, quorum: int, missing: Sequence[str] = ()) -> None:
        self.visit = visit
        self.present = present
        self.quorum = quorum
        self.missing = tuple(missing)
        mix = f" and nobody from {', '.join(missing)}" if missing else ""
        super().__init__(
            f"Visit {visit} had {present} members present{mix}; at least {quorum} of the required agencies are "
            "needed to draw up a record."
        )


class WindowRefused(Refusal):
    """A campaign window that is upside down, over, or outside the plan."""

    def __init__(self, opens_on: date, closes_on: date, why: str) -> None:
        super().__init__(f"The window {opens_on:%d/%m/%Y} to {closes_on:%d/%m/%Y} {why}.")


class ScheduleImpossible(Refusal):
    """No day of the window meets the constraints; names the one that stopped most days."""

    def __init__(self, constraint: str, party: str, first: date, last: date) -> None:
        self.first = first
        self.last = last
        super().__init__(
            f"No schedule is possible: between {first:%d/%m/%Y} and {last:%d/%m/%Y} there is no day for {party}; "
            f"what stops it most is {constraint}."
        )


class QuotaTooLarge(Refusal):
    """A quota asks for more establishments than an area has."""

    def __init__(self, area: str, quota: int, available: int) -> None:
        super().__init__(f"Area {area} has {available} establishments to inspect, the quota asks for {quota}.")


class ContactMissing(Refusal):
    """Nobody at an agency can be written to in a role."""

    def __init__(self, agency: str, role: str, on: date) -> None:
        self.agency = agency
        self.role = role
        super().__init__(f"Agency {agency} has no contact as {role} on {on:%d/%m/%Y}: enter one before going on.")


class NobodyHears(Refusal):
    """Letters that are to go out would not reach every office that must hear."""

    def __init__(self, campaign: str, offices: Sequence[str]) -> None:
        super().__init__(
            f"The letters of {campaign} would not reach {listed(offices)}: enter a contact, or decide to go on without."
        )


def listed(offices: Sequence[str], most: int = 10) -> str:
    """The first of them, and how many more there are: a sentence stays one."""
    more = f" and {len(offices) - most} more" if len(offices) > most else ""
    return ", ".join(offices[:most]) + more


class AlreadyHandled(Refusal):
    """Somebody else settled it first (row version moved on)."""

    def __init__(self, noun: str, code: str, state: str) -> None:
        super().__init__(f"{noun} {code} has already been dealt with: it is {state}.")


class AnsweredBefore(AlreadyHandled):
    """What came on paper or by telephone is for a duty that is closed; `way_out` says what to do with it."""

    def __init__(self, duty: str, state: str, way_out: str) -> None:
        self.way_out = way_out
        super().__init__("duty", duty, state)
        self.args = (f"{self.args[0]} {way_out}",)


class AnswerRefused(Refusal):
    """An answer that breaks one or more rules; all of them are in `faults` as (field, sentence)."""

    def __init__(self, subject: str, faults: Sequence[tuple[str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{subject}: " + " ".join(f"{field}: {sentence}" for field, sentence in self.faults))


class FaultLike(Protocol):
    """One thing wrong with a form (`rules.forms.FormFault`)."""

    @property
    def unit(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def english(self) -> str: ...
    @property
    def vietnamese(self) -> str: ...
    @property
    def doubt(self) -> bool: ...


class FormRefused(AnswerRefused):
    """A form that does not add up; `form_faults` are all of them, in both languages, by unit and field."""

    def __init__(self, subject: str, faults: Sequence[FaultLike]) -> None:
        self.form_faults = tuple(faults)
        super().__init__(
            subject, [(f"{fault.field} {fault.unit}".rstrip(), fault.english) for fault in self.form_faults]
        )


class PathBlocked(Refusal):
    """A branch is closed while a person who may be a victim is being looked after."""

    def __init__(self, subject: str, verb: str) -> None:
        super().__init__(f"{subject}: {verb} is closed until the responsible office has spoken.")


class SharedMailbox(Refusal):
    """A confidential letter would go to a mailbox that several people open."""

    def __init__(self, agency: str, role: str, letter: str) -> None:
        super().__init__(
            f"Agency {agency} as {role} has only a shared mailbox: the confidential letter {letter} goes to a personal "
            "address; enter one before going on."
        )


class AddressUnusable(Refusal):
    """An address that is not exactly one plain e-mail address."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address!r} is not one plain e-mail address (like office@agency.example).")


class RelayInClear(Refusal):
    """Mail would leave this machine without encryption."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"The mail relay {host} is another machine: tls must be starttls or implicit; none only where it is "
            "allowed, to a private address and without a password."
        )


class OwnProposal(Refusal):
    """Who proposed something does not decide on it."""

    def __init__(self, subject: str, role: str) -> None:
        super().__init__(f"{subject} was proposed from this same address: it is for another officer than {role}.")


class DocumentRefused(Refusal):
    """A document whose day cannot be right."""

    def __init__(self, document: str, signed_on: date, earliest: date, latest: date) -> None:
        self.signed_on = signed_on
        self.earliest = earliest
        self.latest = latest
        super().__init__(
            f"Document {document} is dated {signed_on:%d/%m/%Y}: it must lie between {earliest:%d/%m/%Y} "
            f"and {latest:%d/%m/%Y}."
        )


class NotVoidable(Refusal):
    """An answer that others have acted on since; `way_out` says what to do instead."""

    def __init__(self, duty: str, why: str, way_out: str) -> None:
        self.why = why
        self.way_out = way_out
        super().__init__(f"The answer to {duty} cannot be voided: {why}. {way_out}")


class ListClosed(Refusal):
    """The list of an unannounced check, too early or a second time with one code; `way_out` says what to do."""

    def __init__(self, code: str, why: str, way_out: str) -> None:
        super().__init__(f"The list of {code} does not open: {why}. {way_out}")


class NoticeRefused(Refusal):
    """A letter that would tell somebody beforehand of a check that nobody may be told of."""

    def __init__(self, letter: str, campaign: str) -> None:
        super().__init__(f"The letter {letter} gives notice: nobody is told beforehand of {campaign}.")


class TooOften(Refusal):
    """The same thing was asked for too many times in a short while."""

    def __init__(self, what: str, times: int, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"{what} can be asked for {times} times in {minutes} minutes; please wait.")
