"""Papers with pages, for tests of search: every word has a rectangle that tells which word it is."""

import re
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import open_session
from scrollkeeper.library.models import File, FilePage, Paper
from scrollkeeper.parsing.document import Rect, Word
from scrollkeeper.parsing.words import pack_words
from tests import make


def rect(number: int) -> Rect:
    """Where word `number` of a page is."""
    return (number * 10.0, 100.0, number * 10.0 + 9.0, 110.0)


def place_words(text: str) -> list[Word]:
    found = enumerate(re.finditer(r"\S+", text))
    return [Word(match[0], match.start(), match.end(), [rect(number)]) for number, match in found]


async def add_paper(
    member: make.Member, title: str, pages: list[str] | None = None, *, authors: str = "", abstract: str = "",
    year: int | None = None,
) -> str:  # fmt: skip
    """A parsed paper; gives its id."""
    async with open_session.begin() as db:
        people = [
            {"family": name.split()[-1], "given": " ".join(name.split()[:-1])} for name in authors.split(", ") if name
        ]
        csl = {"title": title, "abstract": abstract, "author": people if authors else None}
        csl |= {"issued": {"date-parts": [[year]]}} if year else {}
        paper, file = await make.paper(db, member.scope, {key: value for key, value in csl.items() if value})
        await add_pages(db, paper, file, pages or [])
        return str(paper.id)


async def add_pages(db: AsyncSession, paper: Paper, file: File, pages: list[str]) -> None:
    for number, text in enumerate(pages, 1):
        db.add(
            FilePage(
                file_id=file.id, number=number, team_id=paper.team_id, paper_id=paper.id, width=612.0, height=792.0,
                has_text_layer=True, text=text, word_boxes=pack_words(place_words(text)),
            )
        )  # fmt: skip
    await db.flush()


async def first_file(paper_id: str) -> UUID:
    from sqlalchemy import select

    async with open_session.begin() as db:
        return (await db.execute(select(File.id).where(File.paper_id == UUID(paper_id)))).scalar_one()
