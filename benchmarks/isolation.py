"""What row-level security costs a request: the same requests to the app with it and without, turn by turn.

Without: requests run as the owner of the tables, for whom no policy counts, and nobody's teams are named.
"""

import asyncio
import statistics
import time
from typing import Any

import httpx
import numpy as np
import psycopg

from benchmarks.database import fresh_database, print_table, settle
from benchmarks.generated import Language, Plan, load_library
from scrollkeeper.core import db
from scrollkeeper.core.ids import new_id
from scrollkeeper.main import create_app
from scrollkeeper.rate_limits import limiter

AIM = 1.15
PAPERS, ROUNDS, TIMES = 10_000, 30, 10
TEAM = new_id()
NO_NAMES = """
    create or replace function act_as(person uuid, only_team uuid default null) returns boolean
    language sql stable as 'select true'
"""


async def run() -> list[dict[str, Any]]:
    """Medians of each request, in milliseconds."""
    # Nobody asks this often; a refusal would be quick.
    limiter.RATES["credential"] = limiter.Rate(10**7, 0.001, lease=1_000)
    async with fresh_database() as url:
        await load_library(url, Language(np.random.default_rng(7)), [Plan(TEAM, PAPERS, 0)])
        await settle(url)
        transport = httpx.ASGITransport(app=create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            person = {"email": "ada@example.org", "name": "Ada", "password": "correct horse battery"}
            me = (await client.post("/api/accounts", json=person)).json()["person"]["id"]
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as owner:
                await owner.execute(
                    "insert into members (team_id, person_id, role) values (%s, %s, 'owner')", (TEAM, me)
                )
                return await _compare(client, owner)


async def _compare(client: httpx.AsyncClient, owner: psycopg.AsyncConnection[Any]) -> list[dict[str, Any]]:
    paths = {
        "who one is": "/api/me",
        "a list of 50 papers of 10,000": f"/api/teams/{TEAM}/papers?limit=50",
        "the filter box": f"/api/teams/{TEAM}/papers?limit=50&filter=ab",
    }
    found = await (await owner.execute("select pg_get_functiondef('act_as(uuid, uuid)'::regprocedure)")).fetchone()
    engines = {True: db.open_request_session.kw["bind"], False: db.open_system_session.kw["bind"]}
    times: dict[tuple[str, bool], list[float]] = {}
    for number in range(ROUNDS):
        for isolated in (True, False) if number % 2 else (False, True):
            await owner.execute(str(found[0]) if isolated and found else NO_NAMES)
            db.open_request_session.configure(bind=engines[isolated])
            for name, path in paths.items():
                await client.get(path)
                started = time.perf_counter()
                for _ in range(TIMES):
                    assert (await client.get(path)).status_code == 200
                times.setdefault((name, isolated), []).append((time.perf_counter() - started) / TIMES * 1000)
    db.open_request_session.configure(bind=engines[True])
    rows = []
    for name in paths:
        value, beside = (statistics.median(times[name, isolated]) for isolated in (True, False))
        rows.append(
            {"name": f"isolation, {name}", "value": round(value, 2), "unit": "ms",
             "beside": f"without: {beside:.2f} ms; aim: {AIM}", "ratio": round(value / beside, 2)}
        )  # fmt: skip
    return rows


if __name__ == "__main__":
    print_table(asyncio.run(run()))
