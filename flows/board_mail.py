"""What the campaign's board says of its letters: how many of each, and which agency did not get what. Vietnamese."""

from sqlmodel import Session

from actions.context import Context
from models import Campaign
from models.queries.board import letters_newest, mail_by_letter
from notifications.letter_names import letter_name
from rules.mail_states import IN_TROUBLE, SHOWN
from rules.refusals import UnknownCode

IN_TROUBLE_SHOWN = 30


def mail_part(session: Session, row: Campaign, context: Context) -> str:
    table = mail_by_letter(session, row.id or 0)
    if not table:
        return ""
    lines = ["| Thư | " + " | ".join(state.label for state in SHOWN) + " |", "|---|" + "---:|" * len(SHOWN)]
    lines += [
        f"| {letter_name(letter)} | " + " | ".join(str(states.get(state, 0)) for state in SHOWN) + " |"
        for letter, states in table.items()
    ]
    if any(state in IN_TROUBLE for states in table.values() for state in states):
        lines += _trouble(session, row, context)
    return "## Thư\n\n" + "\n".join(lines)


def _trouble(session: Session, row: Campaign, context: Context) -> list[str]:
    """Which agency did not get what, and when that was seen."""
    zone = context.pack.calendar.zone
    return ["", "| Thư chưa đến | Cơ quan | Tình trạng | Lúc |", "|---|---|---|---|"] + [
        f"| {letter_name(one.letter)} | {agency_name(context, one.agency)} | {one.state.label} "
        f"| {one.at.astimezone(zone):%d/%m/%Y %H:%M} |"
        for one in letters_newest(session, row.id or 0, IN_TROUBLE_SHOWN, IN_TROUBLE)
    ]


def agency_name(context: Context, code: str) -> str:
    """A code that the pack no longer has stands for itself."""
    try:
        return context.pack.agency(code).name
    except UnknownCode:
        return code
