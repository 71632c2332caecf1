"""The database: one session a request or job, committed at its edge and nowhere else.

A request sees and writes the rows of its caller's teams and no others: PostgreSQL itself holds that (row-level
security, `migrations/isolation.py`). So there are several kinds of sessions, and whoever opens one says which:

- `Db` and `open_request_session`: nobody's until the caller is found, then `act_as` names all of their teams.
- `open_team_session(team_id)`: for what a request does in transactions of its own, such as an upload, in one team.
- `open_system_session`: every team's; for jobs, the live hub and the command, and for finding a team by a secret.

Each kind has its share of the process's budget of connections (`core/connections.py`).
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVarTuple, cast
from uuid import UUID

from fastapi import Depends
from psycopg.pq import PipelineStatus
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    MetaData,
    Select,
    Table,
    Uuid,
    event,
    func,
    literal,
    select,
    text,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, aliased
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry
from sqlalchemy.sql.visitors import replacement_traverse
from sqlalchemy.util import greenlet_spawn
from sqlalchemy.util.queue import Empty
from starlette.requests import HTTPConnection

from scrollkeeper.core.connecting import DatabaseConnection
from scrollkeeper.core.connections import KEEPALIVE, OF_COMMAND, Shares
from scrollkeeper.core.methods import is_head

Columns = TypeVarTuple("Columns")
# A statement that runs longer than this is a mistake of ours, and would hold a connection that others wait for.
STATEMENT_SECONDS = 30
# Who gets no connection within this time is told to come back later.
WAIT_SECONDS = 10.0
# A connection that nobody wanted for this long is given back to the server.
IDLE_SECONDS = 30.0
# A connection that was used within this time is taken for alive.
FRESH_SECONDS = 1.0
# What requests run as; it owns nothing and cannot step around the policies.
APP_ROLE = "scrollkeeper_app"
# Of a transaction: the ids of the teams whose rows it may see and write, as an array.
TEAMS_SETTING = "scrollkeeper.teams"


def visible(model: type["Model"]) -> Any:
    """The rows that the caller may see, through a view that lets every index be used (`migrations/isolation.py`)."""
    return aliased(model, _view_of(cast(Table, model.__table__)), adapt_on_names=True)


@cache
def _view_of(table: Table) -> Table:
    return table.to_metadata(MetaData(), name=f"visible_{table.name}")


def through_view(query: Select[*Columns], model: type["Model"]) -> Select[*Columns]:
    """The same query of columns, reading the view of `visible` wherever it names the model's table.

    Joining the view to the table would not do: PostgreSQL sees that the two are one, and keeps the table.
    """
    table = cast(Table, model.__table__)
    view = _view_of(table)

    def replace(element: Any, **_: Any) -> Any:
        if isinstance(element, Column) and element.table is not None and element.table.is_derived_from(table):
            return view.c[element.key]
        return view if isinstance(element, Table) and element.is_derived_from(table) else None

    return cast("Select[*Columns]", replacement_traverse(query, {}, replace))


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


_DIALECT = psycopg_dialect.dialect()  # type: ignore[no-untyped-call]
_engines: list[AsyncEngine] = []
open_request_session: async_sessionmaker[AsyncSession] = async_sessionmaker(expire_on_commit=False)
open_system_session: async_sessionmaker[AsyncSession] = async_sessionmaker(expire_on_commit=False)


def sqlalchemy_url(url: str) -> str:
    """postgresql://… as SQLAlchemy wants it, with the only driver we use."""
    return "postgresql+psycopg://" + url.split("://", 1)[1]


def connect(url: str, *, request_url: str | None = None, shares: Shares | None = None) -> None:
    """Make the engines of this process; `open_….begin()` is then one transaction. No connection is made before one.

    `request_url` is a login for requests that has no rights but those of `APP_ROLE`; without it they take that role
    on the login of everything else.
    """
    shares = shares or Shares(requests=OF_COMMAND, system=OF_COMMAND)
    for maker, role, login, size in (
        (open_request_session, APP_ROLE, request_url or url, shares.requests),
        (open_system_session, None, url, shares.system),
    ):
        engine = _make_engine(login, role, size)
        _engines.append(engine)
        maker.configure(bind=engine)


def _make_engine(url: str, role: str | None, size: int) -> AsyncEngine:
    options = f"-c statement_timeout={STATEMENT_SECONDS}s -c idle_in_transaction_session_timeout=60s"
    engine = create_async_engine(
        sqlalchemy_url(url),
        poolclass=_Pool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        pool_use_lifo=True,
        connect_args=KEEPALIVE
        | {"async_creator_fn": DatabaseConnection.connect}
        | {"options": f"{options} -c role={role}" if role else options},
    )
    _ask_whether_alive(engine.sync_engine)
    return engine


class _Pool(AsyncAdaptedQueuePool):
    """Gives back what rests, so that a busy minute does not keep connections from other processes for ever."""

    _rest: asyncio.Task[None] | None = None

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        record.info["returned"] = time.monotonic()
        super()._do_return_conn(record)
        if self._rest is None or self._rest.done():
            with suppress(RuntimeError):  # The loop has ended, and so will we.
                self._rest = asyncio.get_running_loop().create_task(self._close_while_idle(), name="idle connections")

    async def _close_while_idle(self) -> None:
        """Look now and then; ends when nothing is left to look at, and begins again with the next return."""
        while self.checkedin():
            await asyncio.sleep(IDLE_SECONDS / 2)
            for record in self._take_idle(time.monotonic() - IDLE_SECONDS):
                await greenlet_spawn(record.close)

    def _take_idle(self, before: float) -> list[ConnectionPoolEntry]:
        """Take out those that were returned before this time; the last used stay on top."""
        resting: list[ConnectionPoolEntry] = []
        while True:
            try:
                resting.append(self._pool.get(False))
            except Empty:
                break
        idle = [record for record in resting if record.info.get("returned", 0.0) < before]
        for record in reversed(resting):
            if record not in idle:
                self._pool.put(record, False)
        for _ in idle:
            self._dec_overflow()
        return idle

    def dispose(self) -> None:
        if self._rest:
            self._rest.cancel()
        super().dispose()


def _ask_whether_alive(engine: Engine) -> None:
    """Like `pool_pre_ping`, but not for connections that have just worked: that would be every sixth round trip."""

    def ask(connection: Any, record: ConnectionPoolEntry, _: object) -> None:
        # psycopg leaves it so where many rows are written and the task is cancelled twice.
        if connection.driver_connection.info.pipeline_status != PipelineStatus.OFF:
            raise InvalidatePoolError
        if time.monotonic() - record.info.get("returned", math.inf) < FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            raise InvalidatePoolError from error

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


async def session(connection: HTTPConnection) -> AsyncIterator[AsyncSession]:
    """The session of a request: committed when the route returns, rolled back when it raises, and where it is HEAD."""
    async with open_request_session.begin() as db:
        yield db
        if is_head(connection.scope):
            await db.rollback()


# scope="function" commits before the response leaves, so whoever reads straight after a write sees it.
Db = Annotated[AsyncSession, Depends(session, scope="function")]


class Prepared:
    """A statement of the hottest routes: put into SQL once, and run by the driver, which has the server prepare it.

    Its parameters are `bindparam`s with names; its values come as the driver gives them (ids, texts, numbers, times).
    """

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        self._sql = str(query.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True}))
        self._constants = {
            name: value for name, value in query.compile(dialect=_DIALECT).params.items() if value is not None
        }

    async def all(self, db: AsyncSession, **values: Any) -> Sequence[Any]:
        """The rows, whose columns have the names of their labels."""
        if db.new or db.dirty or db.deleted:
            await db.flush()
        connection = await db.connection()
        found = await connection.exec_driver_sql(self._sql, self._constants | values)
        return found.all()

    async def first(self, db: AsyncSession, **values: Any) -> Any | None:
        rows = await self.all(db, **values)
        return rows[0] if rows else None


_LOCK = text("select pg_advisory_xact_lock(hashtextextended(:key, 0))")


async def lock(db: AsyncSession, *names: object) -> None:
    """Hold an advisory lock named by `names` until the transaction ends."""
    await db.execute(_LOCK, {"key": ":".join(str(name) for name in names)})


def select_ids(ids: Sequence[UUID]) -> Select[Any]:
    """Ids as rows, for `in_`: one parameter of a statement, however many they are."""
    return select(func.unnest(sql_cast(literal(ids, ARRAY(Uuid)), ARRAY(Uuid))))


def lock_now(connection: Connection, name: str) -> None:
    """The same, for what runs before there is an event loop."""
    connection.execute(_LOCK, {"key": name})
