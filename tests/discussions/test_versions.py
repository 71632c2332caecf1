"""A paper gets another version of its file: annotations follow, or wait in its tray until somebody places them."""

import pytest
from sqlalchemy import func, select, text

from scrollkeeper.annotations import reanchoring
from scrollkeeper.annotations.models import Annotation, OtherPlace
from scrollkeeper.annotations.versions import MOST_AT_ONCE, reanchor_annotations
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library import service as library
from tests.discussions.conftest import PAGES, add_pages
from tests.ingest.pdf import pdf_bytes

MATCH = {"If-Match": "*"}
# The published version: another beginning, other pages, a sentence of the second page gone, some words changed.
PUBLISHED = [
    "Published by the Journal of Bones in 2020, volume 4. Deep sequencing of ancient remains.",
    f"{PAGES[0].removeprefix('Deep sequencing of ancient remains. ')} {PAGES[2]}",
]


@pytest.fixture
def second(ada, desk):
    async def add(texts=PUBLISHED):
        async with open_system_session.begin() as db:
            _, file, _ = await library.add_file(
                db,
                ada.scope,
                name="published.pdf",
                sha256="ab" * 31 + desk.file.sha256[:2],
                size=9,
                version_of=desk.paper.id,
            )
            await add_pages(db, desk.paper, file, texts)
        return file

    return add


def of(file):
    return {"params": {"file": str(file.id)}}


async def tray(who, desk, file):
    answer = await who.http.get(desk.owner.url(f"/papers/{desk.paper.id}/files/{file.id}/tray"))
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_marks_follow_to_the_new_version_and_stay_on_the_old(ada, desk, second):
    made = await desk.annotate(ada, "one hundred specimens of bone", comment="Many")
    whole = await desk.annotate(ada, kind="note", selectors=[], comment="About all of it")
    file = await second()
    await reanchor_annotations(file.id)
    await reanchor_annotations(file.id)
    listed = (await ada.http.get(desk.url(), **of(file))).json()["items"]
    assert [one["id"] for one in listed] == [whole["id"], made["id"]]
    moved = listed[1]
    assert (moved["file"], moved["page"], moved["comment"]) == (str(file.id), 2, "Many")
    assert moved["selectors"][0]["exact"] == "one hundred specimens of bone"
    assert moved["carried"]["origin"] == str(desk.file.id)
    assert moved["carried"]["sure"]
    home = (await ada.http.get(desk.url(), **of(desk.file))).json()["items"]
    assert [(one["id"], one["page"], one["carried"]) for one in home] == [
        (whole["id"], None, None),
        (made["id"], 1, None),
    ]
    assert len((await ada.http.get(desk.url())).json()["items"]) == 2
    assert [one["name"] for one in await desk.happened()][-1:] == ["annotation.carried"]
    files = (await ada.http.get(ada.url(f"/papers/{desk.paper.id}"))).json()["files"]
    assert [one["id"] for one in files] == [str(file.id), str(desk.file.id)]


async def test_what_takes_too_long_to_follow_waits_with_its_quote(ada, desk, second, monkeypatch):
    monkeypatch.setattr(reanchoring, "STEPS", 50)
    made = await desk.annotate(ada, "one hundred specimens of bone", comment="Many")
    file = await second()
    await reanchor_annotations(file.id)
    [left] = await tray(ada, desk, file)
    assert (left["annotation"]["id"], left["carried"]["suggestions"]) == (made["id"], [])
    assert left["annotation"]["selectors"][0]["exact"] == "one hundred specimens of bone"
    assert (await ada.http.get(desk.url(), **of(file))).json()["items"] == []


async def test_many_follow_some_at_a_time(ada, desk, second):
    home = {"team_id": desk.paper.team_id, "paper_id": desk.paper.id, "file_id": desk.file.id, "person_id": ada.id}
    said = {"kind": "note", "color": "pink", "visibility": "team", "comment": "Said", "clock": 1}
    async with open_system_session.begin() as db:
        db.add_all([Annotation(**home, **said) for _ in range(MOST_AT_ONCE + 30)])
    file = await second()
    after = []
    for _ in range(3):
        await reanchor_annotations(file.id)
        async with open_system_session.begin() as db:
            carried = select(func.count()).select_from(OtherPlace).where(OtherPlace.file_id == file.id)
            waiting = text("select count(*) from procrastinate_jobs where queueing_lock = :name and status = 'todo'")
            name = {"name": f"carry:{file.id}"}
            after.append([await db.scalar(carried), await db.scalar(waiting, name)])
    assert after == [[MOST_AT_ONCE, 1], [MOST_AT_ONCE + 30, 1], [MOST_AT_ONCE + 30, 1]]


async def test_what_cannot_follow_waits_in_the_tray_and_is_placed_by_hand(ada, desk, second, colleague):
    commenter, reader = await colleague("commenter"), await colleague("reader")
    gone = await desk.annotate(ada, "disputed by others, who had examined")
    area = await desk.annotate(
        ada, kind="area", alt="Bones", selectors=[{"type": "FragmentSelector", "value": "page=1&viewrect=72,72,95,12"}]
    )
    private = await desk.annotate(commenter, "disputed by others", visibility="me")
    file = await second()
    await reanchor_annotations(file.id)
    waiting = {one["annotation"]["id"]: one for one in await tray(ada, desk, file)}
    assert set(waiting) == {gone["id"], area["id"]}
    assert private["id"] in [one["annotation"]["id"] for one in await tray(commenter, desk, file)]
    url = desk.url(f"/{gone['id']}/place")
    body = {"file": str(file.id), "selectors": [{"type": "TextQuoteSelector", "exact": "what was found ends"}]}
    assert (await reader.http.post(url, json=body)).status_code == 404
    assert (await commenter.http.post(url, json=body)).status_code == 404
    nowhere = body | {"selectors": [{"type": "TextQuoteSelector", "exact": "mammoths under the ice"}]}
    assert (await ada.http.post(url, json=nowhere)).status_code == 422
    assert (await ada.http.post(url, json=body | {"file": str(desk.file.id)})).status_code == 404
    placed = (await ada.http.post(url, json=body)).json()
    assert (placed["page"], placed["carried"]["sure"], placed["score"]) == (2, True, 1.0)
    [suggestion] = waiting[area["id"]]["carried"]["suggestions"]
    taken = await ada.http.post(
        desk.url(f"/{area['id']}/place"), json={"file": str(file.id), "selectors": suggestion["selectors"]}
    )
    assert taken.status_code == 200, taken.text
    # The words under the area moved to the second line of the new first page, and it with them.
    assert taken.json()["page"] == 1
    assert await tray(ada, desk, file) == []
    assert (await ada.http.get(desk.url(f"/{gone['id']}"))).json()["file"] == str(desk.file.id)
    await reanchor_annotations(file.id)
    assert (await ada.http.get(desk.url(f"/{gone['id']}"), **of(file))).json() == placed


async def test_the_same_pages_again_keep_areas_and_ink(ada, desk, second):
    page = {"type": "FragmentSelector", "value": "page=1&viewrect=222,92,145,12"}
    await desk.annotate(ada, kind="area", selectors=[page])
    drawn = await desk.annotate(ada, kind="ink", selectors=[page], strokes=[[72, 72, 90, 80]])
    file = await second(PAGES)
    await reanchor_annotations(file.id)
    listed = (await ada.http.get(desk.url(), **of(file))).json()["items"]
    assert {one["kind"]: one["rects"] for one in listed} == {
        "area": [[222.0, 92.0, 367.0, 104.0]],
        "ink": drawn["rects"],
    }
    assert [one["strokes"] for one in listed if one["kind"] == "ink"] == [drawn["strokes"]]
    assert await tray(ada, desk, file) == []


async def test_nobody_else_sees_a_tray(ada, eve, anyone, desk, second):
    file = await second()
    path = ada.url(f"/papers/{desk.paper.id}/files/{file.id}/tray")
    assert (await eve.http.get(path)).status_code == 404
    assert (await anyone.get(path)).status_code == 401


async def test_a_version_is_uploaded_to_its_paper(ada, eve, desk, colleague):
    form = {"file": ("published.pdf", pdf_bytes(), "application/pdf")}
    url = ada.url(f"/papers/{desk.paper.id}/files")
    reader = await colleague("reader")
    assert (await reader.http.post(url, files=form)).status_code == 403
    assert (await eve.http.post(url, files=form)).status_code == 404
    assert (await ada.http.post(eve.url(f"/papers/{desk.paper.id}/files"), files=form)).status_code == 404
    answer = await ada.http.post(url, files=form)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["id"], len(answer.json()["files"])) == (str(desk.paper.id), 2)
    assert answer.json()["files"][0]["name"] == "published.pdf"
    again = await ada.http.post(url, files=form)
    assert (again.status_code, len(again.json()["files"])) == (200, 2)
