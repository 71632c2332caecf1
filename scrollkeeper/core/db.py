"""The database: one engine a process, one session a request or job, committed at its edge and nowhere else."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, ClassVar

from fastapi import Depends
from sqlalchemy import DateTime, MetaData, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

# A statement that runs longer than this is a mistake of ours, and would hold a connection that others wait for.
STATEMENT_SECONDS = 30
POOL_SIZE = 10
POOL_OVERFLOW = 10


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


_engine: AsyncEngine | None = None
open_session: async_sessionmaker[AsyncSession] = async_sessionmaker(expire_on_commit=False)


def sqlalchemy_url(url: str) -> str:
    """postgresql://… as SQLAlchemy wants it, with the only driver we use."""
    return "postgresql+psycopg://" + url.split("://", 1)[1]


def connect(url: str, **options: Any) -> AsyncEngine:
    """Make the engine of this process; `open_session.begin()` is then one transaction."""
    global _engine
    _engine = create_async_engine(
        sqlalchemy_url(url),
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 10,
            "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c idle_in_transaction_session_timeout=60s",
        },
        **options,
    )
    open_session.configure(bind=_engine)
    return _engine


async def disconnect() -> None:
    global _engine
    if _engine is not None:
        await _engine.dispose()
        _engine = None


async def session() -> AsyncIterator[AsyncSession]:
    """The session of a request: committed when the route returns, rolled back when it raises."""
    async with open_session.begin() as db:
        yield db


# scope="function" commits before the response leaves, so whoever reads straight after a write sees it.
Db = Annotated[AsyncSession, Depends(session, scope="function")]


async def lock(db: AsyncSession, *names: object) -> None:
    """Hold an advisory lock named by `names` until the transaction ends."""
    key = ":".join(str(name) for name in names)
    await db.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
