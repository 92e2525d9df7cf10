"""`test`, `check` and `fix`: what a developer runs before a commit."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import typer

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("rules", "campaigns", "models", "notifications", "actions", "flows", "portal", "config", "trials", "cli")
HEAVY = ("browser", "flows")
"""Folders of tests with processes beside their own: Chromium, a Prefect server."""

FAST = "not slow and not postgres"
"""The same tests on PostgreSQL come after those on SQLite, together with what is slow by itself."""
WRONG_USE = 4
"""Pytest's exit code for arguments it does not know."""

group = typer.Typer()


def _rooms() -> list[str]:
    return [room for room in ROOMS if (ROOT / room / "__init__.py").exists()]


def _python(*module_and_arguments: str) -> list[str]:
    return [sys.executable, "-m", *module_and_arguments]


@group.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "allow_interspersed_args": False}
)
def test(context: typer.Context) -> None:
    """Run the whole test suite; arguments go to pytest (`test tests/rules -k quorum -x`).

    First what is fast, then what is slow or needs PostgreSQL, both spread over two processes; what starts Prefect or a
    browser comes last and has both cores to itself.
    """
    config = str(ROOT / "pyproject.toml")
    coverage = [f"--cov={ROOT / room}" for room in _rooms()]
    environment = {**os.environ, "COVERAGE_FILE": str(ROOT / ".coverage")}
    command = _python("pytest", "-c", config, "--rootdir", str(ROOT), f"--cov-config={config}", *coverage)
    codes: list[int] = []
    for arguments in parts_of(context.args):
        codes.append(subprocess.run([*command, "--cov-report=", *arguments], env=environment).returncode)
        if codes[-1] == WRONG_USE:
            break
    if "--no-cov" not in context.args:
        _print_coverage(config, environment)
    # 5: a part in which nothing was asked for, as with `-k`; an error only when no part had anything.
    failed = [code for code in codes if code not in (0, 5)] or ([5] if set(codes) == {5} else [])
    raise typer.Exit((2 if failed[0] == WRONG_USE else 1) if failed else 0)


def parts_of(arguments: list[str]) -> list[list[str]]:
    """Pytest's arguments for each run: one when a file, a folder or a test in a file is named, else the whole suite."""
    if any(Path(argument.split("::")[0]).exists() for argument in arguments):
        return [arguments]
    heavy = [str(ROOT / "tests" / room) for room in HEAVY]
    ignored = [f"--ignore={folder}" for folder in heavy]
    light = [*arguments, "-n", "2", "--dist", "loadfile", *ignored, str(ROOT / "tests")]
    last = [*arguments, "--cov-append", *heavy]
    if "-m" in arguments:  # the caller's own choice of marks
        return [light, last]
    return [["-m", FAST, *light], ["-m", f"not ({FAST})", "--cov-append", *light], last]


@group.command()
def check() -> None:
    """Check format, style, types, architecture and dead code; change nothing."""
    checks = {
        "format": _python("ruff", "format", "--check", "--output-format=concise", "."),
        "style": _python("ruff", "check", "--quiet", "--output-format=concise", "."),
        "types": _python("mypy", "--no-error-summary", *_rooms()),
        "architecture": _python("pytest", "-q", "--no-header", "--tb=short", "tests/architecture"),
        "dead code": [sys.executable, "tests/architecture/dead_code.py"],
    }
    failed = False
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for name, result in zip(checks, pool.map(_run_quietly, checks.values()), strict=True):
            failed = failed or result.returncode != 0
            print(f"{'ok  ' if result.returncode == 0 else 'FAIL'} {name}")
            if result.returncode != 0:
                print(result.stdout.rstrip(), file=sys.stderr)
    raise typer.Exit(1 if failed else 0)


@group.command()
def fix() -> None:
    """Apply the linter's safe corrections, then format."""
    fixed = subprocess.run(_python("ruff", "check", "--fix", "."), cwd=ROOT)
    formatted = subprocess.run(_python("ruff", "format", "."), cwd=ROOT)
    raise typer.Exit(1 if fixed.returncode or formatted.returncode else 0)


def _run_quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _print_coverage(config: str, environment: dict[str, str]) -> None:
    total = subprocess.run(
        _python("coverage", "report", f"--rcfile={config}", "--format=total"),
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if total.returncode == 0:
        print(f"coverage: {total.stdout.strip()} % of lines and branches (by file: --cov-report=term:skip-covered)")
