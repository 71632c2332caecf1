"""How long an event takes from its transaction to 500 open windows. Run alone: `python -m benchmarks.live`."""

import asyncio
import json
import os
import re
import signal
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import psutil

from benchmarks.database import fresh_database, percentile, print_table
from scrollkeeper.accounts import service as accounts
from scrollkeeper.accounts.caller import cookie_name
from scrollkeeper.core import db, events
from scrollkeeper.teams import service as teams
from scrollkeeper.teams.models import Member

SOCKETS, PEOPLE = 500, 5
EVENTS, A_SECOND = 200, 10.0
SERVER = "from scrollkeeper.serve import _listen, _run_web; _run_web(_listen('127.0.0.1', 0))"


async def measure(sockets: int = SOCKETS, count: int = EVENTS, a_second: float = A_SECOND) -> list[dict[str, Any]]:
    """Rows for docs/benchmarks.md: server, clients and writer are three processes beside the database."""
    async with fresh_database() as url, _server(url) as (address, server):
        team_id, cookies = await _make_team()
        asked = {
            "address": address, "topic": f"team:{team_id}", "cookies": cookies, "sockets": sockets, "events": count,
        }  # fmt: skip
        async with _process("-m", "benchmarks.live_client") as client:
            assert client.stdin is not None
            assert client.stdout is not None
            client.stdin.write(json.dumps(asked).encode() + b"\n")
            began, idle = time.monotonic(), server.cpu_times()
            assert await client.stdout.readline() == b"ready\n"
            joining = time.monotonic() - began
            before = server.cpu_times()
            join_cpu = before.user + before.system - idle.user - idle.system
            for _ in range(count):
                await _write_event(team_id)
                await asyncio.sleep(1 / a_second)
            lines = (await client.stdout.read()).splitlines()
            after = server.cpu_times()
            memory = server.memory_info().rss
    cpu = after.user + after.system - before.user - before.system
    return _rows([json.loads(line) for line in lines], count, joining, join_cpu, cpu, memory)


def _rows(
    took: list[list[tuple[int, int]]], count: int, joining: float, join_cpu: float, cpu: float, memory: int
) -> list[dict[str, Any]]:
    each = [(heard - sent) / 1e6 for listener in took for sent, heard in listener]
    assert len(each) == len(took) * count, "an event was lost"
    last: dict[int, float] = defaultdict(float)
    for listener in took:
        for sent, heard in listener:
            last[sent] = max(last[sent], (heard - sent) / 1e6)
    name = f"event to {len(took)} sockets"
    values = {
        f"{name}, p50": (percentile(each, 0.5), "ms", None),
        f"{name}, p95": (percentile(each, 0.95), "ms", "aim 200"),
        f"{name}, until the last socket, p50": (percentile(list(last.values()), 0.5), "ms", None),
        f"{name}, until the last socket, p95": (percentile(list(last.values()), 0.95), "ms", "aim 200"),
        f"{name}, CPU of the server a frame": (cpu * 1e6 / len(each), "µs", None),
        f"{len(took)} sockets connect and join": (joining, "s", None),
        "CPU of the server a connection and join": (join_cpu * 1e3 / len(took), "ms", None),
        f"memory of the server with {len(took)} sockets": (memory / 2**20, "MiB", None),
    }
    return [
        {"name": name, "value": round(value, 1), "unit": unit, "beside": beside, "ratio": None}
        for name, (value, unit, beside) in values.items()
    ]


async def _write_event(team_id: UUID) -> None:
    sent = time.monotonic_ns()
    async with db.open_session.begin() as session:
        await events.publish(session, team_id, "paper.changed", paper=uuid4(), data={"sent": sent})


async def _make_team() -> tuple[UUID, list[str]]:
    """A team of a few people, and a session cookie of each: one person may not have all the windows."""
    cookies = []
    async with db.open_session.begin() as session:
        for number in range(PEOPLE):
            email = f"person{number}@example.org"
            person = await accounts.add_person(session, email=email, name=f"Person {number}", password=None)
            if number == 0:
                team_id = (await teams.add_team(session, person.id, "Benchmark")).team.id
            else:
                session.add(Member(team_id=team_id, person_id=person.id, role="reader"))
            secret = await accounts.start_session(session, person.id, user_agent="benchmark", address="")
            cookies.append(f"{cookie_name()}={secret}")
    return team_id, cookies


@asynccontextmanager
async def _process(*args: str, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, *args, env=os.environ | env, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


@asynccontextmanager
async def _server(url: str) -> AsyncIterator[tuple[str, psutil.Process]]:
    async with _process("-c", SERVER, DATABASE_URL=url) as process:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            while not (found := re.search(r"http://(\S+)", (await process.stdout.readline()).decode())):
                assert process.returncode is None
        yield found.group(1), psutil.Process(process.pid)


if __name__ == "__main__":
    print_table(asyncio.run(measure()))
