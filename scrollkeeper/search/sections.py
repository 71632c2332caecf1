"""Search in several sections at once: papers, notes and discussion, one after the other."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.paging import Int4, read_cursor, write_cursor
from scrollkeeper.search import service, written
from scrollkeeper.teams.scope import Scope

Section = Literal["papers", "notes", "discussion"]
SECTIONS: tuple[Section, ...] = ("papers", "notes", "discussion")


Found = service.Results[service.Passage | written.Written]


async def search(
    db: AsyncSession,
    scope: Scope,
    text: str,
    *,
    chosen: Sequence[Section],
    limit: int,
    cursor: str | None = None,
    paper_id: UUID | None = None,
) -> Found:
    """What is found in the chosen sections, in their order. A cursor names the section it goes on in, how much the
    ones before it have, and the place there."""
    if len(chosen) == 1:
        return await _search_one(db, scope, text, chosen[0], limit=limit, cursor=cursor, paper_id=paper_id)
    section: Section
    inner: str | None
    section, before, capped, inner = chosen[0], 0, False, None
    if cursor:
        section, before, capped, inner = read_cursor(cursor, Section, Int4, bool, str | None)
    items: list[service.Passage | written.Written] = []
    following: str | None = None
    count = before
    for one in chosen[chosen.index(section) if section in chosen else 0 :]:
        room = limit - len(items)
        found = await _search_one(
            db, scope, text, one, limit=max(room, 1), cursor=inner if one == section else None, paper_id=paper_id
        )
        if room and following is None:
            items += found.items
            if found.next:
                following = write_cursor(one, count, capped, found.next)
        elif following is None and found.items:
            following = write_cursor(one, count, capped, None)
        count, capped = count + found.count, capped or found.capped
    return service.Results(items, count, capped, following)


async def _search_one(
    db: AsyncSession,
    scope: Scope,
    text: str,
    section: Section,
    *,
    limit: int,
    cursor: str | None,
    paper_id: UUID | None,
) -> Found:
    if section == "papers":
        return await service.search(db, scope, text, limit=limit, cursor=cursor, paper_id=paper_id)
    return await written.search_written(db, scope, text, section=section, limit=limit, cursor=cursor, paper_id=paper_id)
