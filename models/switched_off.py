"""The switch: what a person has turned off. A row means off; no row means that all is as usual."""

from datetime import datetime

from sqlmodel import SQLModel

from models.columns import word_column
from rules.words import StopReason, Switch


class SwitchedOff(SQLModel, table=True):
    switch: Switch = word_column(Switch, primary_key=True)
    reason: StopReason = word_column(StopReason)
    since: datetime
