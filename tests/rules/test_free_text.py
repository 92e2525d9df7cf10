"""Free text keeps days and document numbers, and loses what is long enough to be a person's number."""

import pytest

from rules.free_text import LONGEST_NOTE, names_somebody, note_faults


@pytest.mark.parametrize(
    "text",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "+84 912 345 678",
        "CCCD 033200001234",
        "CMND 145 678 901",
        "đã gọi 0221 000 0209 lúc 9 giờ",
    ],
)
def test_numbers_of_persons_are_found_however_they_are_divided(text: str) -> None:
    assert names_somebody(text)
    assert any("telephone" in fault for fault in note_faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ghi nhầm dòng ngày 02/03/2021",
        "văn bản 2021-03-02 và 03.03.2021",
        "Công văn 1234/CV-CAT ngày 2/3/2021",
        "nhiệm vụ HY-2021-KT-01-N0012",
        "12 lượt, 3 đoàn, 45 cơ sở",
    ],
)
def test_days_and_document_numbers_are_kept(text: str) -> None:
    assert not names_somebody(text)
    assert note_faults(text) == []


def test_a_note_says_something_and_not_too_much() -> None:
    assert len(note_faults(" \n")) == 1
    assert note_faults("a" * LONGEST_NOTE) == []
    assert len(note_faults("a" * (LONGEST_NOTE + 1))) == 1
