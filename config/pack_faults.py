"""What is wrong in a pack: every fault with its place, and what is allowed there, in English and Vietnamese."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing to put right. `line` counts from 1; `key` is written `section[code].field`."""

    file: str
    line: int
    key: str
    wrong: str
    allowed: str
    wrong_vi: str
    allowed_vi: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.wrong}; allowed: {self.allowed}"

    def in_vietnamese(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.wrong_vi}; cho phép: {self.allowed_vi}"


class PackRefused(Refusal):
    """A pack with faults: all of them, in the order of the files."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.key)))
        noun = "fault" if len(self.faults) == 1 else "faults"
        listed = "\n".join(str(fault) for fault in self.faults)
        super().__init__(f"The pack has {len(self.faults)} {noun}:\n{listed}")


@dataclass(frozen=True)
class Wording:
    """One kind of fault in both languages; the texts are `str.format` templates over the same facts."""

    wrong: str
    allowed: str
    wrong_vi: str
    allowed_vi: str

    def fault(self, file: str, line: int, key: str, /, **facts: object) -> Fault:
        return Fault(
            file=file,
            line=line,
            key=key,
            wrong=self.wrong.format(**facts),
            allowed=self.allowed.format(**facts),
            wrong_vi=self.wrong_vi.format(**facts),
            allowed_vi=self.allowed_vi.format(**facts),
        )
