"""One run of moving a Zotero library in: whose it is, what became of things, and what an object became before."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import open_team_session
from scrollkeeper.exchange.models import Import, ZoteroObject
from scrollkeeper.teams.scope import Scope

MOST_LEFT_OUT, MAX_TITLE = 2_000, 200


@dataclass
class Run:
    """`counts` and `left_out` are the report; `library` names the library in Zotero, `parent` is a collection here.

    `collections` has those of the library by their keys, `names` what they are called there, `colors` those of tags by
    their number keys until they are given, and `files` the keys of attachments that are to come.
    """

    scope: Scope
    import_id: UUID
    parent: UUID | None = None
    library: str = "u"
    counts: Counter[str] = field(default_factory=Counter)
    left_out: list[dict[str, str]] = field(default_factory=list)
    collections: dict[str, UUID] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    colors: dict[int, dict[str, str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def leave_out(self, what: str, title: str, reason: str) -> None:
        """Put into the report what did not come, and why not."""
        self.counts["left_out"] += 1
        if len(self.left_out) < MOST_LEFT_OUT:
            self.left_out.append({"what": what, "title": title[:MAX_TITLE], "reason": reason})

    async def find_objects(self, db: AsyncSession, keys: Iterable[str]) -> dict[str, ZoteroObject]:
        """What these objects became in an earlier run, or earlier in this one."""
        query = select(ZoteroObject).where(
            ZoteroObject.team_id == self.scope.team_id,
            ZoteroObject.library == self.library,
            ZoteroObject.key.in_(list(keys)),
        )
        return {one.key: one for one in (await db.scalars(query)).all()}

    def add_object(
        self, db: AsyncSession, key: str, kind: str, object_id: UUID | None, data: Mapping[str, Any]
    ) -> ZoteroObject:
        """Remember what an object became."""
        made = ZoteroObject(
            team_id=self.scope.team_id, library=self.library, key=key, kind=kind, object_id=object_id,
            import_id=self.import_id, data=dict(data), pending=False,
        )  # fmt: skip
        db.add(made)
        return made

    async def add_papers(self, db: AsyncSession, papers: list[UUID]) -> None:
        """Remember papers that this run made, so that it can be undone."""
        row = update(Import).where(Import.team_id == self.scope.team_id, Import.id == self.import_id)
        await db.execute(row.values(papers=Import.papers + papers).execution_options(synchronize_session=False))

    async def save_report(self, **changes: Any) -> None:
        """Show how far it has come."""
        async with open_team_session(self.scope.team_id) as db:
            await self.write_report(db, **changes)

    async def write_report(self, db: AsyncSession, **changes: Any) -> None:
        """Do what `save_report` does, in a transaction that does more."""
        row = update(Import).where(Import.team_id == self.scope.team_id, Import.id == self.import_id)
        await db.execute(row.values(counts=dict(self.counts), left_out=self.left_out, **changes))
