"""A page of the list, its count and the filter box look at few papers, however many the team has."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest

from scrollkeeper.core.db import admit
from scrollkeeper.core.ids import new_id
from scrollkeeper.library import queries
from scrollkeeper.library.queries import PaperFilter
from scrollkeeper.teams.scope import Scope
from tests.plans import Explained, explaining

PAPERS, PAGE = 2_000, 20
# Of each paper on a page some more rows are read, such as its file.
FEW = 8 * PAGE
MANY_PAPERS = """
    insert into teams (id, name, slug, kind, quota_bytes)
        select unnest(array['{team}', '{other}']::uuid[]), 'Lab', unnest(array['plans', 'other-plans']), 'team', 1;
    insert into papers (id, team_id, metadata, parsed, provenance, status, title, authors, year, venue, abstract,
        title_key, author_key, venue_key, filter_text, added_at, clock, deleted_at)
    select gen_random_uuid(), team, '{{}}', '{{}}', '{{}}', 'ready', 'Title', 'Author', nullif(1980 + n % 40, 1980), '',
        '', 'title ' || n % 97, 'author ' || n % 89, 'venue ' || n % 83, 'paper of unusual' || n || 'words',
        timestamptz '2020-01-01' + n * interval '1 minute', 0, case when n % 50 = 0 then now() end
    from generate_series(1, {papers}) as n, unnest(array['{team}', '{other}']::uuid[]) as team
"""


@pytest.fixture(scope="module")
async def explained(new_database: Callable[[], str]) -> AsyncIterator[tuple[Explained, Scope]]:
    url, team, other = new_database(), new_id(), new_id()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MANY_PAPERS.format(team=team, other=other, papers=PAPERS))
        connection.execute("vacuum (analyze) papers")
    async with explaining(url) as found:
        yield found, Scope(team, new_id(), "owner")


async def turn(explained: Explained, scope: Scope, sort: Any, pages: int, words: str = "") -> list[UUID]:
    """Ids of all papers on the first pages."""
    seen: list[UUID] = []
    cursor = None
    async with explained.explain() as db:
        await admit(db, scope.team_id)
        for _ in range(pages):
            chosen = PaperFilter(words=words)
            rows, cursor = await queries.list_papers(db, scope, sort=sort, chosen=chosen, limit=PAGE, cursor=cursor)
            seen += [row.id for row in rows]
            if cursor is None:
                break
    return seen


@pytest.mark.parametrize("sort", ["added", "-added", "title", "-author", "year", "-year", "-venue"])
async def test_a_page_in_the_middle_reads_no_more_than_itself(explained: tuple[Explained, Scope], sort: str) -> None:
    found, scope = explained
    seen = await turn(found, scope, sort, 4)
    assert len(set(seen)) == 4 * PAGE
    assert len(found.plans) == 4
    for plan in found.plans:
        assert plan.rows_read < FEW, plan.root


async def test_all_pages_together_are_the_whole_list(explained: tuple[Explained, Scope]) -> None:
    """Many share a year, and some have none."""
    found, scope = explained
    seen = await turn(found, scope, "-year", PAPERS // PAGE)
    assert len(seen) == len(set(seen)) == PAPERS - PAPERS // 50


async def test_the_filter_box_finds_a_rare_word_by_its_index(explained: tuple[Explained, Scope]) -> None:
    found, scope = explained
    assert len(await turn(found, scope, "-added", 1, "unusual777words")) == 1
    [plan] = found.plans
    assert "ix_papers_filter" in plan.indexes
    assert plan.rows_read < FEW, plan.root


async def test_the_filter_box_stops_at_a_full_page_of_a_common_word(explained: tuple[Explained, Scope]) -> None:
    found, scope = explained
    assert len(await turn(found, scope, "-added", 1, "of unusual")) == PAGE
    [plan] = found.plans
    assert plan.rows_read < FEW, plan.root


@pytest.mark.parametrize(("words", "index"), [("", "ix_papers_team_added"), ("unusual777words", "ix_papers_filter")])
async def test_papers_are_counted_by_an_index(explained: tuple[Explained, Scope], words: str, index: str) -> None:
    found, scope = explained
    async with found.explain() as db:
        await admit(db, scope.team_id)
        count = await queries.count_papers(db, scope, PaperFilter(words=words))
    assert count == (1 if words else PAPERS - PAPERS // 50)
    [plan] = found.plans
    assert plan.indexes == {index}
    assert not any(node.get("Heap Fetches") for node in plan.nodes())
