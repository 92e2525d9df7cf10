"""The documents are an input of the tests: what they name exists, and what exists is named."""

import re
from inspect import signature
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from cli.app import app
from config.settings import PREFIX, Settings
from flows.deployments import DEPLOYMENTS, PRACTICE, TITLES
from flows.forms import REASONS, AnswerChoice, ChannelChoice, DecisionChoice

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = [
    "README.md",
    "README.vi.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{f.name}" for f in (ROOT / "docs").glob("*.md")),
]
PICTURES = ROOT / "docs" / "pictures"
LARGEST_PICTURE = 250_000
IN_A_HOME = ("var", "reports", "mail", "practice")
"""Folders that a run makes."""
NOT_SETTINGS = {
    "LIENNGANH_TRACEBACK": "cli/app.py",
    "LIENNGANH_FOLDER": "prefect.yaml",
    "LIENNGANH_SCREENSHOTS": "tests/browser/conftest.py",
}
"""Variables that are read elsewhere, and where."""
RUN_BY_THE_CLOCK = "inspection-campaign"
"""A button that a newcomer does not need; those of the other kinds stand in the part on the year."""


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def commands() -> dict[str, set[str]]:
    """Every command that does something, with its options."""
    found: dict[str, set[str]] = {}

    def walk(command: object, words: tuple[str, ...]) -> None:
        if isinstance(command, TyperGroup):
            for name, inner in command.commands.items():
                walk(inner, (*words, name))
        else:
            options = (option for p in command.params for option in (*p.opts, *p.secondary_opts))  # type: ignore[attr-defined]
            found[" ".join(words)] = {option for option in options if option.startswith("--")}

    walk(get_command(app), ())
    return found


def command_rows() -> dict[str, list[str]]:
    """The rows of the README's table of commands: the command, and the cells after it."""
    rows = re.findall(r"^\| `\./liennganh ([a-z -]+)` \|(.*)\|$", text_of("README.md"), re.MULTILINE)
    return {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}


def in_backticks(document: str) -> list[str]:
    text = re.sub(r"```.*?```", "", text_of(document), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def is_field_of_a_form(name: str) -> bool:
    return any(name in signature(entry.flow.fn).parameters for entry in (*DEPLOYMENTS, PRACTICE))


def test_table_has_every_command_there_is_and_no_other() -> None:
    assert command_rows().keys() == commands().keys()


@pytest.mark.parametrize("name", sorted(commands()))
def test_row_of_a_command_tells_its_options_and_whether_it_speaks_json(name: str) -> None:
    told, json, exits = command_rows()[name]
    assert set(re.findall(r"--[a-z-]+", told + exits)) <= commands()[name]
    assert (json == "yes") == ("--json" in commands()[name])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_command_that_a_document_shows_exists(document: str) -> None:
    shown = re.findall(r"\./liennganh ((?:[a-z][a-z-]* ?){1,2})", text_of(document))
    known = commands()
    unknown = [words for words in shown if not {words.strip(), words.split()[0]} & known.keys()]
    assert unknown == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_path_that_a_document_names_exists(document: str) -> None:
    here = (ROOT / document).parent
    linked = [link for link in re.findall(r'(?:\]\(|src=")([^)"#]+)', text_of(document)) if "://" not in link]
    assert [link for link in linked if not (here / link).exists()] == []
    named = [name for name in in_backticks(document) if re.fullmatch(r"\.?[\w.-]+(/[\w.-]*)+", name)]
    missing = [name for name in named if name.split("/")[0] not in IN_A_HOME and not (ROOT / name).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_name_that_a_document_places_in_a_file_stands_there(document: str) -> None:
    placed = re.findall(r"`(\w+)`\s+(?:of|in)\s+`([\w/.-]+\.(?:py|yaml))`", text_of(document))
    assert [pair for pair in placed if not re.search(rf"\b{pair[0]}\b", text_of(pair[1]))] == []


def test_settings_table_has_every_setting_and_no_other() -> None:
    named = set(re.findall(PREFIX + r"[A-Z_]+[A-Z]", text_of("README.md")))
    assert named - NOT_SETTINGS.keys() == {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_variable_that_a_document_names_is_read(document: str) -> None:
    settings = {PREFIX + name.upper() for name in Settings.model_fields}
    named = set(re.findall(PREFIX + r"[A-Z_]+[A-Z]", text_of(document)))
    assert named <= settings | NOT_SETTINGS.keys()
    assert [name for name, file in NOT_SETTINGS.items() if name not in text_of(file)] == []


def test_every_picture_is_shown_and_small() -> None:
    there = sorted(PICTURES.glob("*.png"))
    assert [f.name for f in there if f"docs/pictures/{f.name}" not in text_of("README.md")] == []
    assert [f.name for f in there if f.stat().st_size > LARGEST_PICTURE] == []


@pytest.mark.parametrize("document", ["README.md", "README.vi.md"])
def test_button_that_a_readme_names_is_deployed(document: str) -> None:
    deployed = {entry.name for entry in (*DEPLOYMENTS, PRACTICE)}
    named = {name for name in in_backticks(document) if re.fullmatch(r"[a-z]+(-[a-z]+)+", name)}
    assert named - deployed == set()


def test_the_coordinators_guide_names_every_button() -> None:
    buttons = {entry.name for entry in (*DEPLOYMENTS, PRACTICE) if entry.cron is None} - {RUN_BY_THE_CLOCK}
    assert buttons - set(in_backticks("README.vi.md")) == set()


def test_the_coordinators_guide_calls_fields_as_their_forms_do() -> None:
    called = re.findall(r"\*([^*]+)\*\s+\(`(\w+)`\)", text_of("README.vi.md"))
    assert called
    assert [(title, name) for title, name in called if TITLES.get(name) != title.replace("\n   ", " ")] == []
    assert [name for _, name in called if not is_field_of_a_form(name)] == []


def test_the_coordinators_guide_quotes_choices_that_the_forms_offer() -> None:
    offered = {choice.value for choice in (*DecisionChoice, *AnswerChoice, *ChannelChoice)} | REASONS.keys()
    for quoted in ("Miễn nghĩa vụ", "Miễn: Cơ quan không trả lời", "Phát hành báo cáo và kết thúc"):
        assert quoted in offered and quoted in text_of("README.vi.md")
