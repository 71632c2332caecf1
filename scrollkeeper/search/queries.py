"""The statements of a search: each looks at a bounded number of rows, whatever is in the library.

Ranking every hit of a frequent word would take longer the more there is. So candidates are chosen on purpose: titles
before abstracts, the newest papers before older ones, and no more than MOST of each are ranked and counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, and_, cast, func, lateral, literal, select, true
from sqlalchemy import literal_column as raw
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.library.models import File, FilePage, Paper
from scrollkeeper.library.service import select_papers
from scrollkeeper.search.query import Years
from scrollkeeper.teams.scope import Scope

MOST = 500
SEARCH_SECONDS = 5
# A frequent word is looked for in this many of the newest papers first: its list of all pages would take long to read.
NEWEST_PAPERS = 400
# The pages of this few papers are read without asking the index of words.
FEW_PAPERS = 60
# Whether words stand side by side is known only from the page's vector; so many pages with all the words are read.
MOST_READ_FOR_PHRASE = 20_000
PAGES_OF_ONE_PAPER = 30
# Weights of D, C (abstract), B (authors), A (title).
_WEIGHTS: ColumnElement[Any] = raw("'{0.1, 0.2, 0.4, 1.0}'::real[]")
# Ranks are divided by 1 + the logarithm of the text's length, those of titles by the title's length.
_BY_LOG_LENGTH: ColumnElement[int] = raw("1")
_BY_LENGTH: ColumnElement[int] = raw("2")


Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query as tsqueries, each for its own vector; None where nothing is asked of that one.

    `about` and `title`: what must be in a paper's words, and all of it in its title. `pages` likewise; where that has
    phrases, `pages_loosely` has AND in their place. `filters`: what holds for the paper, found itself or by a page.
    """

    about: str | None
    title: str | None
    pages: str | None
    pages_loosely: str | None
    filters: str | None
    years: tuple[Years, ...] = ()


async def set_limits(db: AsyncSession) -> None:
    """For the rest of this transaction: end what takes too long, and plan each statement for its own words."""
    settings = {
        "statement_timeout": f"{SEARCH_SECONDS}s",
        "plan_cache_mode": "force_custom_plan",
        # With a LIMIT the planner would rather read pages one after the other, not knowing how dear their vectors are.
        "enable_seqscan": "off",
        "jit": "off",
    }
    await db.execute(select(*(func.set_config(name, value, True) for name, value in settings.items())))


async def find_lexemes(db: AsyncSession, words: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What the database keeps of each word, and each word without accents."""
    given = func.unnest(cast(list(words), ARRAY(Text))).table_valued("word").render_derived(name="given")
    lexemes = func.tsvector_to_array(func.scrollkeeper_words(given.c.word))
    rows = (await db.execute(select(given.c.word, lexemes, func.unaccent(given.c.word)))).all()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2].lower() for row in rows}


def _tsquery(text: str) -> ColumnElement[Any]:
    return cast(text, TSQUERY)


def _matches(words: Any, query: str) -> ColumnElement[bool]:
    return words.op("@@", is_comparison=True)(_tsquery(query))


def _select_chosen(scope: Scope, wanted: Wanted) -> Select[Paper]:
    """Papers outside the bin that pass the filters."""
    query = select_papers(scope)
    if wanted.filters:
        query = query.where(_matches(Paper.words, wanted.filters))
    for years in wanted.years:
        inside = and_(
            Paper.year >= years.first if years.first is not None else true(),
            Paper.year <= years.last if years.last is not None else true(),
        )
        query = query.where(func.coalesce(~inside, True) if years.negated else inside)
    return query


def _select_pages(scope: Scope) -> Any:
    """The one way to pages."""
    return select(FilePage.file_id, FilePage.number, FilePage.paper_id, FilePage.words).where(
        FilePage.team_id == scope.team_id
    )


async def find_papers(db: AsyncSession, scope: Scope, wanted: Wanted, *, paper_id: UUID | None = None) -> Rows:
    """Papers by title, authors and abstract: id, added_at, in_title, score; at most MOST + 1."""
    newest = (Paper.added_at.desc(), Paper.id.desc())
    columns = (Paper.id, Paper.added_at, Paper.words, Paper.title_words)
    chosen = _select_chosen(scope, wanted)
    if paper_id:
        chosen = chosen.where(Paper.id == paper_id)
    found = chosen.where(_matches(Paper.words, wanted.about)) if wanted.about else chosen
    by_any = found.with_only_columns(*columns).order_by(*newest).limit(MOST + 1)
    in_title: ColumnElement[bool] = literal(False)
    if wanted.title:
        by_title = found.where(_matches(Paper.title_words, wanted.title)).with_only_columns(*columns)
        first, second = by_title.order_by(*newest).limit(MOST).subquery(), by_any.subquery()
        hits = select(first).union_all(
            select(second).where(~_matches(second.c.title_words, wanted.title))
        ).limit(MOST + 1).subquery("hits")  # fmt: skip
        in_title = _matches(hits.c.title_words, wanted.title)
    else:
        hits = by_any.subquery("hits")
    score: ColumnElement[float] = literal(0.0)
    if wanted.about:
        score = func.ts_rank_cd(_WEIGHTS, hits.c.words, _tsquery(wanted.about), _BY_LOG_LENGTH)
    if wanted.title:
        score = score + func.ts_rank_cd(_WEIGHTS, hits.c.title_words, _tsquery(wanted.title), _BY_LENGTH)
    return (
        await db.execute(select(hits.c.id, hits.c.added_at, in_title.label("in_title"), score.label("score")))
    ).all()


async def find_pages(db: AsyncSession, scope: Scope, wanted: Wanted, *, paper_id: UUID | None = None) -> Rows:
    """Pages by their text: file_id, number, paper_id, score; at most MOST + 1, those of the newest papers first."""
    chosen = _select_chosen(scope, wanted).with_only_columns(Paper.id)
    if paper_id:
        chosen = chosen.where(Paper.id == paper_id)
    newest = chosen.order_by(Paper.added_at.desc(), Paper.id.desc()).limit(NEWEST_PAPERS + 1)
    papers = (await db.execute(newest)).scalars().all()
    if len(papers) <= FEW_PAPERS:
        return await find_pages_of(db, scope, wanted, papers, each=MOST + 1)
    if len(papers) > NEWEST_PAPERS:
        # Identifiers grow with time, and they are in the index of words.
        found = await _find_in_all(db, scope, wanted, since=min(papers[:NEWEST_PAPERS]))
        if len(found) > MOST:
            return found
    return await _find_in_all(db, scope, wanted)


async def _find_in_all(db: AsyncSession, scope: Scope, wanted: Wanted, *, since: UUID | None = None) -> Rows:
    assert wanted.pages is not None
    query = _select_pages(scope).where(_matches(FilePage.words, wanted.pages_loosely or wanted.pages))
    if since is not None:
        query = query.where(FilePage.paper_id >= since)
    chosen = _select_chosen(scope, wanted).with_only_columns(Paper.id)
    query = query.where(FilePage.paper_id.in_(chosen))
    if wanted.pages_loosely:
        read = query.limit(MOST_READ_FOR_PHRASE).subquery("read")
        query = select(read).where(_matches(read.c.words, wanted.pages))
    return await _rank_pages(db, query, wanted.pages)


async def find_pages_of(
    db: AsyncSession, scope: Scope, wanted: Wanted, paper_ids: Sequence[UUID], *, each: int = PAGES_OF_ONE_PAPER
) -> Rows:
    """Matching pages of these few papers, at most `each` of one."""
    if not paper_ids or not wanted.pages:
        return []
    given = func.unnest(cast(list(paper_ids), ARRAY(Uuid))).table_valued("id").render_derived(name="given")
    pages = lateral(
        _select_pages(scope).where(FilePage.paper_id == given.c.id, _matches(FilePage.words, wanted.pages)).limit(each)
    ).alias("found")
    return await _rank_pages(db, select(pages).select_from(given).join(pages, true()), wanted.pages)


async def _rank_pages(db: AsyncSession, query: Any, wanted: str) -> Rows:
    found = query.limit(MOST + 1).subquery("pages")
    score = func.ts_rank_cd(found.c.words, _tsquery(wanted), _BY_LOG_LENGTH).label("score")
    return (await db.execute(select(found.c.file_id, found.c.number, found.c.paper_id, score))).all()


async def describe_papers(
    db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID], lexemes: Sequence[str], beginning: str | None
) -> dict[UUID, Any]:
    """id, title, authors, abstract, year, file_id (the first one) and the positions of the lexemes."""
    first_file = (
        select(File.id)
        .where(File.team_id == scope.team_id, File.paper_id == Paper.id)
        .order_by(File.added_at, File.id)
        .limit(1)
        .scalar_subquery()
    )
    query = select_papers(scope).where(Paper.id.in_(paper_ids)).with_only_columns(
        Paper.id, Paper.title, Paper.authors, Paper.abstract, Paper.year, Paper.added_at, first_file.label("file_id"),
        _positions(Paper.words, lexemes, beginning),
    )  # fmt: skip
    return {row.id: row for row in (await db.execute(query)).all()}


async def added_times(db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """When each of these papers was added."""
    query = select_papers(scope).where(Paper.id.in_(paper_ids)).with_only_columns(Paper.id, Paper.added_at)
    return {row.id: row.added_at for row in (await db.execute(query)).all()}


async def read_pages(
    db: AsyncSession, scope: Scope, pages: Sequence[tuple[UUID, int]], lexemes: Sequence[str], beginning: str | None
) -> dict[tuple[UUID, int], Any]:
    """Text, packed words and the positions of the lexemes of each page."""
    given = (
        func.unnest(cast([file for file, _ in pages], ARRAY(Uuid)), [number for _, number in pages])
        .table_valued("file_id", "number")
        .render_derived(name="given")
    )
    query = (
        select(
            FilePage.file_id, FilePage.number, FilePage.text, FilePage.word_boxes,
            _positions(FilePage.words, lexemes, beginning),
        )
        .join(given, and_(FilePage.file_id == given.c.file_id, FilePage.number == given.c.number))
        .where(FilePage.team_id == scope.team_id)
    )  # fmt: skip
    return {(row.file_id, row.number): row for row in (await db.execute(query)).all()}


def _positions(words: Any, lexemes: Sequence[str], beginning: str | None) -> ColumnElement[Any]:
    """{lexeme: [positions]} of a vector, of these lexemes and those with this beginning."""
    each = func.unnest(words).table_valued("lexeme", "positions", "weights").render_derived(name="each")
    meant = each.c.lexeme == func.any(cast(list(lexemes), ARRAY(Text)))
    if beginning is not None:
        meant = meant | func.starts_with(each.c.lexeme, beginning)
    return (
        select(func.json_object_agg(each.c.lexeme, each.c.positions))
        .select_from(each)
        .where(meant)
        .scalar_subquery()
        .label("positions")
    )
