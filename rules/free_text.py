"""Free text is typed on the portal only, and scanned before it is kept: numbers that name a person are refused.

A scan finds what machines can find (identity papers, telephones, account numbers); names it cannot find, so the pages
ask for none.
"""

import re

LONGEST_NOTE = 500
PERSONAL_DIGITS = 8
"""Telephone numbers have ten digits and identity papers nine or twelve; a day written without signs has eight."""
PERSONAL_NUMBER = "holds a number as long as a telephone's or an identity paper's: take it out."
_RUN = re.compile(r"\d(?:[ .\-]?\d)*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[.\-]\d{1,2}[.\-]\d{4}")


def note_faults(note: str) -> list[str]:
    """What is wrong with a note, as sentences; empty when it may be kept."""
    if not note.strip():
        return ["must say why, in a few words."]
    faults = []
    if len(note) > LONGEST_NOTE:
        faults.append(f"has more than {LONGEST_NOTE} characters.")
    if names_somebody(note):
        faults.append(PERSONAL_NUMBER)
    return faults


def names_somebody(text: str) -> bool:
    """Whether a run of digits is long enough to be a person's number, also when spaces, dots or dashes divide it."""
    without_days = _DAY.sub(" / ", text)
    return any(sum(sign.isdigit() for sign in run) > PERSONAL_DIGITS for run in _RUN.findall(without_days))
