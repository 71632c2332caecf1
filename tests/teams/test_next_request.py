"""What somebody may no longer do holds from their very next request: who calls is asked each time.

Each asks more often beforehand than it takes for the statement to be prepared.
"""

from fastapi import FastAPI

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.ids import new_id
from tests import make
from tests.conftest import browser_of

OFTEN = 8


async def test_a_change_of_access_holds_from_the_next_request(app: FastAPI, ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "editor")
    nothing = {"ids": [str(new_id())]}
    papers, seat = ada.url("/papers"), ada.url(f"/members/{eve.id}")
    made = (await eve.http.post("/api/tokens", json={"name": "a script", "scopes": ["read", "write"]})).json()
    async with browser_of(app, Authorization=f"Bearer {made['token']}") as script:
        everybody = (eve.http, script)
        for client in everybody:
            for _ in range(OFTEN):
                assert (await client.get(papers)).status_code == 200
                assert (await client.post(ada.url("/papers/delete"), json=nothing)).status_code == 200
        assert (await ada.http.patch(seat, json={"role": "reader"})).status_code in (200, 204)
        for client in everybody:
            assert (await client.get(papers)).status_code == 200
            assert (await client.post(ada.url("/papers/delete"), json=nothing)).status_code in (403, 404)
        assert (await ada.http.delete(seat)).status_code == 204
        for client in everybody:
            assert (await client.get(papers)).status_code == 404
            assert (await client.get(eve.url("/papers"))).status_code == 200
        assert (await eve.http.delete(f"/api/tokens/{made['id']}")).status_code == 204
        assert (await script.get(eve.url("/papers"))).status_code == 401
    assert (await eve.http.delete("/api/sessions/current")).status_code == 204
    assert (await eve.http.get(eve.url("/papers"))).status_code == 401
