"""Settings of a team, its picture, and its end."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, update

from scrollkeeper.core.db import open_system_session
from scrollkeeper.teams import jobs
from scrollkeeper.teams.models import Team
from tests import make


async def test_links_with_an_old_address_still_lead_there(ada: make.Member, eve: make.Member) -> None:
    fresh = f"lab-{ada.slug[:30]}".rstrip("-")
    moved = await ada.http.patch(ada.url(), json={"slug": fresh})
    assert moved.json()["slug"] == fresh
    for name in (fresh, ada.slug, ada.team):
        assert (await ada.http.get(f"/api/teams/{name}")).json()["id"] == ada.team
    for taken in (fresh, ada.slug):
        answer = await eve.http.patch(eve.url(), json={"slug": taken})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "slug")
    assert (await ada.http.patch(ada.url(), json={"slug": ada.slug})).status_code == 200


@pytest.mark.parametrize(
    "slug", ["", "a", "Ä", "a--b", "-a", "a b", "0" * 32, "x" * 49, "a/b", "01234567-89ab-7000-8000-0123456789ab"]
)
async def test_a_strange_address_is_refused(ada: make.Member, slug: str) -> None:
    assert (await ada.http.patch(ada.url(), json={"slug": slug})).status_code == 422


def _image(kind: str, size: tuple[int, int] = (900, 400)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, kind)
    return written.getvalue()


async def test_a_picture_is_cut_to_a_square_and_encoded_by_us(ada: make.Member, eve: make.Member) -> None:
    where = ada.url("/picture")
    assert (await ada.http.get(where)).status_code == 404
    for kind in ("PNG", "JPEG", "WEBP"):
        put = await ada.http.put(where, content=_image(kind))
        assert put.status_code == 200, put.text
    shown = await ada.http.get(put.json()["picture"])
    picture = Image.open(io.BytesIO(shown.content))
    assert (picture.format, picture.size, shown.headers["content-type"]) == ("WEBP", (256, 256), "image/webp")
    assert (await eve.http.get(where)).status_code == 404
    assert (await eve.http.put(where, content=_image("PNG"))).status_code == 404
    assert (await ada.http.delete(where)).status_code == 204
    assert (await ada.http.get(ada.url())).json()["picture"] is None


@pytest.mark.parametrize(
    "image",
    [
        lambda: b"",
        lambda: b"nonsense",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        lambda: _image("GIF"),
        lambda: _image("PNG", (6000, 6000)),
        lambda: _image("PNG")[:80],
    ],
)
async def test_what_is_no_picture_is_refused(ada: make.Member, image: Callable[[], bytes]) -> None:
    assert (await ada.http.put(ada.url("/picture"), content=image())).status_code == 422


async def test_an_archived_team_is_only_read(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        paper, _ = await make.paper(db, ada.scope)
        await make.join(db, ada.team, eve.id, "editor")
    assert (await eve.http.post(ada.url("/archive"))).status_code == 404
    archived = (await ada.http.post(ada.url("/archive"))).json()
    assert archived["archived_at"]
    assert set(archived["can"]) == {"see", "members", "audit", "archive", "delete"}
    for who in (ada, eve):
        assert (await who.http.get(ada.url(f"/papers/{paper.id}"))).json()["can"] == []
        for method, path, body in [
            ("PATCH", f"/papers/{paper.id}", {"metadata": {"title": "x"}}),
            ("PATCH", "", {"name": "x"}),
            ("POST", "/threads", {"paper": str(paper.id), "text": "x"}),
            ("POST", "/invitations", {"role": "reader"}),
            ("PATCH", f"/members/{eve.id}", {"role": "reader"}),
        ]:
            answer = await who.http.request(method, ada.url(path), json=body)
            assert answer.status_code in (403, 404), (path, answer.text)
    reopened = (await ada.http.post(ada.url("/reopen"))).json()
    assert "edit" in reopened["can"]
    assert (await eve.http.patch(ada.url(f"/papers/{paper.id}"), json={"metadata": {"title": "x"}})).status_code == 200


async def test_a_deleted_team_can_be_restored_for_a_while(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "admin")
    assert (await eve.http.delete(ada.url())).status_code == 404
    assert (await ada.http.delete(ada.url())).status_code == 204
    for who in (ada, eve):
        assert (await who.http.get(ada.url())).status_code == 404
        assert ada.team not in (await who.http.get("/api/me")).text
    (deleted,) = (await ada.http.get("/api/deleted-teams")).json()["items"]
    assert deleted["id"] == ada.team
    assert (await eve.http.get("/api/deleted-teams")).json()["items"] == []
    assert (await eve.http.post(f"/api/deleted-teams/{ada.team}/restore")).status_code == 404
    await jobs.end_deleted_teams()
    assert (await ada.http.post(f"/api/deleted-teams/{ada.team}/restore")).status_code == 200
    assert (await eve.http.get(ada.url())).status_code == 200


async def test_after_thirty_days_it_is_gone(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        await make.paper(db, ada.scope)
    await ada.http.delete(ada.url())
    async with open_system_session.begin() as db:
        past = func.now() - timedelta(days=30, minutes=1)
        await db.execute(update(Team).where(Team.id == ada.team).values(deleted_at=past))
    await jobs.end_deleted_teams()
    assert (await ada.http.get("/api/deleted-teams")).json()["items"] == []
    assert (await ada.http.post(f"/api/deleted-teams/{ada.team}/restore")).status_code == 404


async def test_what_the_team_holds_is_added_up(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        small, _ = await make.paper(db, ada.scope)
        large, file = await make.paper(db, ada.scope)
        file.size = 90_000
        await db.execute(update(Team).where(Team.id == ada.team).values(quota_bytes=100_000))
        await make.join(db, ada.team, eve.id, "guest")
    storage = (await ada.http.get(ada.url("/storage"))).json()
    assert (storage["bytes"], storage["quota"], storage["warning"]) == (91_000, 100_000, 80)
    assert [(one["person"]["name"], one["bytes"], one["files"]) for one in storage["people"]] == [("Ada", 91_000, 2)]
    assert [one["paper"]["id"] for one in storage["largest"]] == [str(large.id), str(small.id)]
    assert (await ada.http.get(ada.url("/usage"))).json()["warning"] == 80
    assert (await eve.http.get(ada.url("/storage"))).status_code == 404
