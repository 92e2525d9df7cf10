"""The arrows of the house: which room may import which, and which library stands behind which door."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BELOW_ACTIONS = {"campaigns", "notifications", "models", "rules"}
MAY_IMPORT = {
    "rules": set[str](),
    "campaigns": {"rules"},
    "models": {"rules"},
    "notifications": {"models", "rules"},
    "actions": BELOW_ACTIONS,
    "config": {"rules"},
    "flows": {"actions", "config", *BELOW_ACTIONS},
    "portal": {"actions", "config", *BELOW_ACTIONS},
    "trials": {"actions", "config", "flows", "portal", *BELOW_ACTIONS},
    "cli": {"actions", "config", "flows", "portal", "trials", *BELOW_ACTIONS},
}
LIBRARIES_OF = {  # rooms that may use only these beside the standard library
    "rules": set[str](),
    "campaigns": set[str](),
    "models": {"sqlmodel", "sqlalchemy", "alembic", "pydantic"},
}
DOORS = {  # a library, and the only places that may import it
    "prefect": ("flows/", "cli/", "trials/", "tests/"),
    "aiosmtplib": ("notifications/delivery/", "trials/", "tests/"),
    "smtplib": (),
    "jinja2": ("notifications/rendering.py", "portal/", "trials/", "tests/"),
    "fastapi": ("portal/", "tests/"),
}
INPUT_AND_OUTPUT = {"io", "os", "pathlib", "shutil", "socket", "sqlite3", "subprocess", "time", "urllib"}
CLOCKLESS = {"rules", "campaigns", "models", "notifications", "actions"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "func.now"}
SAYS_NOTHING = {"utils", "helpers", "common", "base", "manager", "service", "services"}


def find_violations(path: str, source: str) -> list[str]:
    """Say what a file, named by its path from the root, imports or does that its room may not."""
    place, room = PurePosixPath(path), path.split("/")[0]
    tree = ast.parse(source)
    found = [_imported_wrongly(path, room, module) for module in _imported_modules(tree)]
    names = {_last_two(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    if room in CLOCKLESS:
        found += [f"reads a clock: {name} (`now` is an argument)" for name in sorted(names & CLOCKS)]
    if room == "actions" and path != "actions/office.py" and any(name.endswith(".commit") for name in names):
        found.append("commits: a task is one transaction, and the flow or the portal ends it")
    if place.stem in SAYS_NOTHING:
        found.append("its name says nothing")
    if room == "flows" and place.stem in MAY_IMPORT.keys() | sys.stdlib_module_names:
        found.append("Prefect would load it in place of the room or standard module of that name")
    return [f"{path}: {what}" for what in found if what]


def _imported_wrongly(path: str, room: str, module: str) -> str:
    if module in DOORS and not path.startswith(DOORS[module] or "nowhere"):
        return f"imports {module}, which belongs to {', '.join(DOORS[module]) or 'no file of ours'}"
    if room not in MAY_IMPORT or module == room:
        return ""
    if module in MAY_IMPORT:
        return "" if module in MAY_IMPORT[room] else f"imports {module}: the arrow points the other way"
    if module not in sys.stdlib_module_names:
        return "" if module in LIBRARIES_OF.get(room, {module}) else f"imports the library {module}"
    return (
        f"imports {module}: no clock, no file here"
        if room in ("rules", "campaigns") and module in INPUT_AND_OUTPUT
        else ""
    )


def _imported_modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]


def _last_two(node: ast.Attribute) -> str:
    owner = node.value
    return f"{getattr(owner, 'id', getattr(owner, 'attr', ''))}.{node.attr}"


def our_files() -> list[str]:
    """Every Python file of the rooms and of the tests, as a path from the root."""
    folders = [ROOT / name for name in (*MAY_IMPORT, "tests") if (ROOT / name).is_dir()]
    return sorted(str(file.relative_to(ROOT).as_posix()) for folder in folders for file in folder.rglob("*.py"))


@pytest.mark.parametrize("path", our_files())
def test_file_keeps_the_arrows(path: str) -> None:
    assert find_violations(path, (ROOT / path).read_text(encoding="utf-8")) == []


def test_one_portal_file_sets_up_the_templates() -> None:
    users = [
        path
        for path in our_files()
        if path.startswith("portal/") and "jinja2" in _imported_modules(ast.parse((ROOT / path).read_text("utf-8")))
    ]
    assert len(users) <= 1, f"only one file of the portal may import jinja2: {users}"


@pytest.mark.parametrize(
    ("path", "source", "complaint"),
    [
        ("rules/risk.py", "import models.visit", "arrow"),
        ("rules/risk.py", "from sqlmodel import SQLModel", "library sqlmodel"),
        ("rules/risk.py", "import pathlib", "no file here"),
        ("models/visit.py", "def f():\n    from actions import approve", "arrow"),
        ("models/visit.py", "import yaml", "library yaml"),
        ("portal/pages.py", "import flows.clock", "arrow"),
        ("flows/clock.py", "import trials", "arrow"),
        ("actions/approve.py", "import prefect", "imports prefect"),
        ("notifications/post.py", "import aiosmtplib.errors", "imports aiosmtplib"),
        ("trials/catcher.py", "import smtplib", "no file of ours"),
        ("tests/cli/test_mail.py", "import smtplib", "no file of ours"),
        ("actions/approve.py", "def f(session): session.commit()", "commits"),
        ("actions/approve.py", "from datetime import datetime\nx = datetime.now", "clock"),
        ("models/visit.py", "import datetime as d\nx = d.date.today()", "clock"),
        ("notifications/utils.py", "", "says nothing"),
        ("flows/calendar.py", "", "Prefect would load"),
        ("flows/models.py", "", "Prefect would load"),
    ],
)
def test_violation_is_seen(path: str, source: str, complaint: str) -> None:
    (only,) = find_violations(path, source)
    assert complaint in only


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rules/risk.py", "from rules.words import Role\nfrom datetime import date"),
        ("actions/office.py", "def f(session): session.commit()"),
        ("notifications/delivery/smtp.py", "import aiosmtplib\nfrom . import lease"),
        ("flows/clock.py", "from datetime import datetime\nimport prefect\nx = datetime.now()"),
        ("cli/serve.py", "import trials.demo, flows.server"),
    ],
)
def test_what_is_allowed_passes(path: str, source: str) -> None:
    assert find_violations(path, source) == []
