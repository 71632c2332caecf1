"""Search a team's papers and their pages, and show where they match."""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Literal
from uuid import UUID

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.errors import Invalid, Unavailable
from scrollkeeper.core.paging import MOST_PAGE_BYTES, read_cursor, write_cursor
from scrollkeeper.parsing.layout.words import find_places
from scrollkeeper.search import queries
from scrollkeeper.search.needles import SHORTEST_BEGINNING, Needles, conjunction, disjunction, first_words, make_needles
from scrollkeeper.search.passages import Match, find_matches, make_snippet, matched_words
from scrollkeeper.search.query import FIELDS, Query, parse_query
from scrollkeeper.search.ranking import Group, Item, PageHit, PaperHit, group_hits, list_items
from scrollkeeper.search.words import find_words
from scrollkeeper.teams.scope import Scope

LONGEST_QUERY = 1000
# Words, phrases and exclusions, each of which is looked for again in everything that is shown.
MOST_TERMS = 40
# Ranking takes time in the cube of the words, so only the first decide in which order results are shown.
MOST_RANKED = 12
# Of the words that match on a page so many are marked, the first of them.
MOST_MARKED = 1_000
# Words whose positions a vector can tell apart.
MOST_POSITIONS = 16_382
Where = Literal["title", "authors", "abstract", "page"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A result: a paper's title, authors or abstract (`page` is None), or one page of its text."""

    paper: Any
    where: Where
    file: UUID | None
    page: int | None
    snippet: str
    more: int
    rects: list[tuple[float, float, float, float]] = field(default_factory=list)
    words: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Results:
    """A page of passages; `count` says how many there are, or at least so many where `capped`."""

    items: list[Passage]
    count: int
    capped: bool
    next: str | None


@dataclass(frozen=True, slots=True)
class _Search:
    """A query in the database's words."""

    wanted: queries.SearchQuery
    found_in_text: list[Needles]
    found_in_title: list[Needles]
    found_in_authors: list[Needles]
    beginning: str | None


async def search(
    db: AsyncSession,
    scope: Scope,
    text: str,
    *,
    limit: int = 20,
    cursor: str | None = None,
    paper_id: UUID | None = None,
) -> Results:
    """Passages of the team's papers for what a person typed; with `paper_id` all pages of that paper, in order."""
    if len(text) > LONGEST_QUERY:
        raise Invalid(f"A search can be {LONGEST_QUERY:,} characters long; this one has {len(text):,}. Shorten it.")
    query = parse_query(text)
    if (many := len(query.terms) + len(query.years)) > MOST_TERMS:
        raise Invalid(f"A search can have {MOST_TERMS} words and phrases; this one has {many}. Leave some of them out.")
    after = read_cursor(cursor, bool, int, float, float, UUID, int) if cursor else None
    if not query:
        return Results([], 0, False, None)
    try:
        return await _search(db, scope, query, limit, after, paper_id)
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.errors.QueryCanceled):
            raise Unavailable("This search took too long. Add a rarer word, an author or a year to it.") from None
        raise


async def _search(
    db: AsyncSession, scope: Scope, query: Query, limit: int, after: tuple[Any, ...] | None, paper_id: UUID | None
) -> Results:
    await queries.set_limits(db)
    words = {word for term in query.terms for way in term.ways for word in way}
    lexemes, unaccented = await queries.find_lexemes(db, sorted(words))
    exact = _make_search(query, lexemes)
    if after is None or not after[0]:
        results = await _find(db, scope, exact, limit, after, paper_id)
        if results.count or after is not None:
            return results
    last = unaccented[query.terms[-1].ways[-1][-1]] if query.unfinished else ""
    if len(last) < SHORTEST_BEGINNING:
        return Results([], 0, False, None)
    # Nothing has the word as it stands: it may be the beginning of one.
    return await _find(db, scope, _make_search(query, lexemes, last), limit, after, paper_id)


def _make_search(query: Query, lexemes: dict[str, list[str]], beginning: str | None = None) -> _Search:
    last = query.terms[-1] if query.terms else None
    made = [(term, make_needles(term, lexemes, beginning=beginning if term is last else None)) for term in query.terms]
    searched, titles, authors = (
        [needles for term, needles in made if term.field == field and not term.negated] for field in FIELDS
    )
    negated = [(term, needles) for term, needles in made if term.negated]
    not_in_text = [needles.tsquery() for term, needles in negated if term.field == "any"]
    wanted = queries.SearchQuery(
        about=conjunction(one.tsquery() for one in searched) or None,
        ranked=conjunction(one.tsquery() for one in first_words(searched, MOST_RANKED)) or None,
        ranked_title=conjunction(one.tsquery("") for one in first_words((*searched, *titles), MOST_RANKED)) or None,
        title=conjunction(one.tsquery("") for one in (*searched, *titles)) or None,
        pages=conjunction((one.tsquery() for one in searched), not_in_text) if searched else None,
        filters=conjunction(one.tsquery() for one in (*titles, *authors)) or None,
        unwanted=disjunction(needles.tsquery() for _, needles in negated) or None,
        years=query.years,
    )
    return _Search(wanted, searched, [*searched, *titles], [*searched, *authors], beginning)


async def _find(
    db: AsyncSession, scope: Scope, sought: _Search, limit: int, after: tuple[Any, ...] | None, paper_id: UUID | None
) -> Results:
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
    """As many as are read for one answer: the first, and what fits beside it into MOST_PAGE_BYTES."""
    sums = list(accumulate(item.size for item in items))
    return items[: max(1, bisect_right(sums, MOST_PAGE_BYTES))]


async def _complete(db: AsyncSession, scope: Scope, sought: _Search, groups: Sequence[Group]) -> None:
    """Pages of the papers found by their title: for a common word they need not be among the candidates."""
    named = {group.paper: group for group in groups if group.about}
    shown = {(page.file, page.number) for group in groups for page in group.pages}
    for row in await queries.find_pages_of(db, scope, sought.wanted, list(named)):
        if (row.file_id, row.number) not in shown:
            named[row.paper_id].pages.append(_page_hit(row))


async def _show(db: AsyncSession, scope: Scope, sought: _Search, items: Sequence[Item]) -> list[Passage]:
    if not items:
        return []
    needles = {needle for one in (*sought.found_in_title, *sought.found_in_authors) for needle in one.words()}
    lexemes = sorted({lexeme for needle in needles for lexeme in needle.lexemes})
    beginnings = sorted({needle.beginning for needle in needles if needle.beginning is not None})
    named, whole = {item.paper for item in items}, {item.paper for item in items if item.page is None}
    papers = await queries.describe_papers(db, scope, [*named], [*whole], lexemes, beginnings)
    wanted = [(item.page.file, item.page.number) for item in items if item.page]
    pages = await queries.read_pages(db, scope, wanted, lexemes, beginnings) if wanted else {}
    positions = {key: await _positions(db, page, lexemes, beginnings) for key, page in pages.items()}

    def show(item: Item) -> Passage:
        paper = papers[item.paper]
        if item.page is None:
            return _show_paper(sought, paper, item.more)
        key = item.page.file, item.page.number
        return _show_page(sought, paper, pages[key], positions[key], item.more)

    # Beside the event loop: finding words again takes time, and others are served meanwhile.
    return await asyncio.to_thread(lambda: [show(item) for item in items])


async def _positions(
    db: AsyncSession, page: Any, lexemes: Sequence[str], beginnings: Sequence[str]
) -> dict[str, list[int]]:
    """Positions of the lexemes on the page; a vector counts no farther, so that a long page is cut once more."""
    spans = await asyncio.to_thread(find_words, page.text) if len(page.text) > MOST_POSITIONS else []
    if len(spans) <= MOST_POSITIONS:
        return page.positions or {}
    starts = [start for start, _ in spans[::MOST_POSITIONS]]
    texts = [page.text[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    found: dict[str, list[int]] = {}
    for number, lexeme, positions in await queries.find_positions(db, texts, lexemes, beginnings):
        found.setdefault(lexeme, []).extend(at + (number - 1) * MOST_POSITIONS for at in positions)
    return found


def _show_page(sought: _Search, paper: Any, page: Any, positions: dict[str, list[int]], more: int) -> Passage:
    matches = find_matches(page.text, sought.found_in_text, positions)
    numbers, rects = find_places(page.word_boxes, matched_words(matches, MOST_MARKED))
    snippet = make_snippet(page.text, matches)
    return Passage(paper, "page", page.file_id, page.number, snippet, more, rects, numbers)


def _show_paper(sought: _Search, paper: Any, more: int) -> Passage:
    """The field in which most of the terms stand; where only filters were asked for, the beginning of the abstract."""
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
    return Passage(paper, where, paper.file_id, None, make_snippet(shown, marked), more)


def _count_terms(matches: Sequence[Match]) -> int:
    return len({match.term for match in matches})
