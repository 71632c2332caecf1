"""The live connection when the network, the readers or the servers are not as one would like them."""

import asyncio
import os
import random
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from scrollkeeper.core import events
from scrollkeeper.realtime import hub
from tests.realtime.conftest import SECONDS, connected, happen, team_topic, until

SERVER = "from scrollkeeper import serve, web; web.run(serve.listen('127.0.0.1', 0))"


@asynccontextmanager
async def another_server(database_url: str) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """A second process on the same database; gives its address and the process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SERVER, env=os.environ | {"DATABASE_URL": database_url}, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            while not (found := re.search(r"http://(\S+)", (await process.stdout.readline()).decode())):
                assert process.returncode is None
        yield found.group(1), process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(30):
            await process.wait()


async def test_fifty_lost_connections_during_500_events_lose_and_double_nothing(live, transaction, ada):
    """Four writers at once, a reader whose connection is cut off at any moment, and every number once and in order."""
    chance = random.Random(7)
    start = await happen(transaction, ada, 1)
    heard: list[int] = []

    async def write() -> None:
        for _ in range(125):
            await happen(transaction, ada, 1)
            await asyncio.sleep(chance.random() * 0.03)

    writers = [asyncio.create_task(write()) for _ in range(4)]
    for _ in range(50):
        async with live(ada) as socket:
            await socket.say(type="join", topic=team_topic(ada), since=heard[-1] if heard else start)
            # Cut before the answer, in the middle of the replay, or some events later.
            for _ in range(chance.choice((0, 1, 2, 5, 20))):
                frame = await socket.hear()
                if frame["type"] == "event":
                    heard.append(frame["clock"])
                if all(writer.done() for writer in writers) and frame["type"] == "joined":
                    break
            socket.connection.transport.abort()
    await asyncio.gather(*writers)
    async with live(ada) as socket:
        before, joined = await socket.join(team_topic(ada), since=heard[-1])
        heard += [frame["clock"] for frame in before]
        assert await socket.is_silent()
    assert heard == list(range(start + 1, start + 501))
    assert joined["clock"] == start + 500


async def test_two_processes_tell_the_same(live, transaction, database_url, ada):
    async with another_server(database_url) as (address, process), live(ada) as here, connected(address, ada) as there:
        start = (await here.join(team_topic(ada)))[1]["clock"]
        assert (await there.join(team_topic(ada)))[1]["clock"] == start
        # One is changed through the API of this process, the others by any process.
        await ada.http.patch(ada.url(), json={"name": "The Analytical Lab"})
        await happen(transaction, ada, 20)
        frames = [await here.hear() for _ in range(21)]
        assert [frame["clock"] for frame in frames] == list(range(start + 1, start + 22))
        assert [await there.hear() for _ in range(21)] == frames
        # A server that stops says so, while the other goes on.
        process.send_signal(signal.SIGTERM)
        assert await there.closed(expect=[]) == 1012
        await happen(transaction, ada, 1)
        assert (await here.hear())["clock"] == start + 22


@asynccontextmanager
async def deaf(address: str, who) -> AsyncIterator:
    """A client that takes hardly anything from its socket until it is told to."""
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.setblocking(False)
    host, port = address.split(":")
    await asyncio.get_running_loop().sock_connect(plain, (host, int(port)))
    async with connected(address, who, sock=plain, max_queue=1) as client:
        yield client


async def shout(transaction, who, times: int) -> None:
    """Broadcasts near the largest size, so that buffers fill soon."""
    async with transaction() as db:
        for number in range(times):
            data = {"number": number, "filler": "x" * 7_000}
            await events.broadcast(db, UUID(who.team), team_topic(who), "noise", data)


async def test_a_reader_that_is_too_slow_is_dropped_and_the_others_get_everything(live, address, transaction, ada):
    async with deaf(address, ada) as slow, live(ada) as good:
        await slow.join(team_topic(ada))
        start = (await good.join(team_topic(ada)))[1]["clock"]
        assert len(hub.current().sockets) == 2
        heard, rounds = [], 0
        while len(hub.current().sockets) == 2:
            assert rounds < 40, "the slow reader is still there"
            rounds += 1
            await happen(transaction, ada, 1)
            await shout(transaction, ada, 200)
            heard += [await good.hear() for _ in range(201)]
        clocks = [frame["clock"] for frame in heard if frame["type"] == "event"]
        assert clocks == list(range(start + 1, start + 1 + rounds))
        assert len(heard) == rounds * 201
        # When it reads on at last, it is told why, and has missed nothing when it comes back.
        assert await slow.closed() == 4408
    async with live(ada) as again:
        before, _ = await again.join(team_topic(ada), since=start)
        assert [frame["clock"] for frame in before] == clocks


async def test_a_reader_that_takes_nothing_at_all_is_dropped_even_when_little_happens(address, transaction, ada):
    current = hub.current()
    patience = current.stuck_seconds
    current.stuck_seconds = 0.2
    try:
        async with deaf(address, ada) as stuck:
            await stuck.join(team_topic(ada))
            async with asyncio.timeout(SECONDS):
                while not any(one.is_stuck(0) for one in current.sockets):
                    await shout(transaction, ada, 100)
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.3)
            current.check_soon()
            await until(lambda: not current.sockets)
            stuck.connection.transport.abort()
    finally:
        current.stuck_seconds = patience


@pytest.mark.parametrize("kind", ["close", "abort"])
async def test_a_socket_that_goes_leaves_nothing_behind(live, transaction, ada, kind):
    tasks = len(asyncio.all_tasks())
    for _ in range(20):
        async with live(ada) as socket:
            await socket.say(type="join", topic=team_topic(ada), since=0)
            if kind == "abort":
                socket.connection.transport.abort()
    await until(lambda: not hub.current().sockets)
    await until(lambda: not hub.current()._feeds)
    await until(lambda: len(asyncio.all_tasks()) <= tasks)
    assert not hub.current()._of_person
