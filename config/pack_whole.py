"""A draft as a whole, with the year in which everything must fit together."""

from dataclasses import dataclass
from datetime import date

from config.pack_faults import Wording
from config.pack_reading import Draft


@dataclass(frozen=True)
class Whole:
    """A draft with the year everything must hold in."""

    draft: Draft
    opens: date
    closes: date

    @property
    def refers(self) -> bool:
        """Whether signs of crime go to an investigating body: a field that has none has no channel and no hotspot."""
        return bool(self.draft.entries["channels"] or self.draft.entries["hotspots"])

    def tell(self, section: str, wording: Wording, key: str, **facts: object) -> None:
        """A fault of a section as a whole, at its first row."""
        for entry in self.draft.entries[section][:1]:
            line = entry.located.line((section,))
            self.draft.faults.append(wording.fault(entry.file, line, f"{section}.{key}", **facts))
