"""Which papers of the team its references mean, found in whole sets: a statement a paper, never one a reference.

A reference means a paper with the same DOI (or arXiv number), or else with the same distinctive title at most a year
apart; where a year is not known, only a long title will do.
"""

from uuid import UUID

from sqlalchemy import ARRAY, String, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

# Shorter titles are often shared by works of different years.
UNMISTAKABLE = 40
_SAME_TITLE = """
    r.title_key <> '' and r.title_key = p.title_key
    and coalesce(abs(r.year - p.year) <= 1, length(r.title_key) >= :unmistakable)
"""

_LINK_FILE = text(f"""
    with r as (select * from citation_references where file_id = :file_id and team_id = :team_id),
    candidate as (
        select r.id, p.id as cited_id, p.deleted_at is not null as binned, 1 as rank, p.added_at
        from r join papers p on p.team_id = :team_id and p.doi = r.doi
        union all
        select r.id, p.id, p.deleted_at is not null, 2, p.added_at
        from r join papers p on p.team_id = :team_id and '10.48550/arxiv.' || lower(p.metadata->>'arxiv') = r.doi
        union all
        select r.id, p.id, p.deleted_at is not null, 3, p.added_at
        from r join papers p on p.team_id = :team_id and {_SAME_TITLE}
    ),
    best as (select distinct on (id) id, cited_id from candidate order by id, binned, rank, added_at, cited_id)
    update citation_references as stored set cited_id = best.cited_id
    from best where stored.id = best.id and best.cited_id <> stored.paper_id
""")  # noqa: S608

# A reference that means another paper already keeps it: of two copies of a paper, the first one stays linked.
_LINK_PAPER = text(f"""
    update citation_references as r set cited_id = p.id
    from papers p
    where p.id = :paper_id and p.team_id = :team_id and r.team_id = :team_id and r.paper_id <> p.id
        and r.cited_id is null and (r.doi = any(:dois) or ({_SAME_TITLE}))
    returning r.paper_id
""").bindparams(bindparam("dois", type_=ARRAY(String)))  # noqa: S608

_UNLINK_PAPER = text(f"""
    update citation_references as r set cited_id = null
    from papers p
    where p.id = :paper_id and r.cited_id = p.id and p.team_id = :team_id
        and not (coalesce(r.doi = any(:dois), false) or ({_SAME_TITLE}))
    returning r.paper_id
""").bindparams(bindparam("dois", type_=ARRAY(String)))  # noqa: S608


async def link_file(db: AsyncSession, team_id: UUID, file_id: UUID) -> None:
    """Find the papers that the references of a file mean."""
    await db.execute(_LINK_FILE, {"team_id": team_id, "file_id": file_id, "unmistakable": UNMISTAKABLE})


async def link_paper(db: AsyncSession, team_id: UUID, paper_id: UUID, dois: list[str]) -> set[UUID]:
    """Find the references that mean a paper, and let go of those that do no longer; gives the papers they stand in."""
    values = {"team_id": team_id, "paper_id": paper_id, "dois": dois, "unmistakable": UNMISTAKABLE}
    let_go = set((await db.execute(_UNLINK_PAPER, values)).scalars())
    return let_go | set((await db.execute(_LINK_PAPER, values)).scalars())
