"""A database that was restarted while a connection rested is not noticed by whoever asks next."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from scrollkeeper.core import db as database


async def test_a_connection_that_died_at_rest_is_replaced(
    app: FastAPI, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = database._make_engine(database_url, None, 2)  # With a pool that holds this one connection.
    async with engine.begin() as connection:
        theirs = (await connection.execute(text("select pg_backend_pid()"))).scalar_one()
    async with database.open_system_session.begin() as db:
        await db.execute(text("select pg_terminate_backend(:pid, 5000)"), {"pid": theirs})
    monkeypatch.setattr(database, "FRESH_SECONDS", 0.0)
    async with engine.begin() as connection:
        assert (await connection.execute(text("select pg_backend_pid()"))).scalar_one() != theirs
    await engine.dispose()
