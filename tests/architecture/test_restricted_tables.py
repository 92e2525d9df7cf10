"""The order of an unannounced check is read in one file, by queries that take who looks."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("actions", "cli", "config", "flows", "models", "notifications", "portal", "trials")
READ_IN = {"models/queries/unannounced.py"}
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


def test_order_of_an_unannounced_check_is_read_in_one_file() -> None:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    found = {file.relative_to(ROOT).as_posix() for file in files if calls_on(file, "UnannouncedOrder")}
    assert found == READ_IN
