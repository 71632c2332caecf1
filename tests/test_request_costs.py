"""How many statements and transactions the hottest requests take: each of them is a good part of what a request costs.

`BEGIN` and `COMMIT` are not counted among statements. Raise a number here only for what a page cannot do without.
"""

from scrollkeeper.core import db as database
from tests import make
from tests.statements import hearing

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
        with hearing() as asked:
            answer = await ada.http.get(path)
        assert answer.status_code in (200, 404), (route, answer.text)
        assert asked.begins == (0 if route == "/api/health" else 1), route
        took[route] = len(asked.statements)
    assert took == ROUTES
