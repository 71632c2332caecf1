"""Search a team's papers and their pages, and show where they match."""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.paging import read_cursor, write_cursor
from scrollkeeper.parsing.layout.words import find_places
from scrollkeeper.search import queries
from scrollkeeper.search.needles import Needles, Positions
from scrollkeeper.search.passages import Match, find_matches, make_snippet, matched_words
from scrollkeeper.search.positions import complete_positions
from scrollkeeper.search.prepared import PreparedSearch, find_prepared, giving_up, read_query
from scrollkeeper.search.ranking import Group, Item, PageHit, PaperHit, group_hits, list_items
from scrollkeeper.search.words import find_words
from scrollkeeper.teams.scope import Scope

# Of pages of so many bytes together the text is read for one answer, or of one page.
MOST_TEXT_BYTES = 600_000
# Of the words that match on a page so many are marked, the first of them; in all of an answer so many together.
MOST_MARKED = 1_000
MOST_MARKED_TOGETHER = 20_000
T_co = TypeVar("T_co", covariant=True)
Where = Literal["title", "authors", "abstract", "file", "page"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A result: a paper's title, authors, abstract or name of a file (`page` is None), or one page of its text."""

    paper: Any
    where: Where
    file: UUID | None
    page: int | None
    snippet: str
    more: int
    rects: list[tuple[float, float, float, float]] = field(default_factory=list)
    words: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Results(Generic[T_co]):
    """A page of what was found; `count` says how many there are, or at least so many where `capped`."""

    items: Sequence[T_co]
    count: int
    capped: bool
    next: str | None


async def search(
    db: AsyncSession,
    scope: Scope,
    text: str,
    *,
    limit: int = 20,
    cursor: str | None = None,
    paper_id: UUID | None = None,
) -> Results[Passage]:
    """Passages of the team's papers for what a person typed; with `paper_id` all pages of that paper, in order."""
    query = read_query(text)
    after = read_cursor(cursor, bool, int, float, float, UUID, int) if cursor else None
    if not query:
        return Results([], 0, False, None)

    async def find(sought: PreparedSearch) -> Results[Passage]:
        return await _find(db, scope, sought, limit, after, paper_id)

    async with giving_up():
        begun = after[0] if after else None
        found = await find_prepared(db, query, find, is_empty=lambda found: not found.count, begun=begun)
    return found or Results([], 0, False, None)


async def _find(
    db: AsyncSession,
    scope: Scope,
    sought: PreparedSearch,
    limit: int,
    after: tuple[Any, ...] | None,
    paper_id: UUID | None,
) -> Results[Passage]:
    rows = await queries.find_papers(db, scope, sought.wanted, paper_id=paper_id)
    papers = [PaperHit(row.id, row.added_at, row.in_title, row.score, row.size) for row in rows[: queries.MOST]]
    page_rows = await queries.find_pages(db, scope, sought.wanted, paper_id=paper_id) if sought.wanted.pages else ()
    pages = [_page_hit(row) for row in page_rows[: queries.MOST]]
    groups = group_hits(papers, pages)
    if after:
        groups = [group for group in groups if group.key >= after[1:5]]
    items: list[Item] = []
    some = limit // 2 + 1
    while groups and len(items) <= limit:
        following, groups = groups[:some], groups[some:]
        if len(page_rows) > queries.MOST and paper_id is None:
            await _complete(db, scope, sought, following)
        items += list_items(following, whole=paper_id is not None)
        if after:
            items = [item for item in items if (*item.key, item.place) > after[1:]]
    shown = _fitting(items[:limit])
    last = shown[-1] if len(items) > len(shown) else None
    return Results(
        items=await _show(db, scope, sought, shown),
        count=len(papers) + len(pages),
        capped=max(len(rows), len(page_rows)) > queries.MOST,
        next=write_cursor(sought.beginning is not None, *last.key, last.place) if last else None,
    )


def _page_hit(row: Any) -> PageHit:
    return PageHit(row.paper_id, row.added_at, row.file_id, row.number, row.score, row.size)


def _fitting(items: Sequence[Item]) -> Sequence[Item]:
    """As many as are read for one answer: the first, and what fits beside it into MOST_TEXT_BYTES."""
    sums = list(accumulate(item.size for item in items))
    return items[: max(1, bisect_right(sums, MOST_TEXT_BYTES))]


async def _complete(db: AsyncSession, scope: Scope, sought: PreparedSearch, groups: Sequence[Group]) -> None:
    """Pages of the papers found by their title: for a common word they need not be among the candidates."""
    named = {group.paper: group for group in groups if group.about}
    shown = {(page.file, page.number) for group in groups for page in group.pages}
    for row in await queries.find_pages_of(db, scope, sought.wanted, list(named)):
        if (row.file_id, row.number) not in shown:
            named[row.paper_id].pages.append(_page_hit(row))


async def _show(db: AsyncSession, scope: Scope, sought: PreparedSearch, items: Sequence[Item]) -> list[Passage]:
    if not items:
        return []
    lexemes, beginnings = sought.lexemes()
    named, whole = {item.paper for item in items}, {item.paper for item in items if item.page is None}
    papers = await queries.describe_papers(db, scope, [*named], [*whole], lexemes, beginnings)
    about = sought.wanted.about if whole else None
    files = await queries.find_file_names(db, scope, [*whole], about, lexemes, beginnings) if about else {}
    wanted = [(item.page.file, item.page.number) for item in items if item.page]
    pages = await queries.read_pages(db, scope, wanted, lexemes, beginnings) if wanted else {}
    positions = {
        key: await complete_positions(db, page.text, page.positions, lexemes, beginnings) for key, page in pages.items()
    }

    most = min(MOST_MARKED, MOST_MARKED_TOGETHER // len(items))

    def show(item: Item) -> Passage:
        paper = papers[item.paper]
        if item.page is None:
            return _show_paper(sought, paper, files.get(item.paper), item.more)
        key = item.page.file, item.page.number
        return _show_page(sought, paper, pages[key], positions[key], item.more, most)

    # Beside the event loop: finding words again takes time, and others are served meanwhile.
    return await asyncio.to_thread(lambda: [show(item) for item in items])


def _show_page(sought: PreparedSearch, paper: Any, page: Any, positions: Positions, more: int, most: int) -> Passage:
    matches = find_matches(page.text, sought.found_in_text, positions)
    numbers, rects = find_places(page.word_boxes, matched_words(matches, most))
    snippet = make_snippet(page.text, matches)
    return Passage(paper, "page", page.file_id, page.number, snippet, more, rects, numbers)


def _show_paper(sought: PreparedSearch, paper: Any, file: Any, more: int) -> Passage:
    """The field in which most of the terms stand, or the name of a file; where only filters were asked for, the
    beginning of the abstract."""
    positions = paper.positions or {}
    title_words = len(find_words(paper.title))
    author_words = len(find_words(paper.authors))
    fields: tuple[tuple[Where, str, list[Needles], int, int | None], ...] = (
        ("title", paper.title, sought.found_in_title, 0, title_words),
        ("abstract", paper.abstract, sought.found_in_text, title_words + author_words, None),
        ("authors", paper.authors, sought.found_in_authors, title_words, title_words + author_words),
    )
    where: Where
    where, shown, marked = ("abstract" if paper.abstract else "title"), paper.abstract or paper.title, list[Match]()
    for name, text, needles, first, last in fields:
        inside = {lexeme: [at for at in ats if last is None or at <= last] for lexeme, ats in positions.items()}
        matches = find_matches(text, needles, inside, skipped=first)
        if _count_terms(matches) > _count_terms(marked):
            where, shown, marked = name, text, matches
    if file is not None:
        matches = find_matches(file.name, sought.found_in_text, file.positions or {})
        if _count_terms(matches) > _count_terms(marked):
            return Passage(paper, "file", file.id, None, make_snippet(file.name, matches), more)
    return Passage(paper, where, paper.file_id, None, make_snippet(shown, marked), more)


def _count_terms(matches: Sequence[Match]) -> int:
    return len({match.term for match in matches})
