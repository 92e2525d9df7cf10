"""The province's own register as checked rows, each with its place in the workbook, and what is wrong in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from rules.dated import Dated
from rules.pack import ContactSeed, EstablishmentSeed
from rules.refusals import Refusal
from rules.words import EstablishmentType, Role, Session

PLACES = "Cơ sở"
CONTACTS = "Đầu mối"
"""The names of the two sheets."""

Seed = TypeVar("Seed", EstablishmentSeed, ContactSeed)


@dataclass(frozen=True, kw_only=True)
class RegisterFault:
    """One thing to put right. `row` counts from 1 as Excel shows it; 0 and "" mean the whole sheet, or the file."""

    sheet: str
    row: int
    column: str
    header: str
    wrong: str
    allowed: str
    wrong_vi: str
    allowed_vi: str

    def __str__(self) -> str:
        return f"{self._place('sheet', 'row', 'column')}{self.wrong}; allowed: {self.allowed}"

    def in_vietnamese(self) -> str:
        return f"{self._place('trang', 'dòng', 'cột')}{self.wrong_vi}; cho phép: {self.allowed_vi}"

    def _place(self, sheet: str, row: str, column: str) -> str:
        parts = [f"{sheet} {self.sheet}"] if self.sheet else []
        parts += [f"{row} {self.row}"] if self.row else []
        named = f" ({self.header})" if self.header else ""
        parts += [f"{column} {self.column}{named}"] if self.column else []
        return f"{', '.join(parts)}: " if parts else ""


@dataclass(frozen=True)
class FaultWording:
    """One kind of fault in both languages; the texts are `str.format` templates over the same facts."""

    wrong: str
    allowed: str
    wrong_vi: str
    allowed_vi: str

    def at(self, sheet: str, row: int = 0, column: str = "", header: str = "", /, **facts: object) -> RegisterFault:
        texts = {name: text.format(**facts) for name, text in asdict(self).items()}
        return RegisterFault(sheet=sheet, row=row, column=column, header=header, **texts)


class RegisterRefused(Refusal):
    """A register workbook with faults: all of them, in the order of the workbook. Nothing of it was saved."""

    def __init__(self, faults: Iterable[RegisterFault]) -> None:
        self.faults = tuple(sorted(dict.fromkeys(faults), key=_order))
        noun = "fault" if len(self.faults) == 1 else "faults"
        listed = "\n".join(str(fault) for fault in self.faults)
        super().__init__(f"The register has {len(self.faults)} {noun}, and nothing was saved:\n{listed}")


def _order(fault: RegisterFault) -> tuple[int, int, int, str]:
    sheets = ("", PLACES, CONTACTS)
    sheet = sheets.index(fault.sheet) if fault.sheet in sheets else len(sheets)
    return sheet, fault.row, len(fault.column), fault.column


@dataclass(frozen=True)
class Row(Generic[Seed]):
    """`given` are the fields that the workbook says something about; of the others the register keeps what it has."""

    number: int
    seed: Seed
    given: frozenset[str]


@dataclass(frozen=True)
class Sheet(Generic[Seed]):
    """`columns` are the fields it has, as (letter, header)."""

    name: str
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rows: tuple[Row[Seed], ...] = ()

    def fault(self, wording: FaultWording, number: int, column: str, /, **facts: object) -> RegisterFault:
        """A fault in a row, at a field."""
        return wording.at(self.name, number, *self.columns.get(column, ("", "")), **facts)


@dataclass(frozen=True)
class Register:
    """`digest` is the SHA-256 of the file it came in."""

    digest: str
    places: Sheet[EstablishmentSeed] = Sheet(PLACES)
    contacts: Sheet[ContactSeed] = Sheet(CONTACTS)
    examples: int = 0
    """Rows marked as examples, which were passed over."""


class Held(Protocol):
    """Anything that holds from one day to another, both inclusive."""

    valid_from: date | None
    valid_to: date | None


def overlap(first: Dated | Held, second: Dated | Held) -> bool:
    """Whether two rows hold on a day in common."""
    latest = max(first.valid_from or date.min, second.valid_from or date.min)
    return latest <= min(first.valid_to or date.max, second.valid_to or date.max)


def to_plain(register: Register) -> dict[str, Any]:
    """As JSON has it, for keeping until its sender says yes."""
    return {
        "digest": register.digest,
        "examples": register.examples,
        "places": _sheet_to_plain(register.places),
        "contacts": _sheet_to_plain(register.contacts),
    }


def from_plain(kept: Mapping[str, Any]) -> Register:
    """What `to_plain` wrote."""
    return Register(
        digest=kept["digest"],
        places=_sheet_from_plain(Sheet(PLACES), kept["places"], _place),
        contacts=_sheet_from_plain(Sheet(CONTACTS), kept["contacts"], _contact),
        examples=kept["examples"],
    )


def _sheet_to_plain(sheet: Sheet[Any]) -> dict[str, Any]:
    rows = [{"number": row.number, "given": sorted(row.given), "seed": _plain(asdict(row.seed))} for row in sheet.rows]
    return {"columns": {name: list(column) for name, column in sheet.columns.items()}, "rows": rows}


def _sheet_from_plain(empty: Sheet[Any], kept: Mapping[str, Any], read: Any) -> Sheet[Any]:
    rows = [Row(row["number"], read(dict(row["seed"])), frozenset(row["given"])) for row in kept["rows"]]
    columns = {name: (letter, header) for name, (letter, header) in kept["columns"].items()}
    return replace(empty, columns=columns, rows=tuple(rows))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _days(values: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return values | {name: date.fromisoformat(values[name]) for name in names if values[name] is not None}


def _place(values: dict[str, Any]) -> EstablishmentSeed:
    values = _days(values, ("valid_from", "valid_to", "last_checked_on"))
    sessions = tuple(Session(code) for code in values["sessions"])
    return EstablishmentSeed(**values | {"type": EstablishmentType(values["type"]), "sessions": sessions})


def _contact(values: dict[str, Any]) -> ContactSeed:
    values = _days(values, ("valid_from", "valid_to"))
    return ContactSeed(**values | {"role": Role(values["role"])})
