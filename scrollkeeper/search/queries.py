"""The statements of a search: each looks at a bounded number of rows, whatever is in the library.

Ranking every hit of a frequent word would take longer the more there is. So candidates are chosen on purpose: titles
before abstracts, the newest papers before older ones, and no more than MOST of each are ranked and counted. They are
written in SQL because their plans matter; a parameter that is null drops its condition when the statement is planned.
They read papers and pages through views that show the caller's teams only, as the policies of the tables do, but let
the indexes of words be used (`migrations/isolation.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.library.models import LISTED
from scrollkeeper.search.query import Years
from scrollkeeper.teams.scope import Scope

MOST = 300
SEARCH_SECONDS = 5
# A frequent word is looked for in this many of the newest papers first: the list of all its pages is long.
NEWEST_PAPERS = 400
# The pages of this few papers are read without asking the index of words.
FEW_PAPERS = 60
PAGES_OF_ONE_PAPER = 30
# Of files whose name has the words (as "pdf", which all have), so many of the newest papers are looked at.
MOST_NAMED = 2_000
# An open end of a span of years.
FIRST_YEAR, LAST_YEAR = -1, 1_000_000

Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query as tsqueries, each for its own vector; None where nothing is asked of that one.

    `about` and `title`: what must be in a paper's words, and all of it in its title. `pages`: what must be in a page's.
    `ranked` and `ranked_title`: as much of them as decides in which order they come.
    `filters` and `unwanted`: what the paper must have and may not have, found itself or by a page.
    `text` and what follows: the same of what people wrote. `authors` are pairs, for the paper's words and for the name
    of who wrote; either will do.
    """

    about: str | None
    title: str | None
    pages: str | None
    ranked: str | None = None
    ranked_title: str | None = None
    filters: str | None = None
    unwanted: str | None = None
    text: str | None = None
    titles: str | None = None
    authors: tuple[tuple[str, str], ...] = ()
    not_of_paper: str | None = None
    years: tuple[Years, ...] = field(default=())

    def parameters(self, scope: Scope, paper_id: UUID | None = None) -> dict[str, Any]:
        """Of CHOSEN."""
        wanted = [years for years in self.years if not years.negated]
        unwanted = [years for years in self.years if years.negated]
        firsts = [years.first for years in wanted if years.first is not None]
        lasts = [years.last for years in wanted if years.last is not None]
        return {
            "team": scope.team_id,
            "paper": paper_id,
            "guest": scope.guest_id,
            "filters": self.filters,
            "unwanted": self.unwanted,
            "first": max(firsts, default=None),
            "last": min(lasts, default=None),
            "not_from": [FIRST_YEAR if years.first is None else years.first for years in unwanted],
            "not_to": [LAST_YEAR if years.last is None else years.last for years in unwanted],
        }


# Papers of the team, outside the bin, that pass the filters: the one way to papers and their pages in here.
_CHOSEN = """
    papers.team_id = :team and papers.deleted_at is null
    and (cast(:paper as uuid) is null or papers.id = :paper)
    and (cast(:guest as uuid) is null or papers.id in (
        select paper_id from guest_papers where team_id = :team and person_id = :guest))
    and (cast(:filters as tsquery) is null or papers.words @@ cast(:filters as tsquery))
    and (cast(:unwanted as tsquery) is null or not papers.words @@ cast(:unwanted as tsquery))
    and (cast(:first as int) is null or papers.year >= :first)
    and (cast(:last as int) is null or papers.year <= :last)
    and not exists (
        select from unnest(cast(:not_from as int[]), cast(:not_to as int[])) as span (first, last)
        where papers.year between span.first and span.last)
"""
# Bytes of what is read of a paper, known without reading it.
_OF_PAPER = "octet_length(title) + octet_length(authors) + octet_length(abstract)"


def _statement(sql: str) -> TextClause:
    return text(sql.replace("CHOSEN", _CHOSEN).replace("OF_PAPER", _OF_PAPER))


# The planner takes a vector in a page for as cheap to look at as a number, and a row found by an index for dear. So it
# would rather read through the pages than ask the index of words, and read all papers to join a few of them.
_PLANNING = {
    "plan_cache_mode": "force_custom_plan",
    "cpu_operator_cost": "1",
    "random_page_cost": "1.1",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
}
# What follows in the transaction is planned so; that is said in the same round trip.
_FIND_LEXEMES = text(
    """
    select word, tsvector_to_array(scrollkeeper_words(word)) as lexemes, lower(unaccent(word)) as unaccented
    from (
        select count(set_config(name, setting, true)) as limits
        from unnest(cast(:names as text[]), cast(:settings as text[])) as given (name, setting)
    ) as set_limits left join unnest(cast(:words as text[])) as given (word) on limits > 0
    """
)

# Adding nothing to a date keeps the planner from walking back through all papers, looking into each one's words.
_FIND_PAPERS = _statement(
    """
    with in_title as materialized (
        select id, added_at, words, title_words, OF_PAPER as size from visible_papers as papers
        where CHOSEN and title_words @@ cast(:title as tsquery)
        order by added_at + interval '0' desc, id desc limit :most
    ), about as materialized (
        select id, added_at, words, title_words, OF_PAPER as size from visible_papers as papers
        where CHOSEN and (cast(:about as tsquery) is null or words @@ cast(:about as tsquery))
        order by added_at + interval '0' desc, id desc limit :most
    ), named as materialized (
        select id, added_at, words, title_words, OF_PAPER as size from visible_papers as papers
        where CHOSEN and id in (
            select paper_id from visible_files
            where team_id = :team and name_words @@ cast(:about as tsquery)
            order by paper_id desc limit :most_named)
        order by added_at + interval '0' desc, id desc limit :most
    ), hits as (
        select true as in_title, * from in_title
        union all
        select false, * from about where id not in (select id from in_title)
        union all
        select false, * from named where id not in (select id from in_title union all select id from about)
        limit :most
    )
    select id, added_at, in_title, size,
           coalesce(ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', words, cast(:ranked as tsquery), 1), 0)
           + case when in_title then ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', title_words, cast(:ranked_title as tsquery), 2)
                  else 0 end as score
    from hits
    """
)

_NEWEST_PAPERS = _statement(
    "select id from visible_papers as papers where CHOSEN order by added_at desc, id desc limit :most"
)

_FIND_PAGES = _statement(
    """
    select file_id, number, paper_id, added_at, size, ts_rank_cd(words, cast(:ranked as tsquery), 1) as score
    from (
        select pages.file_id, pages.number, pages.paper_id, pages.words, papers.added_at,
               octet_length(pages.text) as size
        from visible_pages as pages join visible_papers as papers on papers.id = pages.paper_id
        where pages.team_id = :team and pages.words @@ cast(:pages as tsquery)
          and (cast(:since as uuid) is null or pages.paper_id >= :since)
          and CHOSEN
        limit :most
    ) as found
    """
)

_FIND_PAGES_OF = text(
    """
    select found.*, ts_rank_cd(found.words, cast(:ranked as tsquery), 1) as score
    from (
        select each.file_id, each.number, each.paper_id, each.words, each.size, papers.added_at
        from unnest(cast(:papers as uuid[])) as given (id)
        join visible_papers as papers on papers.id = given.id and papers.team_id = :team
        cross join lateral (
            select file_id, number, paper_id, words, octet_length(text) as size from visible_pages as pages
            where paper_id = given.id and team_id = :team and words @@ cast(:pages as tsquery)
            limit :each
        ) as each
        limit :most
    ) as found
    """
)

# Positions of the lexemes that were looked for, of a vector: {"lexeme": [1, 5]}.
_POSITIONS = """
    (select json_object_agg(lexeme, positions) from unnest(words)
     where lexeme = any(cast(:lexemes as text[])) or lexeme ^@ any(cast(:beginnings as text[]))) as positions
"""

_DESCRIBE_PAPERS = text(
    """
    select id, left(title, characters) as title, left(authors, characters) as authors,
           left(abstract, characters) as abstract, year, POSITIONS,
           (select files.id from files where files.paper_id = papers.id order by added_at, files.id limit 1) as file_id
    from visible_papers as papers, lateral (
        select case when id = any(cast(:whole as uuid[])) then 10000000 else cast(:listed as int) end as characters
    ) as shown
    where id = any(cast(:papers as uuid[])) and team_id = :team
    """.replace("POSITIONS", _POSITIONS)
)

# Of each paper the first file whose name has all the words.
_FIND_FILE_NAMES = text(
    """
    select distinct on (paper_id) paper_id, id, name, POSITIONS
    from visible_files
    where paper_id = any(cast(:papers as uuid[])) and team_id = :team and name_words @@ cast(:about as tsquery)
    order by paper_id, added_at, id
    """.replace("POSITIONS", _POSITIONS.replace("unnest(words)", "unnest(name_words)"))
)

_READ_PAGES = text(
    """
    select file_id, number, text, word_boxes, POSITIONS
    from unnest(cast(:files as uuid[]), cast(:numbers as int[])) as given (file_id, number)
    join visible_pages as pages using (file_id, number)
    where team_id = :team
    """.replace("POSITIONS", _POSITIONS)
)

# What people wrote, each with its two parts in the order of its vector.
_DESCRIBE_WRITTEN = text(
    """
    select 'annotation' as kind, each.id, paper_id, file_id, page, each.id as annotation_id, thread_id, person_id,
           imported_author, coalesce(exact, '') as head, comment as body, each.created_at, POSITIONS
    from visible_annotations as each where each.team_id = :team and each.id = any(cast(:annotations as uuid[]))
    union all
    select 'comment', each.id, threads.paper_id,
           coalesce(about.file_id, (select files.id from files where files.paper_id = threads.paper_id
                                    order by added_at, files.id limit 1)),
           about.page, threads.annotation_id, each.thread_id, each.person_id,
           each.imported_author, '', each.text, each.created_at, POSITIONS_OF_EACH
    from visible_comments as each join threads on threads.id = each.thread_id
    left join visible_annotations as about on about.id = threads.annotation_id
    where each.team_id = :team and each.id = any(cast(:comments as uuid[]))
    union all
    select 'note', each.id, paper_id, null, null, null, null, person_id, null, title, each.text,
           coalesce(written_at, each.created_at), POSITIONS
    from visible_notes as each where each.team_id = :team and each.id = any(cast(:notes as uuid[]))
    """.replace("POSITIONS_OF_EACH", _POSITIONS.replace("unnest(words)", "unnest(each.words)")).replace(
        "POSITIONS", _POSITIONS
    )
)

_FIND_POSITIONS = text(
    """
    select number, lexeme, positions
    from unnest(cast(:texts as text[])) with ordinality as given (content, number)
    cross join unnest(scrollkeeper_words(content))
    where lexeme = any(cast(:lexemes as text[])) or lexeme ^@ any(cast(:beginnings as text[]))
    """
)


async def find_lexemes(db: AsyncSession, words: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What the database keeps of each word, and each word without accents.

    For the rest of this transaction, what takes too long is ended, and each statement is planned for its own words.
    """
    chosen = {"statement_timeout": f"{SEARCH_SECONDS}s", **_PLANNING}
    asked = {"words": list(words), "names": list(chosen), "settings": list(chosen.values())}
    rows = [row for row in (await db.execute(_FIND_LEXEMES, asked)).all() if row.word is not None]
    return {row.word: row.lexemes for row in rows}, {row.word: row.unaccented for row in rows}


async def find_papers(db: AsyncSession, scope: Scope, wanted: SearchQuery, *, paper_id: UUID | None = None) -> Rows:
    """Papers by title, authors, abstract and names of files: id, added_at, in_title, score, size; at most MOST + 1."""
    limits = {
        "most": MOST + 1, "about": wanted.about, "title": wanted.title, "ranked": wanted.ranked,
        "ranked_title": wanted.ranked_title, "most_named": MOST_NAMED,
    }  # fmt: skip
    return (await db.execute(_FIND_PAPERS, wanted.parameters(scope, paper_id) | limits)).all()


async def find_pages(db: AsyncSession, scope: Scope, wanted: SearchQuery, *, paper_id: UUID | None = None) -> Rows:
    """Pages by their text, at most MOST + 1, of the newest papers first.

    Rows of file_id, number, paper_id, added_at, score, size.
    """
    chosen = wanted.parameters(scope, paper_id)
    papers = (await db.execute(_NEWEST_PAPERS, chosen | {"most": NEWEST_PAPERS + 1})).scalars().all()
    if len(papers) <= FEW_PAPERS:
        return await find_pages_of(db, scope, wanted, papers, each=MOST + 1)
    found: Rows = ()
    chosen |= {"pages": wanted.pages, "ranked": wanted.ranked, "most": MOST + 1}
    if len(papers) > NEWEST_PAPERS:
        # Identifiers grow with time, and they are in the index of words.
        found = (await db.execute(_FIND_PAGES, chosen | {"since": min(papers[:NEWEST_PAPERS])})).all()
    if len(found) <= MOST:
        found = (await db.execute(_FIND_PAGES, chosen | {"since": None})).all()
    return found


async def find_pages_of(
    db: AsyncSession, scope: Scope, wanted: SearchQuery, paper_ids: Sequence[UUID], *, each: int = PAGES_OF_ONE_PAPER
) -> Rows:
    """Matching pages of these few papers, at most `each` of one."""
    if not paper_ids:
        return ()
    limits = {"papers": list(paper_ids), "each": each, "most": MOST + 1}
    asked = {"team": scope.team_id, "pages": wanted.pages, "ranked": wanted.ranked}
    return (await db.execute(_FIND_PAGES_OF, asked | limits)).all()


async def describe_papers(
    db: AsyncSession,
    scope: Scope,
    paper_ids: Sequence[UUID],
    whole: Sequence[UUID],
    lexemes: Sequence[str],
    beginnings: Sequence[str],
) -> dict[UUID, Any]:
    """id, title, authors, abstract, year, file_id (the first one) and the positions of the lexemes.

    Of those that are not among `whole` the texts are cut: they are only named.
    """
    asked = {
        "team": scope.team_id, "papers": list(paper_ids), "whole": list(whole), "listed": LISTED,
        "lexemes": list(lexemes), "beginnings": beginnings,
    }  # fmt: skip
    return {row.id: row for row in (await db.execute(_DESCRIBE_PAPERS, asked)).all()}


async def find_file_names(
    db: AsyncSession,
    scope: Scope,
    paper_ids: Sequence[UUID],
    about: str,
    lexemes: Sequence[str],
    beginnings: Sequence[str],
) -> dict[UUID, Any]:
    """Of papers that have a file with these words in its name: its id, name and the positions of the lexemes."""
    asked = {
        "team": scope.team_id, "papers": list(paper_ids), "about": about, "lexemes": list(lexemes),
        "beginnings": list(beginnings),
    }  # fmt: skip
    return {row.paper_id: row for row in (await db.execute(_FIND_FILE_NAMES, asked)).all()}


async def read_pages(
    db: AsyncSession, scope: Scope, pages: Sequence[tuple[UUID, int]], lexemes: Sequence[str], beginnings: Sequence[str]
) -> dict[tuple[UUID, int], Any]:
    """Text, packed words and the positions of the lexemes of each page."""
    asked = {
        "team": scope.team_id, "lexemes": list(lexemes), "beginnings": beginnings,
        "files": [file for file, _ in pages], "numbers": [number for _, number in pages],
    }  # fmt: skip
    return {(row.file_id, row.number): row for row in (await db.execute(_READ_PAGES, asked)).all()}


async def describe_written(
    db: AsyncSession,
    scope: Scope,
    found: Mapping[str, Sequence[UUID]],
    lexemes: Sequence[str],
    beginnings: Sequence[str],
) -> dict[UUID, Any]:
    """Annotations, comments and notes that the caller may see, of ids by kind: where they hang and what they say."""
    asked = {"team": scope.team_id, "lexemes": list(lexemes), "beginnings": list(beginnings)}
    asked |= {f"{kind}s": list(found.get(kind, ())) for kind in ("annotation", "comment", "note")}
    return {row.id: row for row in (await db.execute(_DESCRIBE_WRITTEN, asked)).all()}


async def find_positions(
    db: AsyncSession, texts: Sequence[str], lexemes: Sequence[str], beginnings: Sequence[str]
) -> Rows:
    """Positions of the lexemes in each of these texts, numbered from 1: number, lexeme, positions."""
    asked = {"texts": list(texts), "lexemes": list(lexemes), "beginnings": list(beginnings)}
    return (await db.execute(_FIND_POSITIONS, asked)).all()
