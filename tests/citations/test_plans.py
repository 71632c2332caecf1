"""References are linked by indexes, however many a team has and whatever PostgreSQL knows of its tables."""

from collections.abc import AsyncIterator, Callable
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select

from scrollkeeper.citations import linking
from scrollkeeper.citations.models import Reference
from scrollkeeper.core.ids import new_id
from scrollkeeper.library.models import Paper
from tests.plans import Explained, explaining

PAPERS, OF_EACH = 1_000, 20
# Papers that nobody refers to. Without statistics the planner goes by the size of a table, and of a small one it takes
# the smallest index that begins with the team: that is quick there, and never shows what becomes of a large one.
OTHERS = 6_000
TEAM, FIRST_FILE = new_id(), UUID(int=1)
# Paper n has title n, DOI n and arXiv number n; file n refers to the papers after n, in turn by each of these. Nothing
# is ever analysed, as if all had just been imported.
MANY_REFERENCES = f"""
    alter table papers set (autovacuum_enabled = false);
    alter table citation_references set (autovacuum_enabled = false);
    insert into teams (id, name, slug, kind, quota_bytes) values ('{TEAM}', 'Lab', 'links', 'team', 1);
    insert into papers (id, team_id, metadata, parsed, provenance, status, title, authors, year, venue, abstract, doi,
        title_key, author_key, venue_key, filter_text, clock)
    select lpad(to_hex(n), 32, '0')::uuid, '{TEAM}', jsonb_build_object('arxiv', '2001.' || lpad(n::text, 5, '0')),
        '{{}}', '{{}}', 'ready', '', '', 2000, '', '', '10.1/' || n, 'title number ' || n, '', '', '', 0
    from generate_series(1, {PAPERS}) as n;
    insert into files (id, team_id, paper_id, name, sha256, size, status, attempts, encrypted, needs_password,
        scanned_pages)
    select id, team_id, id, 'paper.pdf', id, 1, 'ready', 0, false, false, '[]' from papers;
    insert into citation_references (id, team_id, paper_id, file_id, position, raw, metadata, doi, title_key, year)
    select gen_random_uuid(), team_id, papers.id, papers.id, position, '', '{{}}',
        case position % 3 when 0 then '10.1/' || cited
            when 1 then '10.48550/arxiv.2001.' || lpad(cited::text, 5, '0') end,
        case position % 3 when 2 then 'title number ' || cited else '' end, 2001
    from (select *, row_number() over (order by id) as n from papers) as papers,
        generate_series(1, {OF_EACH}) as position, lateral (select (n + position - 1) % {PAPERS} + 1 as cited) as meant;
    insert into papers (id, team_id, metadata, parsed, provenance, status, title, authors, year, venue, abstract, doi,
        title_key, author_key, venue_key, filter_text, clock)
    select gen_random_uuid(), '{TEAM}', '{{}}', '{{}}', '{{}}', 'ready', '', '', 2000, '', '', '10.2/' || n,
        'another title ' || n, '', '', '', 0
    from generate_series(1, {OTHERS}) as n
"""


@pytest.fixture(scope="module")
async def explained(new_database: Callable[[], str]) -> AsyncIterator[Explained]:
    url = new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MANY_REFERENCES)
    async with explaining(url, as_request=False) as found:
        yield found


async def test_the_references_of_a_file_are_looked_up_one_by_one(explained: Explained) -> None:
    async with explained.explain() as db:
        await linking.link_file(db, TEAM, FIRST_FILE)
        cited = select(Reference.cited_id).where(Reference.file_id == FIRST_FILE).order_by(Reference.position)
        assert (await db.scalars(cited)).all() == [UUID(int=2 + number) for number in range(OF_EACH)]
    linked = explained.plans[0]
    assert {"ix_papers_arxiv", "ix_papers_team_doi", "ix_papers_team_title"} <= linked.indexes
    assert linked.rows_read < 10 * OF_EACH, linked.root


async def test_the_references_that_mean_a_paper_are_looked_up(explained: Explained) -> None:
    async with explained.explain() as db:
        paper = await db.get_one(Paper, UUID(int=500))
        citing = await linking.link_paper(db, paper, ["10.1/500", "10.48550/arxiv.2001.00500"])
    assert citing == {UUID(int=500 - number) for number in range(1, OF_EACH + 1)}
    assert explained.rows_read < 20 * OF_EACH, [plan.root for plan in explained.plans]


async def test_a_paper_without_a_title_is_not_compared_with_references_without_one(explained: Explained) -> None:
    async with explained.explain() as db:
        paper = await db.get_one(Paper, UUID(int=500))
        paper.title_key = ""
        with db.no_autoflush:
            assert len(await linking.link_paper(db, paper, [])) == 0
    assert explained.rows_read < 5 * OF_EACH
