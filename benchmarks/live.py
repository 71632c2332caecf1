"""How long an event takes from its transaction to 500 open windows. Run alone: `python -m benchmarks.live`."""

import asyncio
import json
import os
import re
import signal
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import psutil

from benchmarks.database import fresh_database, percentile, print_table
from scrollkeeper.accounts import service as accounts
from scrollkeeper.accounts.sessions.caller import cookie_name
from scrollkeeper.core import db, events
from scrollkeeper.library.events import PAPER_CHANGED
from scrollkeeper.teams import service as teams
from scrollkeeper.teams.models import Member

SOCKETS, PEOPLE = 500, 5
EVENTS, A_SECOND = 200, 10.0
# What is noted of each event: here when it was sent.
SENT = r'"sent":(\d+)'
Took = list[list[tuple[int, int]]]  # for each socket, when each event was sent and heard, in nanoseconds
SERVER = "from scrollkeeper import serve, web; web.run(serve.listen('127.0.0.1', 0))"


async def measure(sockets: int = SOCKETS, count: int = EVENTS, a_second: float = A_SECOND) -> list[dict[str, Any]]:
    """Rows for docs/benchmarks.md. Server, clients and writer are three processes beside the database; the floor is a
    bare loop in the server's place that writes the same frames to the same clients."""
    floor = await _measure_floor(sockets, count, a_second)
    async with fresh_database() as url, serving("-c", SERVER, DATABASE_URL=url) as (address, process):
        team_id, cookies = await make_team()
        server = psutil.Process(process.pid)
        idle, began = server.cpu_times(), time.monotonic()
        async with listening(address, f"team:{team_id}", cookies, sockets, count) as listeners:
            joining, joined = time.monotonic() - began, server.cpu_times()
            for _ in range(count):
                await _write_event(team_id)
                await asyncio.sleep(1 / a_second)
            took = await listeners
            done, memory = server.cpu_times(), server.memory_info().rss
    return [
        *_rows(took, floor, sockets, count),
        row("CPU of the server a frame", _cpu(joined, done) * 1e6 / sockets / count, "µs"),
        row(f"{sockets} connections and joins, one after the other", joining, "s"),
        row("CPU of the server a connection and join", _cpu(idle, joined) * 1e3 / sockets, "ms"),
        row(f"memory of the server with {sockets} sockets", memory / 2**20, "MiB"),
    ]


async def _measure_floor(sockets: int, count: int, a_second: float) -> Took:
    async with serving("-m", "benchmarks.live_floor") as (address, process):
        assert process.stdin is not None
        async with listening(address, "team:x", ["none"], sockets, count) as listeners:
            for _ in range(count):
                frame = {"type": "event", "topic": "team:x", "filler": "x" * 200, "data": {"sent": time.monotonic_ns()}}
                process.stdin.write(json.dumps(frame, separators=(",", ":")).encode() + b"\n")
                await asyncio.sleep(1 / a_second)
            return await listeners


def _rows(took: Took, floor: Took, sockets: int, count: int) -> list[dict[str, Any]]:
    """Half of all deliveries, and 95 in 100, were quicker than this; then the same for each event's last socket."""
    rows = []
    for which, pick in (("event to each of", _each), ("event to the last of", _last)):
        values, lowest = pick(took), pick(floor)
        for part in (0.5, 0.95):
            value, least = percentile(values, part), percentile(lowest, part)
            rows.append(row(f"{which} {sockets} sockets, p{part * 100:.0f}", value, "ms", least))
    assert len(_each(took)) == sockets * count, "an event was lost"
    return rows


def _each(took: Took) -> list[float]:
    return [(heard - sent) / 1e6 for listener in took for sent, heard in listener]


def _last(took: Took) -> list[float]:
    last: dict[int, int] = defaultdict(int)
    for listener in took:
        for sent, heard in listener:
            last[sent] = max(last[sent], heard)
    return [(heard - sent) / 1e6 for sent, heard in last.items()]


def row(name: str, value: float, unit: str, floor: float | None = None) -> dict[str, Any]:
    beside = f"bare loop {floor:.1f}" if floor else None
    ratio = round(value / floor, 1) if floor else None
    return {"name": name, "value": round(value, 1), "unit": unit, "beside": beside, "ratio": ratio}


def _cpu(before: Any, after: Any) -> float:
    return float(after.user + after.system - before.user - before.system)


async def _write_event(team_id: UUID) -> None:
    sent = time.monotonic_ns()
    async with db.open_system_session.begin() as session:
        await events.publish(session, team_id, PAPER_CHANGED, paper=uuid4(), data={"sent": sent})


async def make_team() -> tuple[UUID, list[str]]:
    """A team of a few people, and a session cookie of each: one person may not have all the windows."""
    cookies = []
    async with db.open_system_session.begin() as session:
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
        sys.executable,
        *args,
        env=os.environ | env,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


@asynccontextmanager
async def serving(*args: str, **env: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """A process that prints the address it serves."""
    async with _process(*args, **env) as process:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            while not (found := re.search(r"http://(\S+)", (await process.stdout.readline()).decode())):
                assert process.returncode is None
        yield found.group(1), process


@asynccontextmanager
async def listening(
    address: str, topic: str, cookies: list[str], sockets: int, events: int, pattern: str = SENT
) -> AsyncIterator[Awaitable[Took]]:
    """All sockets, joined; what is given is awaited for when each event came."""
    asked = {"address": address, "topic": topic, "cookies": cookies, "sockets": sockets, "events": events,
             "pattern": pattern}  # fmt: skip
    async with _process("-m", "benchmarks.live_client") as client:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(json.dumps(asked).encode() + b"\n")
        assert await client.stdout.readline() == b"ready\n"
        output = client.stdout

        async def result() -> Took:
            return [json.loads(line) for line in (await output.read()).splitlines()]

        yield result()


if __name__ == "__main__":
    print_table(asyncio.run(measure()))
