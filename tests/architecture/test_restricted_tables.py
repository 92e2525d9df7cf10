"""What few may know of is read in one file for each table, by queries that take who looks."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("actions", "cli", "config", "flows", "models", "notifications", "portal", "trials")
READ_IN = {
    "UnannouncedOrder": "models/queries/unannounced.py",
    "Protection": "models/queries/protections.py",
    "Reception": "models/queries/receptions.py",
}
READS = {"select", "get", "get_one", "delete", "update", "join"}


def calls_on(file: Path, table: str) -> bool:
    """Whether a file asks the database for a table: as the argument of a query, or of a column in one."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            named = {inner.id for given in node.args for inner in ast.walk(given) if isinstance(inner, ast.Name)}
            if name in READS and table in named:
                return True
    return False


@pytest.mark.parametrize("table", READ_IN)
def test_restricted_table_is_read_in_one_file(table: str) -> None:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    found = {file.relative_to(ROOT).as_posix() for file in files if calls_on(file, table)}
    assert found == {READ_IN[table]}
