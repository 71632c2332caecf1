"""The job queue's connections: one LISTEN for all runners of a process, where procrastinate would open one for each."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable

import psycopg
import structlog
from procrastinate import PsycopgConnector
from procrastinate.connector import Notify
from procrastinate.manager import get_channel_for_queues
from psycopg import sql

from scrollkeeper.core.connecting import DatabaseConnection
from scrollkeeper.core.connections import KEEPALIVE

log = structlog.get_logger()
# Between notices the connection is asked whether it still lives.
ASK_SECONDS, ANSWER_SECONDS = 15, 10
# Nobody misses anything meanwhile: runners look for jobs every few seconds as well.
PAUSE_SECONDS = 2.0


class SharedConnector(PsycopgConnector):
    """A connector whose runners hear of new jobs through one connection, which comes back after every loss."""

    def __init__(self, url: str, *, queues: Iterable[str], name: str, size: int) -> None:
        """`size` bounds the pool for everything else; `name` is how the LISTEN connection is known to the server."""
        super().__init__(
            conninfo=url, kwargs=KEEPALIVE, min_size=1, max_size=size, max_idle=30, connection_class=DatabaseConnection
        )
        self.url, self.name = url, name
        self.channels = list(get_channel_for_queues(list(queues)))
        self._hearers: dict[str, set[Notify]] = defaultdict(set)
        self._listening: asyncio.Task[None] | None = None

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Hand notices of these channels to the runner until it is cancelled."""
        channels = list(channels)
        assert set(channels) <= set(self.channels), "a queue that nobody listens to"
        for channel in channels:
            self._hearers[channel].add(on_notification)
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen(), name="job-listen")
        try:
            await asyncio.Event().wait()
        finally:
            for channel in channels:
                self._hearers[channel].discard(on_notification)

    async def close_async(self) -> None:
        if self._listening:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await super().close_async()

    async def _listen(self) -> None:
        while True:
            try:
                connection = await DatabaseConnection.connect(
                    self.url, autocommit=True, application_name=self.name, **KEEPALIVE
                )
                async with connection:
                    for channel in self.channels:
                        await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
                    await self._hand_on(connection)
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("the database connection for new jobs was lost", error=str(error).strip()[:300])
            await asyncio.sleep(PAUSE_SECONDS)

    async def _hand_on(self, connection: DatabaseConnection) -> None:
        while True:
            async for notice in connection.notifies(timeout=ASK_SECONDS):
                for hear in list(self._hearers[notice.channel]):
                    await hear(channel=notice.channel, payload=notice.payload)
            async with asyncio.timeout(ANSWER_SECONDS):
                await connection.execute("select 1")
