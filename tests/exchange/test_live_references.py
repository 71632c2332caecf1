"""References at an address of their own: what they hold, for whom, and until when."""

from typing import Any

import httpx
import pytest

from scrollkeeper.core.db import open_system_session
from tests import make


async def address(ada: make.Member, **chosen: str) -> dict[str, Any]:
    made = await ada.http.post(ada.url("/reference-addresses"), json=chosen)
    assert made.status_code == 201, made.text
    return dict(made.json())


def path(url: str) -> str:
    return "/bib/" + url.rsplit("/bib/", 1)[1]


async def add(ada: make.Member, title: str) -> str:
    metadata = {"title": title, "author": [{"family": "Curie"}], "issued": {"date-parts": [[1903]]}}
    return str((await ada.http.post(ada.url("/papers"), json={"metadata": metadata})).json()["id"])


async def test_a_collection_is_read_without_signing_in_and_follows_changes(
    ada: make.Member, anyone: httpx.AsyncClient
) -> None:
    collection = (await ada.http.post(ada.url("/collections"), json={"name": "Rivers"})).json()["id"]
    first, second = await add(ada, "Rivers"), await add(ada, "Seas")
    await ada.http.post(ada.url(f"/collections/{collection}/papers"), json={"add": [first]})
    made = await address(ada, collection=collection)
    read = await anyone.get(path(made["bib"]))
    assert read.status_code == 200, read.text
    assert "{curieRivers1903,\n" in read.text
    assert "Seas" not in read.text
    assert "set-cookie" not in read.headers
    assert read.headers["cache-control"] == "private, no-cache"
    assert (await anyone.get(path(made["json"]))).json()[0]["id"] == "curieRivers1903"
    assert "TY  - " in (await anyone.get(path(made["ris"]))).text
    known = {"If-None-Match": read.headers["etag"]}
    again = await anyone.get(path(made["bib"]), headers=known)
    assert (again.status_code, again.content) == (304, b"")
    # A proxy that compresses makes a weak tag of it.
    weak = {"If-None-Match": f'"other", W/{read.headers["etag"]}'}
    assert (await anyone.get(path(made["bib"]), headers=weak)).status_code == 304
    # Papers that get their key now get another one.
    await ada.http.put(ada.url("/citation-keys"), json={"pattern": "auth + year"})
    by_pattern = await anyone.get(path(made["bib"]), headers=known)
    assert (by_pattern.status_code, by_pattern.content) == (200, read.content)
    known = {"If-None-Match": by_pattern.headers["etag"]}
    await ada.http.post(ada.url(f"/collections/{collection}/papers"), json={"add": [second]})
    changed = await anyone.get(path(made["bib"]), headers=known)
    assert changed.status_code == 200
    assert "{Curie1903,\n" in changed.text
    assert (await anyone.head(path(made["bib"]))).headers["etag"] == changed.headers["etag"]


async def test_saved_searches_and_the_whole_library(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    await add(ada, "Rivers")
    await add(ada, "Seas")
    body = {"name": "Seas", "filter": "title:seas"}
    search = (await ada.http.post(ada.url("/searches"), json=body)).json()["id"]
    made = await address(ada, search=search)
    assert [one["title"] for one in (await anyone.get(path(made["json"]))).json()] == ["Seas"]
    assert len((await anyone.get(path((await address(ada))["json"]))).json()) == 2
    await ada.http.delete(ada.url(f"/searches/{search}"))
    assert (await anyone.get(path(made["json"]))).status_code == 404


async def test_an_address_ends_with_what_its_maker_may(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    await add(ada, "Rivers")
    made = await address(ada)
    listed = (await ada.http.get(ada.url("/reference-addresses"))).json()["items"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert made["token"] not in str(listed)
    # Of others in the team nobody sees or ends one.
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
    theirs = (await eve.http.post(ada.url("/reference-addresses"), json={})).json()
    assert (await eve.http.delete(ada.url(f"/reference-addresses/{made['id']}"))).status_code == 404
    assert (await anyone.get(path(theirs["bib"]))).status_code == 200
    await ada.http.delete(ada.url(f"/members/{eve.id}"))
    assert (await anyone.get(path(theirs["bib"]))).status_code == 404
    assert (await ada.http.delete(ada.url(f"/reference-addresses/{made['id']}"))).status_code == 204
    gone = await anyone.get(path(made["bib"]))
    assert gone.status_code == 404
    assert gone.headers["content-type"] == "application/problem+json"


async def test_a_new_password_by_email_ends_addresses_too(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    made = await address(ada)
    body = {"current": make.PASSWORD, "new": "quite another passphrase", "end_tokens": True}
    assert (await ada.http.put("/api/me/password", json=body)).status_code == 204
    assert (await anyone.get(path(made["bib"]))).status_code == 404


@pytest.mark.parametrize("name", ["nothing.bib", "skb_.bib", "skb_x.txt", "skb_x", ".bib", "skb_" + "x" * 200 + ".bib"])
async def test_what_is_no_address_is_not_there(anyone: httpx.AsyncClient, name: str) -> None:
    assert (await anyone.get(f"/bib/{name}")).status_code == 404
    assert (await anyone.post(f"/bib/{name}")).status_code == 405


async def test_one_thing_is_chosen(ada: make.Member) -> None:
    nothing = {"collection": str(ada.id)}
    assert (await ada.http.post(ada.url("/reference-addresses"), json=nothing)).status_code == 404
    both = nothing | {"search": str(ada.id)}
    assert (await ada.http.post(ada.url("/reference-addresses"), json=both)).status_code == 422
