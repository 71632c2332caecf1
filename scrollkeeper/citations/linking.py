"""Which papers of the team its references mean, found in whole sets: a statement a paper, never one a reference.

A reference means a paper with the same DOI (or arXiv number), or else with the same distinctive title at most a year
apart; where a year is not known, only a long title will do.
"""

from uuid import UUID

from sqlalchemy import ARRAY, String, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.library.models import Paper

# Shorter titles are often shared by works of different years.
UNMISTAKABLE = 40
# Each is looked up by an index, whatever PostgreSQL thinks of the tables: `offset 0` keeps it from joining them another
# way, which without statistics it did by comparing every reference with every paper.
_LINK_FILE = text("""
    with candidate as (
        select r.id, p.id as cited_id, p.deleted_at is not null as binned, rank, p.added_at
        from citation_references as r cross join lateral (
            (select 1 as rank, id, deleted_at, added_at from papers where team_id = :team_id and doi = r.doi offset 0)
            union all
            (select 2, id, deleted_at, added_at from papers
             where team_id = :team_id and '10.48550/arxiv.' || lower(metadata->>'arxiv') = r.doi offset 0)
            union all
            (select 3, id, deleted_at, added_at from papers
             where team_id = :team_id and r.title_key <> '' and title_key = r.title_key
                and coalesce(abs(r.year - year) <= 1, length(r.title_key) >= :unmistakable) offset 0)
        ) as p
        where r.file_id = :file_id
    ),
    best as (select distinct on (id) id, cited_id from candidate order by id, binned, rank, added_at, cited_id)
    update citation_references as stored set cited_id = best.cited_id
    from best where stored.id = best.id and best.cited_id <> stored.paper_id
""")

_SAME_TITLE = """
    r.title_key = cast(:title_key as text)
    and coalesce(abs(r.year - cast(:year as int)) <= 1, length(r.title_key) >= :unmistakable)
"""
# A reference that means another paper already keeps it: of two copies of a paper, the first one stays linked.
_WAITING = """
    select r.id from citation_references as r
    where r.team_id = :team_id and r.cited_id is null and r.paper_id <> :paper_id
"""
# Each half is found by its own index; with all conditions in one place PostgreSQL may choose another.
_LINK_PAPER = text(f"""
    update citation_references as stored set cited_id = :paper_id
    where stored.id = any (array({_WAITING} and r.doi = any(:dois) union all {_WAITING} and {_SAME_TITLE}))
    returning stored.paper_id
""").bindparams(bindparam("dois", type_=ARRAY(String)))  # noqa: S608

_UNLINK_PAPER = text(f"""
    update citation_references as r set cited_id = null
    where r.cited_id = :paper_id
        and not (coalesce(r.doi = any(:dois), false) or coalesce({_SAME_TITLE}, false))
    returning r.paper_id
""").bindparams(bindparam("dois", type_=ARRAY(String)))  # noqa: S608


async def link_file(db: AsyncSession, team_id: UUID, file_id: UUID) -> None:
    """Find the papers that the references of a file mean."""
    await db.execute(_LINK_FILE, {"team_id": team_id, "file_id": file_id, "unmistakable": UNMISTAKABLE})


async def link_paper(db: AsyncSession, paper: Paper, dois: list[str]) -> set[UUID]:
    """Find the references that mean a paper, and let go of those that do no longer; gives the papers they stand in."""
    values = {
        "team_id": paper.team_id, "paper_id": paper.id, "dois": dois, "unmistakable": UNMISTAKABLE,
        # Titles that are too short to mean anything have an empty key, which all of them would share.
        "title_key": paper.title_key or None, "year": paper.year,
    }  # fmt: skip
    let_go = set((await db.execute(_UNLINK_PAPER, values)).scalars())
    return let_go | set((await db.execute(_LINK_PAPER, values)).scalars())
