"""Pages of large items end early, so that no list takes the others' time; nothing is left out or comes twice."""

import json
from typing import Any

import pytest

from scrollkeeper.annotations.models import Annotation, OtherPlace
from scrollkeeper.citations.models import Reference
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.paging import MOST_PAGE_BYTES, cut_large_page
from scrollkeeper.discussions.models import Comment, CommentVersion, Thread
from scrollkeeper.library.models import File, FileStructure
from tests.discussions.conftest import Desk

LONG = "Said *it* " * 1_990


async def walk(desk: Desk, path: str, **params: Any) -> list[list[Any]]:
    """The items of all pages, each of which is small enough."""
    pages, cursor = [], None
    while True:
        wanted = {"limit": 200, **params} | ({"cursor": cursor} if cursor else {})
        answer = await desk.owner.http.get(desk.owner.url(path), params=wanted)
        assert answer.status_code == 200, answer.text
        # What is reckoned is about what is written.
        assert len(answer.content) < 1.3 * MOST_PAGE_BYTES
        pages.append(answer.json()["items"])
        cursor = answer.json()["next"]
        if cursor is None:
            return pages


def all_once(pages: list[list[Any]], ids: list[Any], *, key: str = "id") -> bool:
    found = [one[key] for page in pages for one in page]
    return len(pages) > 1 and sorted(found) == sorted(map(str, ids))


async def test_annotations_with_long_comments_and_ink(ada, desk):
    rows = [
        Annotation(
            id=new_id(),
            team_id=desk.paper.team_id,
            paper_id=desk.paper.id,
            file_id=desk.file.id,
            person_id=ada.id,
            kind="ink",
            color="pink",
            visibility="team",
            page=1,
            position=number,
            clock=1,
            comment=LONG * 2 if number % 2 else "",
            strokes=[] if number % 2 else [[100.25] * 4_000] * 5,
            places=[{"page": 1, "rects": [[1, 1, 9, 9]]}],
        )
        for number in range(24)
    ]
    version = File(team_id=desk.paper.team_id, paper_id=desk.paper.id, name="b.pdf", sha256="b" * 64, size=9)
    async with open_system_session.begin() as db:
        db.add_all([*rows, version])
        await db.flush()
        ids = [one.id for one in rows]
        selectors = [{"type": "TextQuoteSelector", "exact": "a" * 10_000}]
        suggestion = {"page": 1, "exact": "a", "score": 0.5, "selectors": selectors}
        for one in ids:
            db.add(
                OtherPlace(
                    annotation_id=one,
                    file_id=version.id,
                    team_id=version.team_id,
                    placed=False,
                    suggestions=[suggestion] * 3,
                )
            )
        version_id = version.id
    assert all_once(await walk(desk, f"/papers/{desk.paper.id}/annotations"), ids)
    tray = await walk(desk, f"/papers/{desk.paper.id}/files/{version_id}/tray")
    assert all_once([[one["annotation"] for one in page] for page in tray], ids)


async def test_threads_comments_and_what_they_said_before(ada, desk):
    team, paper = desk.paper.team_id, desk.paper.id
    threads = [Thread(id=new_id(), team_id=team, paper_id=paper, person_id=ada.id, clock=n) for n in range(1, 13)]
    async with open_system_session.begin() as db:
        db.add_all(threads)
        await db.flush()
        said = [
            Comment(id=new_id(), team_id=team, thread_id=one.id, person_id=ada.id, text=LONG, clock=1, said_at_clock=1)
            for one in threads
            for _ in range(60 if one is threads[0] else 10)
        ]
        db.add_all(said)
        await db.flush()
        before = {"comment_id": said[0].id, "team_id": team, "text": LONG, "written_at": said[0].created_at}
        db.add_all([CommentVersion(clock=clock, **before) for clock in range(60)])
        ids = [one.id for one in threads]
        first, comment_ids, changed = str(ids[0]), sorted(one.id for one in said[:60]), said[0].id
    for order in ("begun", "page", "date"):
        pages = await walk(desk, f"/papers/{paper}/threads", order=order)
        assert all_once(pages, ids)
        [long] = [one for page in pages for one in page if one["id"] == first]
        assert 40 < len(long["comments"]) < 60
        rest = await walk(desk, f"/threads/{first}/comments", cursor=long["next"])
        assert [one["id"] for one in [*long["comments"], *rest[0]]] == list(map(str, comment_ids))
    assert all_once(await walk(desk, f"/threads/{first}/comments"), comment_ids)
    assert len(await walk(desk, f"/threads/{first}/comments/{changed}/versions")) == 2


async def test_references_with_much_metadata(ada, desk):
    team, paper, file = desk.paper.team_id, desk.paper.id, desk.file.id
    csl = {"title": "t" * 5_000, "abstract": "a" * 5_000}
    async with open_system_session.begin() as db:
        db.add(FileStructure(file_id=file, team_id=team, parser="test 1", structure={}))
        rows = [
            Reference(
                id=new_id(), team_id=team, paper_id=paper, file_id=file, position=number, raw="r" * 5_000, metadata_=csl
            )
            for number in range(150)
        ]
        db.add_all(rows)
        ids = [one.id for one in rows]
    assert all_once(await walk(desk, f"/papers/{paper}/references"), ids)


@pytest.mark.parametrize(("sizes", "limit", "kept"), [
    ([], 3, 0), ([1] * 3, 3, 3), ([1] * 4, 3, 3), ([MOST_PAGE_BYTES, 1], 3, 1), ([10 * MOST_PAGE_BYTES, 1], 3, 1),
    ([1, MOST_PAGE_BYTES], 3, 1), ([MOST_PAGE_BYTES // 2] * 3, 9, 2), ([10 * MOST_PAGE_BYTES], 3, 1),
])  # fmt: skip
def test_a_page_ends_at_its_limit_or_before_it_is_too_large(sizes, limit, kept):
    rows = list(enumerate(sizes))
    page, following = cut_large_page(rows, limit, lambda row: (row[0],), size=lambda row: row[1])
    assert page == rows[:kept]
    assert (following is None) == (kept == len(rows))
    assert len(json.dumps(page)) < MOST_PAGE_BYTES
