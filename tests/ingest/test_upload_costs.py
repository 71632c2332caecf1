"""How often bytes that come in ask the database: a slow client sends thousands of parts."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy import event

from scrollkeeper.core import db as database
from tests import make
from tests.ingest import tus_client as tus
from tests.ingest.pdf import pdf_bytes

# What the app does by itself meanwhile runs in tasks that never saw this set.
COUNTING: ContextVar[bool] = ContextVar("counting", default=False)


@dataclass
class Asked:
    commits: int = 0
    reads_of_the_upload: list[str] = field(default_factory=list)


@contextmanager
def counted() -> Iterator[Asked]:
    """Transactions of the requests within, and statements that read the upload."""
    engines = [maker.kw["bind"].sync_engine for maker in (database.open_system_session, database.open_request_session)]
    asked = Asked()

    def commit(*_: object) -> None:
        asked.commits += COUNTING.get()

    def execute(_: object, __: object, statement: str, *___: object) -> None:
        if COUNTING.get() and statement.startswith("SELECT") and "FROM uploads" in statement:
            asked.reads_of_the_upload.append(statement)

    for engine in engines:
        event.listen(engine, "commit", commit)
        event.listen(engine, "before_cursor_execute", execute)
    counting = COUNTING.set(True)
    try:
        yield asked
    finally:
        COUNTING.reset(counting)
        for engine in engines:
            event.remove(engine, "commit", commit)
            event.remove(engine, "before_cursor_execute", execute)


async def test_a_part_takes_three_transactions_and_the_last_five(ada: make.Member) -> None:
    """Who may, the claim, the count; for the last also its parts, and all that makes it a paper."""
    data = pdf_bytes(300_000)
    url = await tus.begun(ada, len(data))
    await tus.send(ada, url, 0, data[:100_000])
    with counted() as middle:
        assert (await tus.send(ada, url, 100_000, data[100_000:200_000])).status_code == 204
    with counted() as last:
        answer = await tus.send(ada, url, 200_000, data[200_000:])
    assert answer.headers["ScrollKeeper-Paper"]
    assert (middle.commits, len(middle.reads_of_the_upload)) == (3, 1)
    assert (last.commits, len(last.reads_of_the_upload)) == (5, 3)
