"""What a person typed, made ready for the database: read, bounded, and with its words as lexemes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.errors import Invalid, Unavailable
from scrollkeeper.search import queries
from scrollkeeper.search.needles import SHORTEST_BEGINNING, Needles, conjunction, disjunction, first_words, make_needles
from scrollkeeper.search.query import FIELDS, Query, parse_query

LONGEST_QUERY = 1000
# Words, phrases and exclusions, each of which is looked for again in everything that is shown.
MOST_TERMS = 40
# Ranking takes time in the cube of the words, so only the first decide in which order results are shown.
MOST_RANKED = 12
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class PreparedSearch:
    """A query in the database's words."""

    wanted: queries.SearchQuery
    found_in_text: list[Needles]
    found_in_title: list[Needles]
    found_in_authors: list[Needles]
    beginning: str | None

    def lexemes(self) -> tuple[list[str], list[str]]:
        """All lexemes that are looked for, and all beginnings of lexemes."""
        needles = {needle for one in (*self.found_in_title, *self.found_in_authors) for needle in one.words()}
        lexemes = sorted({lexeme for needle in needles for lexeme in needle.lexemes})
        return lexemes, sorted({needle.beginning for needle in needles if needle.beginning is not None})


def read_query(text: str) -> Query:
    """What was typed as a query; raises Invalid where it is longer than is searched for."""
    if len(text) > LONGEST_QUERY:
        raise Invalid(f"A search can be {LONGEST_QUERY:,} characters long; this one has {len(text):,}. Shorten it.")
    query = parse_query(text)
    if (many := len(query.terms) + len(query.years)) > MOST_TERMS:
        raise Invalid(f"A search can have {MOST_TERMS} words and phrases; this one has {many}. Leave some of them out.")
    return query


@asynccontextmanager
async def giving_up() -> AsyncIterator[None]:
    """Say what to do where the database gave a search up."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.errors.QueryCanceled):
            raise Unavailable("This search took too long. Add a rarer word, an author or a year to it.") from None
        raise


async def find_prepared(
    db: AsyncSession,
    query: Query,
    find: Callable[[PreparedSearch], Awaitable[Found]],
    *,
    is_empty: Callable[[Found], bool],
    begun: bool | None,
) -> Found | None:
    """What `find` finds of the query; where nothing has its last word as it stands, of words that begin so.

    `begun` says which of the two a cursor goes on with; None is the first page. None where there is nothing.
    """
    words = {word for term in query.terms for way in term.ways for word in way}
    lexemes, unaccented = await queries.find_lexemes(db, sorted(words))
    if not begun:
        found = await find(make_search(query, lexemes))
        if begun is not None or not is_empty(found):
            return found
    last = unaccented[query.terms[-1].ways[-1][-1]] if query.unfinished else ""
    if len(last) < SHORTEST_BEGINNING:
        return None
    return await find(make_search(query, lexemes, last))


def make_search(query: Query, lexemes: dict[str, list[str]], beginning: str | None = None) -> PreparedSearch:
    """The query with each word's lexemes; with `beginning` its last word may go on."""
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
        text=conjunction((one.tsquery() for one in searched), not_in_text) or None,
        titles=conjunction(one.tsquery() for one in titles) or None,
        authors=tuple((one.tsquery(), one.tsquery("")) for one in authors),
        not_of_paper=disjunction(needles.tsquery() for term, needles in negated if term.field != "any") or None,
        years=query.years,
    )
    return PreparedSearch(wanted, searched, [*searched, *titles], [*searched, *authors], beginning)
