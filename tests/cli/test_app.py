"""The door's manners: what it exits with, and that it says one sentence."""

import subprocess
import sys

import pytest

from cli import app
from rules.refusals import UnknownCode


class Late(UnknownCode):
    exit_code = 1


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (UnknownCode("campaign", "HY-9"), 2, "There is no campaign 'HY-9'."),
        (Late("campaign", "HY-9"), 1, "There is no campaign 'HY-9'."),
        (ValueError("odd"), 1, "Unexpected ValueError: odd (LIENNGANH_TRACEBACK=1 shows where it happened)."),
    ],
)
def test_error_is_one_sentence_and_its_exit_code(
    error: Exception,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(prog_name: str) -> None:
        raise error

    monkeypatch.setattr(app, "app", fail)
    with pytest.raises(SystemExit) as left:
        app.run()
    assert left.value.code == code
    assert capsys.readouterr() == ("", words + "\n")


def test_help_does_not_pay_for_heavy_libraries() -> None:
    heavy = ["prefect", "sqlmodel", "sqlalchemy", "fastapi", "jinja2", "alembic"]
    code = f"import sys, cli.app; print([name for name in {heavy} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]", "import it inside the command that needs it"


def test_unknown_command_is_wrong_input() -> None:
    ran = subprocess.run([sys.executable, "-m", "cli", "dance"], capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "dance" in ran.stderr
