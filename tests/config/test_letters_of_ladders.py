"""A pack may only name letters that exist."""

from config.pack_references import LETTERS
from config.settings import PROJECT


def test_every_letter_a_rung_may_name_has_a_template() -> None:
    templates = PROJECT / "notifications" / "templates"
    assert [letter for letter in LETTERS if not (templates / letter / "body.txt").exists()] == []
