"""Everything that a kind of campaign names is there: its actions, its letters, its clocks and its ladders."""

import ast
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from inspect import signature
from pathlib import Path

import pytest

from campaigns import KINDS
from campaigns.kind import DutySpec, StepSpec
from config.pack_needs import ASKED
from config.packs import load_pack
from notifications.letter import CampaignLetter
from notifications.letters import LETTERS
from rules.pack import Pack
from rules.words import CampaignKind, DutyKind, Mode, Step

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "notifications" / "templates"
SAYS_WHEN = ("actions", "portal", "flows")
"""The rooms that may cause a letter."""
DAYS = [date(2021, 3, 1), date.today()]


def every_step() -> list[tuple[str, StepSpec]]:
    return [(kind.value, step) for kind, made in KINDS.items() for steps in made.steps.values() for step in steps]


def every_duty() -> list[tuple[str, DutySpec]]:
    return [(kind, duty) for kind, step in every_step() for duty in step.duties]


def letters_of_kinds() -> set[str]:
    of_steps = {letter for _, step in every_step() for letter in step.letters}
    return of_steps | {letter for kind in KINDS.values() for letter in kind.letters}


def letters_of_actions() -> set[str]:
    """The names of the letter classes that an action, a page or a flow uses."""
    by_class = {letter.__name__: name for name, letter in LETTERS.items()}
    used: set[str] = set()
    for room in SAYS_WHEN:
        for file in (ROOT / room).rglob("*.py") if (ROOT / room).is_dir() else ():
            used |= {by_class[name] for name in names_in(file) if name in by_class}
    return used


def names_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(ROOT / "config" / "packs" / "hung-yen-2021")


@pytest.mark.parametrize(("kind", "step"), every_step(), ids=lambda value: getattr(value, "verb", value))
def test_verb_of_a_step_exists_and_is_run_as_steps_are(kind: str, step: StepSpec) -> None:
    run = import_module(f"actions.{step.verb}").run
    assert list(signature(run).parameters) == ["session", "campaign", "step", "now", "context"]


def test_planned_inspection_has_every_step_in_its_order() -> None:
    steps = KINDS[CampaignKind.INSPECTION].steps[Mode.PLANNED]
    assert [step.step.value for step in steps] == [
        "schedule", "approve", "coordinate", "inspect", "collect", "assess", "escalate", "report"
    ]  # fmt: skip


def test_packs_are_held_to_what_the_kinds_ask_for() -> None:
    """`config` knows no campaign, so what an activity needs stands there a second time."""
    asked = {
        kind: {
            step.step: next((duty.kind for duty in step.duties), None)
            for step in made.steps[Mode.PLANNED]
            if step.step is not Step.REPORT
        }
        for kind, made in KINDS.items()
        if any(duty.form for steps in made.steps.values() for step in steps for duty in step.duties)
    }
    assert {kind: list(steps.items()) for kind, steps in ASKED.items()} == {
        kind: list(steps.items()) for kind, steps in asked.items()
    }
    for kind in ASKED:
        for step in KINDS[kind].steps[Mode.PLANNED]:
            assert all(duty.form == duty.clock == duty.kind.value for duty in step.duties)


def test_codes_of_kinds_differ_because_campaigns_are_numbered_by_them() -> None:
    codes = [kind.code for kind in KINDS.values()]
    assert len(set(codes)) == len(codes)


def test_letter_that_a_kind_names_exists() -> None:
    assert letters_of_kinds() - LETTERS.keys() == set()


def test_every_letter_is_named_by_a_kind_or_an_action() -> None:
    assert LETTERS.keys() - letters_of_kinds() - letters_of_actions() == set()


def test_letter_about_a_campaign_that_an_action_sends_is_named_by_its_kind() -> None:
    """What a campaign may send is read off its kind: nothing is sent past it."""
    about_campaigns = {name for name, letter in LETTERS.items() if issubclass(letter, CampaignLetter)}
    assert (letters_of_actions() & about_campaigns) - letters_of_kinds() == set()


def test_every_letter_has_its_folder_of_templates_and_every_folder_its_letter() -> None:
    folders = {folder.name for folder in TEMPLATES.iterdir() if folder.is_dir() and not folder.name.startswith("_")}
    assert folders == LETTERS.keys()


@pytest.mark.parametrize("name", sorted(LETTERS))
def test_letter_is_filed_under_its_own_name_with_subject_text_and_page(name: str) -> None:
    assert LETTERS[name].name == name
    assert [part for part in ("subject.txt", "body.txt", "body.html") if not (TEMPLATES / name / part).is_file()] == []


def test_every_duty_there_is_belongs_to_a_kind() -> None:
    assert {duty.kind for _, duty in every_duty()} == set(DutyKind)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize(("kind", "duty"), every_duty(), ids=lambda value: getattr(value, "kind", value))
def test_duty_has_its_clocks_and_its_ladder_in_the_pack(kind: str, duty: DutySpec, day: date, pack: Pack) -> None:
    assert duty.clock is None or pack.clock(duty.clock, day).length > 0 or pack.clock(duty.clock, day).unset
    assert duty.notice is None or pack.clock(duty.notice, day).length > 0
    ladder = pack.ladder(duty.ladder, day)
    assert ladder.rungs
    assert [rung.letter for rung in ladder.rungs if rung.letter not in LETTERS] == []


def test_confidential_duty_climbs_a_ladder_of_confidential_letters_and_no_other_does(pack: Pack) -> None:
    """A ladder never widens who may see a confidential case; a routine letter would name the campaign."""
    for _, duty in every_duty():
        letters = {LETTERS[rung.letter].confidentiality for rung in pack.ladder(duty.ladder, DAYS[0]).rungs}
        assert letters == {LETTERS["referral" if duty.confidential else "reminder"].confidentiality}, duty.kind


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_pack_gives_what_steps_ask_of_it_besides_duties(day: date, pack: Pack) -> None:
    for clock in ("approve_plan", "confirm", "area_notice", "link_days"):
        assert pack.clock(clock, day).length > 0
    for chain in ("plan", "referral"):
        steps = pack.approval_chain(chain, day)
        assert [step.order for step in steps] == list(range(1, len(steps) + 1)) != []
        assert all(pack.clock(step.clock, day).length > 0 for step in steps)
    assert pack.team_on(day).quorum >= 3
    assert pack.risk_on(day).random_share >= 0
    assert pack.channel_on(day).to_agency
