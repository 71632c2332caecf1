"""How many statements and transactions the hottest requests take: each of them is a good part of what a request costs.

`BEGIN` and `COMMIT` are not counted among statements. Raise a number here only for what a page cannot do without.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event

from scrollkeeper.core import db as database
from tests import make

# What the app does by itself meanwhile runs in tasks that never saw this set.
COUNTING: ContextVar[bool] = ContextVar("counting", default=False)
# route → statements, each in one transaction but for the first
ROUTES = {
    "/api/health": 0,
    "/api/me": 3,
    "{team}/papers?limit=50": 3,
    "{team}/papers/{paper}": 6,
    "{team}/papers/{paper}/threads": 6,
    "{team}/papers/{paper}/annotations": 3,
    "{team}/events?since=0": 3,
    "{team}/files/{file}/thumbnail": 2,
    "{team}/search?q=river": 7,
    "{team}/collections": 3,
    "{team}/tags": 2,
    "/api/me/notifications": 3,
}


@contextmanager
def counted() -> Iterator[dict[str, int]]:
    found = {"statements": 0, "transactions": 0}

    def saw_statement(*_: Any) -> None:
        found["statements"] += COUNTING.get()

    def saw_begin(*_: Any) -> None:
        found["transactions"] += COUNTING.get()

    engines = [maker.kw["bind"].sync_engine for maker in (database.open_request_session, database.open_system_session)]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", saw_statement)
        event.listen(engine, "begin", saw_begin)
    counting = COUNTING.set(True)
    try:
        yield found
    finally:
        COUNTING.reset(counting)
        for engine in engines:
            event.remove(engine, "before_cursor_execute", saw_statement)
            event.remove(engine, "begin", saw_begin)


async def test_the_hottest_requests_take_few_statements(ada: make.Member) -> None:
    async with database.open_system_session.begin() as db:
        paper, file = await make.paper(db, ada.scope, {"type": "book", "title": "A river"})
    begun = await ada.http.post(ada.url("/threads"), json={"paper": str(paper.id), "text": "What of it?"})
    assert begun.status_code == 201, begun.text
    took = {}
    for route in ROUTES:
        path = route.format(team=ada.url(), paper=paper.id, file=file.id)
        # The first one also takes a lease of the rates, and may make connections.
        await ada.http.get(path)
        with counted() as found:
            answer = await ada.http.get(path)
        assert answer.status_code in (200, 404), (route, answer.text)
        assert found["transactions"] == (0 if route == "/api/health" else 1), route
        took[route] = found["statements"]
    assert took == ROUTES
