"""Everybody locks rows of papers before the team's clock, so that nobody waits in a circle: checked in every test.

A transaction that holds the clock and then waits for a paper, while another holds that paper and waits for the clock,
ends as a deadlock, and only under load.
"""

import re
from typing import Any

from sqlalchemy import Connection, Engine, event

CLOCK = re.compile(r"^\s*INSERT INTO team_clocks\b")
PAPERS = re.compile(
    r"^\s*(UPDATE|DELETE FROM) papers\b|^\s*SELECT\b.*\bFROM papers\b.*\bFOR (NO KEY )?UPDATE", re.DOTALL
)
NEW_PAPERS = re.compile(r"^\s*INSERT INTO papers\b")


class PaperAfterClock(AssertionError):
    """Rows of papers are locked once the team's clock is held; lock them before, or take both in this order."""


def watch() -> None:
    """Raise PaperAfterClock from whatever statement locks a first paper after the clock."""

    def begin(connection: Connection) -> None:
        connection.info.pop("papers locked", None)
        connection.info.pop("clock held", None)

    def execute(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        if CLOCK.match(statement):
            connection.info["clock held"] = True
        elif NEW_PAPERS.match(statement):
            connection.info["papers locked"] = True
        elif PAPERS.match(statement):
            if connection.info.get("clock held") and not connection.info.get("papers locked"):
                raise PaperAfterClock(statement[:300])
            connection.info["papers locked"] = True

    event.listen(Engine, "begin", begin)
    event.listen(Engine, "before_cursor_execute", execute)
