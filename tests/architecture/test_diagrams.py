"""The diagrams in the documents say what the tables say."""

from pathlib import Path
from typing import Any

import pytest

from cli.diagrams import DOCUMENTS, ROOT, stale_documents
from rules.diagrams import BEGIN, END, MarkersMissing, draw, replace_block, write_block
from rules.lifecycle import DUTY, LIFECYCLES, Lifecycle
from rules.words import Role


def test_no_document_is_stale() -> None:
    assert stale_documents(ROOT) == [], "./liennganh diagrams draws them anew"


def test_all_lifecycles_stand_in_the_document_of_lifecycles() -> None:
    text = (ROOT / "docs" / "lifecycles.md").read_text("utf-8")
    assert [lifecycle.noun for lifecycle in LIFECYCLES if f"### {lifecycle.noun}\n" not in text] == []


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda lifecycle: lifecycle.noun)
def test_diagram_has_every_state_and_every_move_with_who_may(lifecycle: Lifecycle[Any, Any]) -> None:
    lines = [line.strip() for line in draw(lifecycle).splitlines()]
    assert lines[0] == "stateDiagram-v2"
    for (before, verb), (after, who) in lifecycle.table.items():
        roles = "any role" if set(who) == set(Role) else ", ".join(sorted(who))
        assert f"{before.value} --> {after.value} : {verb.label} ({roles})" in lines
        assert f"{before.value} : {before.label}" in lines and f"{after.value} : {after.label}" in lines
    ends = {line.split(" ")[0] for line in lines if line.endswith("--> [*]")}
    there = {state for (before, _), (after, _) in lifecycle.table.items() for state in (before, after)}
    assert ends == {state.value for state in there if not lifecycle.verbs_from(state)}
    assert all(line.count(":") <= 1 and ";" not in line for line in lines)


def test_diagram_of_a_duty_is_this() -> None:
    assert draw(DUTY).splitlines()[:6] == [
        "stateDiagram-v2",
        "    open : Đang chờ",
        "    fulfilled : Đã hoàn thành",
        "    waived : Đã miễn",
        "    [*] --> open",
        "    open --> fulfilled : Hoàn thành (any role)",
    ]


def test_block_is_replaced_and_the_rest_of_the_document_is_left_alone() -> None:
    text = f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n"
    replaced = replace_block(text, write_block([DUTY]), "README.md")
    assert replaced.startswith(f"before\n\n{BEGIN}\n\n### duty\n\n```mermaid\nstateDiagram-v2\n")
    assert replaced.endswith(f"```\n\n{END}\n\nafter\n")
    assert "old" not in replaced
    assert replace_block(replaced, write_block([DUTY]), "README.md") == replaced


@pytest.mark.parametrize("text", ["nothing", BEGIN, END, f"{END}{BEGIN}"])
def test_document_without_its_markers_is_refused_by_name(text: str) -> None:
    with pytest.raises(
        MarkersMissing, match=r"README\.md has no block for the diagrams: put <!-- lifecycles:begin -->"
    ):
        replace_block(text, "block", "README.md")


def test_stale_document_is_found_and_one_that_is_not_there_yet_is_passed_over(tmp_path: Path) -> None:
    assert stale_documents(tmp_path) == []
    readme = tmp_path / "README.md"
    readme.write_text(f"{BEGIN}\n{END}\n", "utf-8")
    assert stale_documents(tmp_path) == ["README.md"]
    readme.write_text(f"{write_block(DOCUMENTS['README.md'])}\n", "utf-8")
    assert stale_documents(tmp_path) == []
    readme.write_text("no markers\n", "utf-8")
    with pytest.raises(MarkersMissing):
        stale_documents(tmp_path)
