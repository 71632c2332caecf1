"""The database: one session a request or job, committed at its edge and nowhere else.

A request sees and writes the rows of its caller's teams and no others: PostgreSQL itself holds that (row-level
security, `migrations/isolation.py`). So there are several kinds of sessions, and whoever opens one says which:

- `Db` and `open_request_session`: nobody's until the caller is found, then `act_as` names all of their teams.
- `open_team_session(team_id)`: for what a request does in transactions of its own, such as an upload, in one team.
- `open_system_session`: every team's; for jobs, the live hub and the command, and for finding a team by a secret.
"""

import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any, ClassVar, cast
from uuid import UUID

from fastapi import Depends
from sqlalchemy import DateTime, Engine, MetaData, Table, event, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, aliased
from sqlalchemy.pool import ConnectionPoolEntry

# A statement that runs longer than this is a mistake of ours, and would hold a connection that others wait for.
STATEMENT_SECONDS = 30
POOL_SIZE = 10
# A connection that was used within this time is taken for alive.
FRESH_SECONDS = 1.0
# What requests run as; it owns nothing and cannot step around the policies.
APP_ROLE = "scrollkeeper_app"
# Of a transaction: the ids of the teams whose rows it may see and write, as an array.
TEAMS_SETTING = "scrollkeeper.teams"
POOL_OVERFLOW = 10


def visible(model: type["Model"]) -> Any:
    """The rows that the caller may see, through a view that lets every index be used (`migrations/isolation.py`)."""
    table = cast(Table, model.__table__)
    view = table.to_metadata(MetaData(), name=f"visible_{table.name}")
    return aliased(model, view, adapt_on_names=True)


class Model(DeclarativeBase):
    """Base of all tables; names of constraints are predictable so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


_engines: list[AsyncEngine] = []
open_request_session: async_sessionmaker[AsyncSession] = async_sessionmaker(expire_on_commit=False)
open_system_session: async_sessionmaker[AsyncSession] = async_sessionmaker(expire_on_commit=False)


def sqlalchemy_url(url: str) -> str:
    """postgresql://… as SQLAlchemy wants it, with the only driver we use."""
    return "postgresql+psycopg://" + url.split("://", 1)[1]


def connect(url: str) -> None:
    """Make the engines of this process; `open_….begin()` is then one transaction. No connection is made before one."""
    for maker, role in ((open_request_session, APP_ROLE), (open_system_session, None)):
        engine = _make_engine(url, role)
        _engines.append(engine)
        maker.configure(bind=engine)


def _make_engine(url: str, role: str | None) -> AsyncEngine:
    options = f"-c statement_timeout={STATEMENT_SECONDS}s -c idle_in_transaction_session_timeout=60s"
    engine = create_async_engine(
        sqlalchemy_url(url),
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=10,
        connect_args={"connect_timeout": 10, "options": f"{options} -c role={role}" if role else options},
    )
    _ask_whether_alive(engine.sync_engine)
    return engine


def _ask_whether_alive(engine: Engine) -> None:
    """Like `pool_pre_ping`, but not for connections that have just worked: that would be every sixth round trip."""

    def note_return(_: object, record: ConnectionPoolEntry) -> None:
        record.info["returned"] = time.monotonic()

    def ask(connection: Any, record: ConnectionPoolEntry, _: object) -> None:
        if time.monotonic() - record.info.get("returned", math.inf) < FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", note_return)
    event.listen(engine, "checkout", ask)


async def disconnect() -> None:
    while _engines:
        await _engines.pop().dispose()


async def act_as(db: AsyncSession, person_id: UUID) -> None:
    """From now on this transaction sees and writes the rows of all teams that the person is in."""
    await db.execute(select(func.act_as(person_id)))


async def admit(db: AsyncSession, team_id: UUID) -> None:
    """From now on this transaction sees and writes the rows of this team too: one just made, or just entered."""
    await db.execute(text(_ADMIT), {"setting": TEAMS_SETTING, "team": team_id})


_ADMIT = """
    select set_config(:setting, array_append(
        coalesce(nullif(current_setting(:setting, true), '')::uuid[], '{}'), cast(:team as uuid))::text, true)
"""


@asynccontextmanager
async def open_team_session(team_id: UUID) -> AsyncIterator[AsyncSession]:
    """A transaction of a request in one team, whose permission has been asked."""
    async with open_request_session.begin() as db:
        await admit(db, team_id)
        yield db


async def session() -> AsyncIterator[AsyncSession]:
    """The session of a request: committed when the route returns, rolled back when it raises."""
    async with open_request_session.begin() as db:
        yield db


# scope="function" commits before the response leaves, so whoever reads straight after a write sees it.
Db = Annotated[AsyncSession, Depends(session, scope="function")]


async def lock(db: AsyncSession, *names: object) -> None:
    """Hold an advisory lock named by `names` until the transaction ends."""
    key = ":".join(str(name) for name in names)
    await db.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
