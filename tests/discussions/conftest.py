"""A paper of three pages, whose words stand in lines of ten; and colleagues with other roles."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.models import File, FilePage, Paper
from scrollkeeper.parsing.document import Rect, Word
from scrollkeeper.parsing.layout.words import pack_words
from tests import make
from tests.conftest import browser_of

PAGES = [
    "Deep sequencing of ancient remains. We examined one hundred specimens of bone and found that the results were "
    "clear in nearly all.",
    "The results were disputed by others, who had examined fewer specimens.",
    "A discussion of what was found ends here",
]
LINE, WORD = 20.0, 50.0


def place_words(text: str) -> list[Word]:
    """Ten words a line, 50 points each with a gap of 5, lines 20 points apart, the first 72 from the top."""
    words, at = [], 0
    for number, word in enumerate(text.split()):
        at = text.index(word, at)
        x, y = 72 + WORD * (number % 10), 72 + LINE * (number // 10)
        rect: Rect = (x, y, x + WORD - 5, y + 12)
        words.append(Word(word, at, at + len(word), [rect]))
        at += len(word)
    return words


async def add_pages(db: AsyncSession, paper: Paper, file: File, texts: list[str]) -> None:
    for number, text in enumerate(texts, 1):
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
    await db.flush()


class Desk:
    """A paper on Ada's desk, with short ways to say what one does with it."""

    def __init__(self, owner: make.Member, paper: Paper, file: File) -> None:
        self.owner, self.paper, self.file = owner, paper, file

    def url(self, rest: str = "") -> str:
        return self.owner.url(f"/papers/{self.paper.id}/annotations{rest}")

    def body(self, exact: str = "one hundred specimens", **rest: Any) -> dict[str, Any]:
        selectors = [{"type": "TextQuoteSelector", "exact": exact}]
        return {"file": str(self.file.id), "kind": "highlight", "selectors": selectors} | rest

    async def annotate(self, who: make.Member, exact: str = "one hundred specimens", **rest: Any) -> dict[str, Any]:
        answer = await who.http.post(self.url(), json=self.body(exact, **rest))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def begin(self, who: make.Member, text: str = "Why?", **about: str) -> dict[str, Any]:
        about = about or {"paper": str(self.paper.id)}
        answer = await who.http.post(self.owner.url("/threads"), json={"text": text, **about})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def thread_url(self, thread: dict[str, Any], rest: str = "") -> str:
        return self.owner.url(f"/threads/{thread['id']}{rest}")

    async def threads(self, who: make.Member) -> list[dict[str, Any]]:
        answer = await who.http.get(self.owner.url(f"/papers/{self.paper.id}/threads"))
        assert answer.status_code == 200
        return list(answer.json()["items"])

    async def happened(self, after: int = 0, who: make.Member | None = None) -> list[dict[str, Any]]:
        """Events of discussions in the team's log, as this member reads them."""
        answer = await (who or self.owner).http.get(self.owner.url(f"/events?limit=200&since={after}"))
        return [one for one in answer.json()["items"] if one["name"].split(".")[0] in KINDS]


KINDS = ("annotation", "thread", "comment")


@pytest.fixture
async def desk(ada: make.Member) -> Desk:
    async with open_system_session.begin() as db:
        paper, file = await make.paper(db, ada.scope)
        await add_pages(db, paper, file, PAGES)
    return Desk(ada, paper, file)


@pytest.fixture
async def colleague(app: FastAPI, ada: make.Member) -> AsyncIterator[Callable[[str], Awaitable[make.Member]]]:
    """`await colleague("reader")`: another member of Ada's team."""
    async with AsyncExitStack() as stack:

        async def join(role: str) -> make.Member:
            http = await stack.enter_async_context(browser_of(app))
            member = await make.member(http, role.capitalize())
            async with open_system_session.begin() as db:
                await make.join(db, ada.team, member.id, role)
            return member

        yield join
