"""Bibliographies brought in: looked at first, added in parts that are a transaction each, and undone as a whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.audit import service as audit
from scrollkeeper.collections import papers as collected
from scrollkeeper.collections import service as collections
from scrollkeeper.collections.models import Collection
from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.errors import Conflict, Invalid, NotFound, require
from scrollkeeper.exchange import audit_actions
from scrollkeeper.exchange.events import IMPORT_UNDONE, REFERENCES_IMPORTED
from scrollkeeper.exchange.import_files import Bibliography
from scrollkeeper.exchange.import_matching import Matched, match_entries
from scrollkeeper.exchange.models import Import
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.scope import Scope

# The team's clock is held while papers are added, so that others wait for a second or two at the most.
AT_ONCE = 200
MOST_TOLD = 20


class StillRunning(Conflict):
    """This import is still running. Undo it once it is done."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did or would do; `id` is None where it was only looked at."""

    id: UUID | None
    format: str
    items: Sequence[Matched]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(one.status for one in self.items)
        return {status: found[status] for status in ("new", "known", "doubtful", "refused")}


async def preview(scope: Scope, found: Bibliography, *, collection_id: UUID | None) -> ImportResult:
    """What would become of each entry."""
    async with open_team_session(scope.team_id) as db:
        await check_import(db, scope, collection_id)
        return ImportResult(None, found.format, await match_entries(db, scope, found.entries))


async def import_bibliography(
    scope: Scope, found: Bibliography, *, name: str, collection_id: UUID | None
) -> ImportResult:
    """Add new and doubtful references as papers, and put them and those that were here into the collection.

    Each part is a transaction; where one fails, those before it stay and can be undone.
    """
    async with open_team_session(scope.team_id) as db:
        await check_import(db, scope, collection_id)
        items = await match_entries(db, scope, found.entries)
        if all(one.status == "refused" for one in items):
            raise _nothing_readable(items)
        made = Import(
            team_id=scope.team_id, person_id=scope.person_id, name=name[:200], format=found.format, papers=[],
            counts={}, collection_id=collection_id, collected=[],
        )  # fmt: skip
        db.add(made)
        await db.flush()
        import_id = made.id
    added = [one for one in items if one.status in ("new", "doubtful")]
    for begin in range(0, len(added), AT_ONCE):
        async with open_team_session(scope.team_id) as db:
            await _add(db, scope, import_id, added[begin : begin + AT_ONCE], collection_id)
    result = ImportResult(import_id, found.format, items)
    async with open_team_session(scope.team_id) as db:
        await _finish(db, scope, result, name, collection_id)
    return result


def _nothing_readable(items: Sequence[Matched]) -> Invalid:
    """Where no reference of a file could be read, nothing is imported, and each line says why."""
    errors = [{"field": "file", "detail": f"Line {one.entry.line}: {one.reason}"} for one in items[:MOST_TOLD]]
    return Invalid(f"Nothing in this file could be read. {errors[0]['detail']}", errors=errors)


async def check_import(db: AsyncSession, scope: Scope, collection_id: UUID | None) -> None:
    require(policy.can_add_paper(scope))
    if collection_id is not None:
        collection = await collections.get_collection(db, scope, collection_id)
        require(collections.may_edit(scope, collection.owner_id))


async def _add(
    db: AsyncSession, scope: Scope, import_id: UUID, part: Sequence[Matched], collection_id: UUID | None
) -> None:
    sources = [one.entry.source for one in part]
    papers = await library.create_papers(db, scope, [one.entry.metadata for one in part], sources=sources)
    made = await _get_import(db, scope, import_id)
    ids = [paper.id for paper in papers]
    made.papers = [*made.papers, *ids]
    if collection_id is not None:
        came, _ = await collected.change_papers(db, scope, collection_id, add=ids, remove=[])
        made.collected = [*made.collected, *came]
    for one, paper_id in zip(part, ids, strict=True):
        one.paper = paper_id


async def _finish(db: AsyncSession, scope: Scope, result: ImportResult, name: str, collection_id: UUID | None) -> None:
    assert result.id is not None
    made = await _get_import(db, scope, result.id)
    made.counts = result.counts
    known = [one.paper for one in result.items if one.status == "known" and one.paper]
    if collection_id is not None and known:
        came, _ = await collected.change_papers(db, scope, collection_id, add=known, remove=[])
        made.collected = [*made.collected, *came]
    data = {"import": str(result.id), "name": name[:200], "format": result.format, **result.counts}
    await events.publish(db, scope.team_id, REFERENCES_IMPORTED, person_id=scope.person_id, data=data)
    await _record(db, scope, audit_actions.REFERENCES_IMPORTED, result.id, data)


async def undo_import(db: AsyncSession, scope: Scope, import_id: UUID) -> int:
    """Move the papers that it made to the trash, and take out of the collection what it put there."""
    require(policy.can_add_paper(scope))
    require(policy.can_delete_paper(scope))
    made = await _get_import(db, scope, import_id, for_update=True)
    if made.undone_at is not None:
        return 0
    if made.status in ("waiting", "running"):
        raise StillRunning
    made.undone_at = func.now()
    if made.format == "zotero":
        await jobs.defer(
            db, "exchange.clear_zotero_import", in_queue=jobs.HOUSEKEEPING,
            team_id=str(scope.team_id), import_id=str(import_id),
        )  # fmt: skip
    there = library.select_papers(scope).where(Paper.id.in_(made.papers)).with_only_columns(Paper.id)
    moved = len(await library.delete_papers(db, scope, list((await db.scalars(there)).all()))) if made.papers else 0
    if made.collection_id is not None and made.collected:
        seen = collections.select_collections(scope).where(Collection.id == made.collection_id)
        if (await db.execute(seen)).first() is not None:
            await collected.change_papers(db, scope, made.collection_id, add=[], remove=made.collected)
    data = {"import": str(import_id), "name": made.name, "papers": moved}
    await events.publish(db, scope.team_id, IMPORT_UNDONE, person_id=scope.person_id, data=data)
    await _record(db, scope, audit_actions.IMPORT_UNDONE, import_id, data)
    return moved


async def _get_import(db: AsyncSession, scope: Scope, import_id: UUID, *, for_update: bool = False) -> Import:
    query = select(Import).where(Import.team_id == scope.team_id, Import.id == import_id)
    made = (await db.execute(query.with_for_update(key_share=True) if for_update else query)).scalar_one_or_none()
    if made is None:
        raise NotFound("This import doesn’t exist.")
    return made


async def _record(
    db: AsyncSession, scope: Scope, action: audit.Action, import_id: UUID, data: Mapping[str, Any]
) -> None:
    await audit.record(db, action, person_id=scope.person_id, team_id=scope.team_id, subject_id=import_id, data=data)
