"""Several files of a paper: what each is, which is the main one, and that a supplement is not what the paper is."""

import uuid
from typing import Any
from uuid import UUID

from sqlalchemy import update

from scrollkeeper.annotations.versions import _select_waiting
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library import service as library
from scrollkeeper.library.models import File, Paper
from tests import make
from tests.discussions.conftest import add_pages
from tests.pdfs import make_pdf


async def files_of(member: make.Member, paper: str) -> list[tuple[str, str, bool]]:
    answer = (await member.http.get(member.url(f"/papers/{paper}"))).json()
    return [(file["name"], file["kind"], file["main"]) for file in answer["files"]]


async def attach(member: make.Member, paper: str, name: str, kind: str | None = None) -> str:
    form = {"file": (name, make_pdf(f"{name} {uuid.uuid4()}"))}
    query = f"?kind={kind}" if kind else ""
    answer = await member.http.post(member.url(f"/papers/{paper}/files{query}"), files=form)
    assert answer.status_code == 201, answer.text
    return next(file["id"] for file in answer.json()["files"] if file["name"] == name)


async def edit(member: make.Member, file: str, **changes: Any) -> Any:
    answer = await member.http.patch(member.url(f"/files/{file}"), json=changes)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def listed(member: make.Member) -> str:
    rows = (await member.http.get(member.url("/papers"))).json()["items"]
    return str(rows[0]["file_name"])


async def test_one_file_is_the_main_one(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        paper, first = await make.paper(db, ada.scope, name="preprint.pdf")
    supplement = await attach(ada, str(paper.id), "tables.pdf", "supplement")
    assert await files_of(ada, str(paper.id)) == [
        ("preprint.pdf", "article", False), ("tables.pdf", "supplement", False),
    ]  # fmt: skip
    assert await listed(ada) == "preprint.pdf"
    await edit(ada, supplement, main=True)
    assert (await files_of(ada, str(paper.id)))[0] == ("tables.pdf", "supplement", True)
    assert await listed(ada) == "tables.pdf"
    await edit(ada, str(first.id), main=True)
    await edit(ada, supplement, main=False)
    assert [main for _, _, main in await files_of(ada, str(paper.id))] == [True, False]
    # A newer version of the article takes its place; a translation does not.
    await attach(ada, str(paper.id), "published.pdf")
    translated = await attach(ada, str(paper.id), "auf deutsch.pdf", "other")
    assert (await edit(ada, translated, kind="translation"))["kind"] == "translation"
    assert [name for name, _, _ in await files_of(ada, str(paper.id))] == [
        "published.pdf", "preprint.pdf", "auf deutsch.pdf", "tables.pdf",
    ]  # fmt: skip
    assert (await ada.http.patch(ada.url(f"/files/{translated}"), json={"kind": "poem"})).status_code == 422
    answer = await ada.http.post(ada.url(f"/papers/{paper.id}/files?kind=poem"), files={"file": ("a.pdf", b"%PDF-")})
    assert answer.status_code == 422


async def test_a_merge_keeps_the_main_file_and_undoing_gives_it_back(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        (kept, ours), (other, theirs) = [await make.paper(db, ada.scope, name=name) for name in ("a.pdf", "b.pdf")]
        await db.execute(update(File).where(File.id.in_([ours.id, theirs.id])).values(main=True))
        await db.execute(update(Paper).where(Paper.id.in_([kept.id, other.id])).values(status="ready"))
        await db.execute(update(File).where(File.id.in_([ours.id, theirs.id])).values(status="ready"))
    body = {"into": str(kept.id), "from": [str(other.id)]}
    merge = (await ada.http.post(ada.url("/papers/merge"), json=body)).json()["id"]
    assert [main for _, _, main in await files_of(ada, str(kept.id))] == [True, False]
    assert (await ada.http.post(ada.url(f"/merges/{merge}/undo"))).status_code == 200
    assert await files_of(ada, str(other.id)) == [("b.pdf", "article", True)]


async def test_annotations_stay_with_the_article(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        paper, first = await make.paper(db, ada.scope)
        first.pages, first.status = 1, "ready"
        await add_pages(db, paper, first, ["One hundred specimens were counted."])
    body = {"file": str(first.id), "kind": "note", "comment": "Look"}
    assert (await ada.http.post(ada.url(f"/papers/{paper.id}/annotations"), json=body)).status_code == 201
    waiting = {}
    for name, kind in (("tables.pdf", "supplement"), ("published.pdf", "article")):
        file_id = await attach(ada, str(paper.id), name, kind)
        async with open_system_session() as db:
            file = await library.get_file(db, ada.scope, UUID(file_id))
            waiting[kind] = len((await db.scalars(_select_waiting(file))).all())
    assert waiting == {"supplement": 0, "article": 1}
