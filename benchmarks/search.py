"""Search over 200,000 generated pages: a team of 10,000 papers among other teams, through the service, without HTTP.

Beside it: the same words found and every hit ranked by PostgreSQL, as a search without bounded candidates would do.
`python -m benchmarks.search` makes the library anew, which takes some minutes; `--papers 1000` a smaller one.
"""

import argparse
import asyncio
import os
import random
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from sqlalchemy import text

from benchmarks.cpu import Meter
from benchmarks.database import fresh_database, percentile, print_table, settle
from benchmarks.generated import SET_PHRASES, Language, Plan, load_library, pack_any_page
from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.ids import new_id
from scrollkeeper.search import service
from scrollkeeper.teams.scope import Scope

AIM_MS = 50
PAPERS, PAGES_PER_PAPER, OTHER_TEAMS = 10_000, 17, 3
QUERIES = 60
EVERY_HIT = """
    select file_id, number, ts_rank_cd(words, query) from pages, phraseto_tsquery('scrollkeeper', %s) query
    where team_id = %s and words @@ query order by 3 desc limit 20
"""


async def run(papers: int = PAPERS) -> list[dict[str, Any]]:
    """p50 and p95 of each kind of search, in milliseconds."""
    language = Language(np.random.default_rng(7))
    team = new_id()
    async with fresh_database() as url:
        plans = [Plan(team, papers, PAGES_PER_PAPER)]
        plans += [Plan(new_id(), papers // 10, PAGES_PER_PAPER // 2) for _ in range(OTHER_TEAMS)]
        await load_library(url, language, plans, pack_any_page(language))
        await settle(url)
        return await measure(url, team, language)


async def measure(url: str, team: UUID, language: Language) -> list[dict[str, Any]]:
    """The rows for a library that is there."""
    rows = []
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    async with connection:
        await connection.execute("set statement_timeout = '60s'")
        cursor = await connection.execute(
            "select split_part(authors, ' ', 2) from papers where team_id = %s order by id limit 500", (team,)
        )
        names = [row[0].rstrip(",") for row in await cursor.fetchall()]
        for name, make in kinds(language, names).items():
            queries = [make() for _ in range(QUERIES)]
            times, meter = await _search_all(team, queries)
            beside = [await _rank_every_hit(connection, team, query) for query in queries[:3]] if name in BESIDE else []
            for label, part in (("p50", 0.5), ("p95", 0.95)):
                value, peer = percentile(times, part), percentile(beside, part) if beside else None
                rows.append(
                    {
                        "name": f"search, {name}, {label}", "value": round(value, 1), "unit": "ms",
                        "beside": f"every hit ranked: {peer:.0f} ms" if peer else f"aim: {AIM_MS} ms",
                        "ratio": round(value / (peer or AIM_MS), 2),
                    }
                )  # fmt: skip
            cpu = (meter.own + meter.server) / len(queries) * 1000
            rows.append(
                {
                    "name": f"search, {name}, CPU", "value": round(cpu, 1), "unit": "ms",
                    "beside": f"of it in the database: {meter.server / len(queries) * 1000:.0f} ms",
                    "ratio": round(cpu / AIM_MS, 2),
                }
            )  # fmt: skip
    return rows


BESIDE = ("a common word", "a rare word")


def kinds(language: Language, names: list[str]) -> dict[str, Callable[[], str]]:
    """What people search for, by how frequent its words are."""
    chance = random.Random(3)

    def word(first: int, last: int) -> str:
        return str(language.words[chance.randint(first, last)])

    def phrase() -> str:
        pair = language.phrases[int(chance.random() ** 2 * SET_PHRASES)]
        return " ".join(language.words[pair])

    return {
        "a common word": lambda: word(0, 300) + " ",
        "two words": lambda: f"{word(20, 500)} {word(300, 4_000)} ",
        "a phrase": lambda: f'"{phrase()}"',
        "a rare word": lambda: word(40_000, 110_000) + " ",
        "a word and an author": lambda: f"{word(0, 300)} author:{chance.choice(names)} ",
        "a common and a rare word": lambda: f"{word(0, 50)} {word(40_000, 110_000)} ",
    }


async def _search_all(team: UUID, queries: list[str]) -> tuple[list[float], Meter]:
    """Milliseconds of each search after one that warms the connection, and what they cost."""
    scope = Scope(team, None, "owner")
    times: list[float] = []
    async with open_team_session(team) as db:
        meter = Meter((await db.execute(text("select pg_backend_pid()"))).scalar_one())
    for query in [queries[0], *queries]:
        async with open_team_session(team) as db:
            meter.start()
            started = time.perf_counter()
            await service.search(db, scope, query)
            times.append((time.perf_counter() - started) * 1000)
            meter.stop()
    return times[1:], meter


async def _rank_every_hit(connection: psycopg.AsyncConnection[Any], team: UUID, query: str) -> float:
    started = time.perf_counter()
    await connection.execute(EVERY_HIT, (query, team))
    return (time.perf_counter() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=PAPERS, help="papers of the large team (17 pages each)")
    os.nice(5)
    print_table(asyncio.run(run(parser.parse_args().papers)))


if __name__ == "__main__":
    main()
