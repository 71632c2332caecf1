"""Each person finds their own place again."""

import uuid

import pytest

from scrollkeeper.library.models import File
from tests import make


@pytest.fixture
async def file(transaction, ada) -> File:
    async with transaction() as db:
        _, file = await make.paper(db, ada.scope)
        file.pages = 12
    return file


def place(file: File, who: make.Member) -> str:
    return who.url(f"/files/{file.id}/position")


async def test_before_the_first_time_it_is_the_first_page(ada, file):
    answer = await ada.http.get(place(file, ada))
    assert (answer.status_code, answer.json()) == (200, {"page": 1, "y": 0.0, "zoom": None, "rotation": 0})


async def test_the_last_place_is_remembered_for_that_person_alone(transaction, ada, eve, file):
    for page, zoom in ((3, 1.5), (7, None)):
        body = {"page": page, "y": 120.5, "zoom": zoom, "rotation": 90}
        answer = await ada.http.put(place(file, ada), json=body)
        assert (answer.status_code, answer.json()) == (200, body)
        assert (await ada.http.get(place(file, ada))).json() == body
    async with transaction() as db:
        await make.join(db, ada.team, eve.id, "reader")
    theirs = await eve.http.get(place(file, ada))
    assert theirs.json()["page"] == 1


async def test_nobody_outside_the_team_reads_or_writes_it(ada, eve, anyone, file):
    body = {"page": 2, "y": 0}
    for client, status in ((eve.http, 404), (anyone, 401)):
        assert (await client.get(place(file, ada))).status_code == status
        assert (await client.put(place(file, ada), json=body)).status_code == status
    assert (await eve.http.put(eve.url(f"/files/{file.id}/position"), json=body)).status_code == 404
    assert (await ada.http.put(ada.url(f"/files/{uuid.uuid4()}/position"), json=body)).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": 0}, {"page": 13}, {"page": -1}, {"page": 10**12}, {"page": "x"}, {"page": None},
        {"y": 1e6}, {"y": -1e6}, {"y": "NaN"}, {"zoom": 0}, {"zoom": 1e9}, {"rotation": 45}, {"rotation": 360},
    ],
)  # fmt: skip
async def test_what_is_no_place_in_the_document_is_refused(ada, file, wrong):
    answer = await ada.http.put(place(file, ada), json={"page": 2, "y": 0, "zoom": 1, "rotation": 0} | wrong)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["field"] for one in answer.json()["errors"]] == list(wrong)
    assert (await ada.http.get(place(file, ada))).json()["page"] == 1
