"""Connections to the database of which nothing stays where they fail to open."""

import traceback
from typing import Any, Self

import psycopg


class DatabaseConnection(psycopg.AsyncConnection[Any]):
    """A connection of psycopg's; an attempt that fails, or is given up, is closed at once."""

    @classmethod
    async def connect(cls, conninfo: str = "", **more: Any) -> Self:
        try:
            return await super().connect(conninfo, **more)
        except BaseException as error:
            # psycopg leaves the socket to frames that the error refers to, and they to the error: it would stay open
            # until a garbage collection, and a server that was only slow would hold a connection for nobody.
            traceback.clear_frames(error.__traceback__)
            raise
