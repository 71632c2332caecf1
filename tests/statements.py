"""What a test asks of the database, statement by statement: only its own requests are heard."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from scrollkeeper.core import db as database

# What the app does by itself meanwhile runs in tasks that never saw this set.
_HEARD: ContextVar[bool] = ContextVar("heard", default=False)


@dataclass
class Asked:
    """`statements` without BEGIN and COMMIT, in their order."""

    statements: list[str] = field(default_factory=list)
    begins: int = 0
    commits: int = 0


@contextmanager
def hearing() -> Iterator[Asked]:
    """What is asked by requests within, on all connections of this process."""
    asked = Asked()

    def execute(_: Any, __: Any, statement: str, *___: Any) -> None:
        if _HEARD.get():
            asked.statements.append(statement)

    def begin(_: Any) -> None:
        asked.begins += _HEARD.get()

    def commit(_: Any) -> None:
        asked.commits += _HEARD.get()

    hears = {"before_cursor_execute": execute, "begin": begin, "commit": commit}
    engines = [maker.kw["bind"].sync_engine for maker in (database.open_request_session, database.open_system_session)]
    for engine in engines:
        for name, hear in hears.items():
            event.listen(engine, name, hear)
    heard = _HEARD.set(True)
    try:
        yield asked
    finally:
        _HEARD.reset(heard)
        for engine in engines:
            for name, hear in hears.items():
                event.remove(engine, name, hear)
