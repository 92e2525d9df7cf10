"""The pack of the seed as texts, and ways to spoil it, for the tests of packs."""

from dataclasses import dataclass

from config.packs import pack_files
from config.settings import PROJECT

FOLDER = PROJECT / "config" / "packs" / "hung-yen-2021"


@dataclass(frozen=True)
class Spoiling:
    """One edit of a file, and the fault it must bring: on the line where `new` stands, at `key`, saying `wrong`."""

    file: str
    old: str
    new: str
    key: str
    wrong: str
    marker: str | None = None
    """The text that stands on the fault's line, where that is not the first line of `new`; "" for any line."""

    @property
    def anywhere(self) -> bool:
        return self.marker == ""

    def apply(self, files: dict[str, str]) -> None:
        assert files[self.file].count(self.old) >= 1, f"{self.old!r} is not in {self.file}"
        files[self.file] = files[self.file].replace(self.old, self.new, 1)

    def line(self, files: dict[str, str]) -> int:
        text = files[self.file]
        marker = self.marker or self.new.strip().splitlines()[0]
        return text.count("\n", 0, text.index(marker)) + 1


def province_files(establishments: int | None = None) -> dict[str, str]:
    """The pack's texts; with a number, only the first so many establishments: all 450 take a quarter second."""
    files = pack_files(FOLDER)
    if establishments is not None:
        lines = files["establishments.yaml"].splitlines(keepends=True)
        places = [number for number, line in enumerate(lines) if line.lstrip().startswith("- {code:")]
        files["establishments.yaml"] = "".join(lines[: places[establishments]])
    return files
