"""The one connection of this process that LISTENs: it comes back after every loss, and says so."""

import asyncio
from collections.abc import Callable

import psycopg
import structlog

from scrollkeeper.core.connecting import DatabaseConnection
from scrollkeeper.core.connections import KEEPALIVE
from scrollkeeper.core.events import BROADCASTS_CHANNEL, EVENTS_CHANNEL
from scrollkeeper.rate_limits import bans

log = structlog.get_logger()

# Between notices the connection is asked whether it still lives; a dead network says nothing by itself.
ASK_SECONDS = 15
ANSWER_SECONDS = 10
LONGEST_PAUSE = 2.0


async def listen(url: str, name: str, on_notice: Callable[[str, str], None], on_connected: Callable[[], None]) -> None:
    """Hand every notice (channel, payload) on, for ever. What happened before `on_connected` has to be looked up.

    `name` is how the connection is known to whoever looks at those of the database.
    """
    pause = 0.05
    while True:
        try:
            connection = await DatabaseConnection.connect(url, autocommit=True, application_name=name, **KEEPALIVE)
            async with connection:
                for channel in (EVENTS_CHANNEL, BROADCASTS_CHANNEL, bans.CHANNEL):
                    await connection.execute(f"listen {channel}")
                on_connected()
                pause = 0.05
                while True:
                    async for notice in connection.notifies(timeout=ASK_SECONDS):
                        on_notice(notice.channel, notice.payload)
                    async with asyncio.timeout(ANSWER_SECONDS):
                        await connection.execute("select 1")
        except (psycopg.Error, OSError, TimeoutError) as error:
            log.warning("the database connection for live news was lost", error=str(error).strip()[:300])
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
