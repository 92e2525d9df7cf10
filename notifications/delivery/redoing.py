"""A database that goes away for a moment: each of delivery's transactions is done again.

Whether the first try was committed is unknown when the answer to COMMIT is lost. So only such units are decorated as
may be done twice: their writes are fenced by the epoch, and what they find done by themselves they take as done.
"""

import logging
import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import sqlalchemy as sa

WAITS = (0.2, 0.8, 2.5)
"""Seconds, each give or take a half: a PostgreSQL that was killed serves again within them."""

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)


def redo_after_a_break(unit: Callable[P, R]) -> Callable[P, R]:
    """Try up to three times more when the connection broke, or the server undid it for others' sake (40001, 40P01).

    Blocks meanwhile, so it is for what runs in a thread. SQLite's BUSY has been waited for already and is raised. On a
    caller's connection it is a part of the caller's transaction, and tried once.
    """

    @wraps(unit)
    def redo(*arguments: P.args, **named: P.kwargs) -> R:
        for wait in () if arguments and isinstance(arguments[0], sa.Connection) else WAITS:
            try:
                return unit(*arguments, **named)
            except (sa.exc.OperationalError, sa.exc.InterfaceError) as error:
                if "locked" in str(error.orig):
                    raise
                log.warning("The database broke off (%s): %s is done again.", type(error.orig).__name__, unit.__name__)
                time.sleep(wait * random.uniform(0.5, 1.5))
        return unit(*arguments, **named)

    return redo
