"""Duplicates among 50,000 papers, a twentieth of them copies: all compared, one checked, and a page of the groups.

`python -m benchmarks.duplicates`.
"""

import asyncio
import os
import time
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import text

from benchmarks.cpu import Meter
from benchmarks.database import fresh_database, print_table, settle
from benchmarks.generated import Language, Plan, load_library
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.ids import new_id
from scrollkeeper.library import duplicates_search, duplicates_service
from scrollkeeper.library.duplicates_comparison import Preset
from scrollkeeper.teams.scope import Scope

PAPERS, CHECKED, ROUNDS = 50_000, 100, 10
COPIES = PAPERS // 20
AIM_CHECK_MS, AIM_ALL_S = 20, 600
DESCRIBE = text("""
    update papers set metadata = jsonb_build_object(
        'title', title, 'issued', jsonb_build_object('date-parts', jsonb_build_array(jsonb_build_array(year))),
        'author', (select jsonb_agg(jsonb_build_object('literal', split_part(one, ' ', 2)))
                   from unnest(string_to_array(authors, ', ')) as one))
    where team_id = :team
""")
COPY = text("""
    with numbered as (select id, metadata, row_number() over (order by id) as place from papers where team_id = :team)
    update papers set metadata = original.metadata from numbered as original, numbered as copied
    where copied.place = original.place + :copies and original.place <= :copies and papers.id = copied.id
""")


async def run() -> list[dict[str, Any]]:
    """Seconds for all, milliseconds for one paper and for the groups."""
    team = new_id()
    async with fresh_database() as url:
        await load_library(url, Language(np.random.default_rng(7)), [Plan(team, PAPERS, 0)])
        async with open_system_session.begin() as db:
            await db.execute(text("set local statement_timeout = 0"))
            await db.execute(DESCRIBE, {"team": team})
            await db.execute(COPY, {"team": team, "copies": COPIES})
        await settle(url)
        seconds = await _compare_all(team)
        check = await _check_each(team)
        groups, page = await _list_groups(team)
    return [
        _row(f"all of {PAPERS:,} papers compared", seconds, "s", f"aim: {AIM_ALL_S}"),
        _row("one of them checked", check, "ms of CPU", f"aim: {AIM_CHECK_MS}"),
        _row("a page of 20 groups", page, "ms of CPU", f"{groups:,} groups found, {COPIES:,} papers were copies"),
    ]


def _row(name: str, value: float, unit: str, beside: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 1), "unit": unit, "beside": beside, "ratio": None}


async def _compare_all(team: UUID) -> float:
    began, after = time.monotonic(), None
    while True:
        async with open_system_session.begin() as db:
            after = await duplicates_search.continue_search(db, team, after)
        if after is None:
            return time.monotonic() - began


async def _check_each(team: UUID) -> float:
    async with open_system_session.begin() as db:
        query = text("select id from papers where team_id = :team order by md5(id::text) limit :number")
        papers = (await db.scalars(query, {"team": team, "number": CHECKED})).all()
        meter = Meter((await db.execute(text("select pg_backend_pid()"))).scalar_one())
        meter.start()
        for paper_id in papers:
            await duplicates_search.compare_papers(db, team, [paper_id])
        meter.stop()
    return (meter.own + meter.server) / CHECKED * 1000


async def _list_groups(team: UUID) -> tuple[int, float]:
    total = 0
    async with open_system_session.begin() as db:
        meter = Meter((await db.execute(text("select pg_backend_pid()"))).scalar_one())
        meter.start()
        for _ in range(ROUNDS):
            _, _, total, _ = await duplicates_service.list_groups(
                db, Scope(team, None, "owner"), preset=Preset.normal, limit=20, cursor=None
            )
        meter.stop()
    return total, (meter.own + meter.server) / ROUNDS * 1000


def main() -> None:
    os.nice(5)
    print_table(asyncio.run(run()))


if __name__ == "__main__":
    main()
