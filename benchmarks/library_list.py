"""The list of 50 papers among 10,000, as the library's page asks for it.

Beside it: the bare statement for the same fifty titles. `python -m benchmarks.library_list` makes the library anew.
"""

import asyncio
import os
from typing import Any

import numpy as np
from sqlalchemy import text

from benchmarks.cpu import Meter
from benchmarks.database import fresh_database, print_table, settle
from benchmarks.generated import Language, Plan, load_library
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.ids import new_id
from scrollkeeper.library import queries
from scrollkeeper.teams.scope import Scope

AIM_MS = 3
PAPERS, ROWS, ROUNDS = 10_000, 50, 200
BARE = text("select id, title, authors, year from papers where team_id = :team order by added_at desc limit :rows")


async def run() -> list[dict[str, Any]]:
    """CPU milliseconds of a page of the list, of ours and the database's together."""
    team = new_id()
    async with fresh_database() as url:
        await load_library(url, Language(np.random.default_rng(7)), [Plan(team, PAPERS, 0)])
        await settle(url)
        bare = await _measure_bare(team)
        newest = await _measure(Scope(team, None, "owner"), "-added", queries.PaperFilter())
        titles = await _measure(Scope(team, None, "owner"), "title", queries.PaperFilter())
    return [
        _row("list of 50 papers of 10,000, newest first", newest, bare),
        _row("list of 50 papers of 10,000, by title", titles, bare),
    ]


def _row(name: str, value: float, bare: float) -> dict[str, Any]:
    beside = f"aim: {AIM_MS} ms; bare statement: {bare:.1f} ms"
    ratio = round(value / bare, 1)
    return {"name": name, "value": round(value, 1), "unit": "ms of CPU", "beside": beside, "ratio": ratio}


async def _measure(scope: Scope, sort: Any, chosen: queries.PaperFilter) -> float:
    async with open_system_session.begin() as db:
        meter = Meter((await db.execute(text("select pg_backend_pid()"))).scalar_one())
        for number in range(ROUNDS + 10):
            if number == 10:
                meter.start()
            rows, _ = await queries.list_papers(db, scope, sort=sort, chosen=chosen, limit=ROWS, cursor=None)
            assert len(rows) == ROWS
        meter.stop()
    return (meter.own + meter.server) / ROUNDS * 1000


async def _measure_bare(team: Any) -> float:
    async with open_system_session.begin() as db:
        meter = Meter((await db.execute(text("select pg_backend_pid()"))).scalar_one())
        meter.start()
        for _ in range(ROUNDS):
            assert len((await db.execute(BARE, {"team": team, "rows": ROWS})).all()) == ROWS
        meter.stop()
    return (meter.own + meter.server) / ROUNDS * 1000


def main() -> None:
    os.nice(5)
    print_table(asyncio.run(run()))


if __name__ == "__main__":
    main()
