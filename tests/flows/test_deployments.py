"""The table of deployments: one for `up` and for the work pools, with forms that a coordinator can read."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from prefect.deployments.runner import RunnerDeployment

from config.settings import PROJECT
from flows.deployments import DEPLOYMENTS, PRACTICE, TITLES, ZONE, Deployed, served, to_deployment
from flows.pruning import CLOCK_TAG
from notifications.letter_names import LETTER_NAMES
from notifications.letters import LETTERS
from rules.words import Confidentiality

POOLED = {
    entry["name"]: entry for entry in yaml.safe_load((PROJECT / "prefect.yaml").read_text("utf-8"))["deployments"]
}
CLOCKS = [entry for entry in DEPLOYMENTS if entry.cron]
BUTTONS = [entry for entry in (*DEPLOYMENTS, PRACTICE) if not entry.cron]
CODES_AND_NUMBERS = {"campaign", "duty", "cards", "document"}
VIETNAMESE = re.compile(r"[ạảãàáâậầấẩẫăắằặẳẵđêệềếểễẹẻẽéèôộồốổỗơợờớởỡọỏõóòưựừứửữụủũúùịỉĩíìỵỷỹýỳ]", re.IGNORECASE)


def name_of(entry: Deployed) -> str:
    return entry.name


def schema_of(entry: Deployed) -> dict[str, Any]:
    schema: dict[str, Any] = to_deployment(entry, scheduled=False)._parameter_openapi_schema.model_dump()
    return schema


def parameters() -> Iterator[Any]:
    for entry in BUTTONS:
        schema = schema_of(entry)
        for name, shown in schema["properties"].items():
            yield pytest.param(name, shown, schema["definitions"], id=f"{entry.name}-{name}")


def shapes(shown: dict[str, Any], definitions: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every simple shape a parameter may take, through lists, choices of types and models."""
    if "$ref" in shown:
        yield from shapes(definitions[shown["$ref"].rpartition("/")[2]], definitions)
    for reference in shown.get("allOf", ()):
        yield from shapes(reference, definitions)
    for choice in shown.get("anyOf", ()):
        yield from shapes(choice, definitions)
    for field in shown.get("properties", {}).values():
        yield from shapes(field, definitions)
    if "items" in shown:
        yield from shapes(shown["items"], definitions)
    if shown.get("type") not in (None, "object", "array", "null"):
        yield shown


def test_both_tables_name_the_same_deployments() -> None:
    assert list(POOLED) == [entry.name for entry in DEPLOYMENTS]


@pytest.mark.parametrize("entry", DEPLOYMENTS, ids=name_of)
def test_pool_runs_what_up_serves(entry: Deployed) -> None:
    here, there = to_deployment(entry, scheduled=True), POOLED[entry.name]
    assert (there["entrypoint"], there["tags"]) == (here.entrypoint, here.tags)
    schedules = [{"slug": s.slug, "cron": s.schedule.cron, "timezone": s.schedule.timezone} for s in here.schedules]
    assert there.get("schedules", []) == schedules


@pytest.mark.parametrize("entry", CLOCKS, ids=name_of)
def test_clock_has_its_slug_zone_and_tag(entry: Deployed) -> None:
    deployment = to_deployment(entry, scheduled=True)
    (only,) = deployment.schedules
    assert (only.slug, only.schedule.timezone, deployment.tags) == (entry.name, ZONE, [CLOCK_TAG])
    assert ZONE == "Asia/Ho_Chi_Minh"


def test_simulated_calendar_is_left_to_whoever_walks_it() -> None:
    assert [d.name for d in served(scheduled=False) if d.schedules] == []
    assert [d.name for d in served() if d.schedules] == [entry.name for entry in CLOCKS]


@pytest.mark.parametrize("entry", (*DEPLOYMENTS, PRACTICE), ids=name_of)
def test_deployment_says_in_vietnamese_what_it_is_for(entry: Deployed) -> None:
    deployment = to_deployment(entry, scheduled=False)
    assert isinstance(deployment, RunnerDeployment)
    assert VIETNAMESE.search(deployment.description or "") and VIETNAMESE.search(entry.flow.description)


@pytest.mark.parametrize(("name", "shown", "definitions"), list(parameters()))
def test_form_is_closed_choices_dates_numbers_and_codes(
    name: str, shown: dict[str, Any], definitions: dict[str, Any]
) -> None:
    assert VIETNAMESE.search(shown["description"]), "the Args of the docstring"
    assert shown["title"] == TITLES[name] and VIETNAMESE.search(shown["title"])
    found = list(shapes(shown, definitions))
    assert found
    for shape in found:
        free_text = shape["type"] == "string" and "enum" not in shape and shape.get("format") != "date"
        assert not free_text or name in CODES_AND_NUMBERS
        assert all(VIETNAMESE.search(label) for label in shape.get("enum", ())), "people read the labels"
    if name.endswith("_on") or name == "to":
        assert "date" in [shape.get("format") for shape in found]


def test_dates_are_found_by_name() -> None:
    dated = {
        name for entry in BUTTONS for name, shown in schema_of(entry)["properties"].items() if "date" in str(shown)
    }
    assert dated == {"opens_on", "closes_on", "document_on", "due_on", "to"}


def test_every_title_is_of_a_parameter() -> None:
    assert set(TITLES) == {name for entry in BUTTONS for name in schema_of(entry)["properties"]}


def test_board_names_every_routine_letter_of_a_campaign_in_vietnamese() -> None:
    routine = {name for name, letter in LETTERS.items() if letter.confidentiality is Confidentiality.ROUTINE}
    assert set(LETTER_NAMES) == routine - {
        "digest",
        "mail_in_doubt",
        "mail_expired",
        "sign_in",
        "focal_sign_in",
        "contact_changed",
        "contact_bounced",
    }, "these are of no campaign"
