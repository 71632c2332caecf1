"""Papers with pages, for tests of search: every word has a rectangle that tells which word it is."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.ids import new_id
from scrollkeeper.library.models import File, FilePage, Paper
from scrollkeeper.parsing.document import Rect, Word
from scrollkeeper.parsing.layout.words import pack_words
from tests import make


def rect(number: int) -> Rect:
    """Where word `number` of a page is."""
    return (number * 10.0, 100.0, number * 10.0 + 9.0, 110.0)


def place_words(text: str) -> list[Word]:
    found = enumerate(re.finditer(r"\S+", text))
    return [Word(match[0], match.start(), match.end(), [rect(number)]) for number, match in found]


async def add_paper(
    member: make.Member,
    title: str,
    pages: list[str] | None = None,
    *,
    authors: str = "",
    abstract: str = "",
    year: int | None = None,
) -> str:
    """A parsed paper; gives its id."""
    async with open_system_session.begin() as db:
        people = [
            {"family": name.split()[-1], "given": " ".join(name.split()[:-1])} for name in authors.split(", ") if name
        ]
        csl = {"title": title, "abstract": abstract, "author": people if authors else None}
        csl |= {"issued": {"date-parts": [[year]]}} if year else {}
        paper, file = await make.paper(db, member.scope, {key: value for key, value in csl.items() if value})
        await add_pages(db, paper, file, pages or [])
        return str(paper.id)


async def add_pages(db: AsyncSession, paper: Paper, file: File, pages: list[str], *, flush: bool = True) -> None:
    for number, text in enumerate(pages, 1):
        db.add(
            FilePage(
                file_id=file.id,
                number=number,
                team_id=paper.team_id,
                paper_id=paper.id,
                width=612.0,
                height=792.0,
                has_text_layer=True,
                text=text,
                word_boxes=pack_words(place_words(text)),
            )
        )
    if flush:
        await db.flush()


async def fill_library(member: make.Member, papers: int, page: str) -> None:
    """Many papers "Number n" of the years 2010 to 2019, one page each, the last one the newest."""
    team = member.scope.team_id
    now = datetime.now(UTC)
    async with open_system_session.begin() as db:
        ids = sorted(new_id() for _ in range(papers))
        added = [
            Paper(
                id=id,
                team_id=team,
                title=f"Number {number}",
                year=2010 + number % 10,
                status="ready",
                added_at=now + timedelta(seconds=number),
            )
            for number, id in enumerate(ids)
        ]
        db.add_all(added)
        await db.flush()
        files = [
            File(team_id=team, paper_id=paper.id, name="x.pdf", sha256=paper.id.hex * 2, size=1, status="ready")
            for paper in added
        ]
        db.add_all(files)
        await db.flush()
        for paper, file in zip(added, files, strict=True):
            await add_pages(db, paper, file, [page], flush=False)


async def first_file(paper_id: str) -> UUID:
    async with open_system_session.begin() as db:
        return (await db.execute(select(File.id).where(File.paper_id == UUID(paper_id)))).scalar_one()


async def search(member: make.Member, q: str, **params: Any) -> dict[str, Any]:
    answer = await member.http.get(member.url("/search"), params={"q": q, **params})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def pages_of(member: make.Member, query: str, limit: int, **params: Any) -> list[dict[str, Any]]:
    pages: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        pages.append(await search(member, query, limit=limit, **cursor, **params))
        if pages[-1]["next"] is None:
            return pages
        assert len(pages) < 100
        cursor = {"cursor": pages[-1]["next"]}
