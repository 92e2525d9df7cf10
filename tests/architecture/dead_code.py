"""Lists functions, classes, imports and branches that nothing reaches; `./liennganh check` runs it.

Fields and enum members are left out: they are columns, facts of a letter and words of the law, used by name.
Tests count as callers; `--without-tests` also lists what only tests call.
"""

import sys
from pathlib import Path

from vulture import Vulture

from cli.checks import ROOMS, ROOT

CALLED_BY_A_LIBRARY = [
    "@*.command", "@*.callback", "@*.exception_handler", "@*.middleware",
    "@*.get", "@*.post", "@*.put", "@*.delete",
    "@flow", "@task", "@*.flow", "@*.task", "@materialize",
    "@field_validator", "@model_validator", "@field_serializer", "@validator", "@computed_field",
    "@listens_for", "@event.listens_for", "@pytest.fixture", "@fixture",
]  # fmt: skip
TOLD = {"function", "method", "class", "import", "property", "unreachable_code"}


def find_dead_code(with_tests: bool = True) -> list[str]:
    """Return one line per finding: file, line and what is never used."""
    vulture = Vulture(ignore_decorators=CALLED_BY_A_LIBRARY, ignore_names=["test_*", "Test*", "pytest_*"])
    rooms = [ROOT / room for room in ROOMS if (ROOT / room).is_dir()]
    callers = [ROOT / "tests"] if with_tests else [Path(__file__).with_name("alive.py")]
    migrations = ["*/migrations/*"]  # Alembic calls them
    vulture.scavenge([str(path) for path in [*rooms, *callers]], exclude=migrations)
    return [
        item.get_report()
        for item in vulture.get_unused_code(min_confidence=60)
        if item.typ in TOLD and any(Path(item.filename).is_relative_to(room) for room in rooms)
    ]


if __name__ == "__main__":
    findings = find_dead_code(with_tests="--without-tests" not in sys.argv)
    print("\n".join(findings))
    sys.exit(1 if findings else 0)
