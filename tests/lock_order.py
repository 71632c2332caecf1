"""Everybody locks rows of papers before the team's clock, so that nobody waits in a circle: checked in every test.

A transaction that holds the clock and then waits for a paper, while another holds that paper and waits for the clock,
ends as a deadlock, and only under load. A reference to a paper waits for it, too, where it is locked `FOR UPDATE`.
"""

import re
from typing import Any

from sqlalchemy import Connection, Engine, event

CLOCK = re.compile(r"^\s*INSERT INTO team_clocks\b")
PAPERS = re.compile(
    r"^\s*(UPDATE|DELETE FROM) papers\b|^\s*SELECT\b.*\bFROM papers\b.*\bFOR (NO KEY )?UPDATE", re.DOTALL
)
# Rows that others refer to: `FOR UPDATE` would make whoever writes about them wait, who holds the clock by then.
STRONG = re.compile(
    r"^\s*SELECT\b.*\bFROM (papers|files|annotations|threads|comments|notes|collections|tags)\b.*\bFOR UPDATE",
    re.DOTALL,
)
NEW_PAPERS = re.compile(r"^\s*INSERT INTO papers\b")


class PaperAfterClock(AssertionError):
    """Rows of papers are locked once the team's clock is held; lock them before, or take both in this order."""


class TooStrong(AssertionError):
    """Lock rows that others refer to with `with_for_update(key_share=True)`: references to them need not wait."""


def watch() -> None:
    """Raise from whatever statement locks a first paper after the clock, or locks more of a row than it changes."""

    def begin(connection: Connection) -> None:
        connection.info.pop("papers locked", None)
        connection.info.pop("clock held", None)

    def execute(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        if STRONG.match(statement):
            raise TooStrong(statement[:300])
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
