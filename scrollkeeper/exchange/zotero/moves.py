"""Zotero libraries as they are asked for: a ZIP stored and brought in by a job, its report, and what an undo clears."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.audit import service as audit
from scrollkeeper.collections import papers as collected
from scrollkeeper.collections import saved_searches
from scrollkeeper.collections import service as collections
from scrollkeeper.collections.models import Collection
from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import open_system_session, open_team_session
from scrollkeeper.core.errors import Conflict, NotFound, Problem, require
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.storage import ObjectMissing, storage
from scrollkeeper.exchange import audit_actions
from scrollkeeper.exchange.events import REFERENCES_IMPORTED
from scrollkeeper.exchange.models import Import, ZoteroObject
from scrollkeeper.exchange.zotero.moving import move_in
from scrollkeeper.exchange.zotero.run import Run
from scrollkeeper.exchange.zotero.sources import MAX_DATABASE, Archive, BadLibrary, Source
from scrollkeeper.ingest.uploads.service import TooLarge, check_room
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.notes import service as notes
from scrollkeeper.teams import service as teams
from scrollkeeper.teams.scope import Scope

FORMAT, STORED = "zotero", "moves/"
# A ZIP is stored for so long at the most: the job that brings it in is tried for less.
KEPT = timedelta(days=3)
# Each may be as large as what the team may store.
MOST_WAITING = 3


class TooManyWaiting(Conflict):
    """Zotero libraries of this team are waiting to be brought in already. Send this one when they are done."""


def _key(import_id: UUID) -> str:
    return f"{STORED}{import_id}.zip"


async def check_move(db: AsyncSession, scope: Scope, collection_id: UUID | None) -> int:
    """Whether they may bring a library in here; gives the bytes that it may have."""
    require(policy.can_add_paper(scope))
    if collection_id is not None:
        collection = await collections.get_collection(db, scope, collection_id)
        require(collections.may_edit(scope, collection.owner_id))
    waiting = select(func.count()).where(
        Import.team_id == scope.team_id, Import.format == FORMAT, Import.status == "waiting"
    )
    require((await db.execute(waiting)).scalar_one() < MOST_WAITING, TooManyWaiting)
    _, used, quota = await library.get_usage(db, scope)
    return max(0, quota - used) + MAX_DATABASE


async def receive_move(
    scope: Scope, chunks: AsyncIterator[bytes], *, name: str, collection_id: UUID | None, wanted: str, length: int
) -> Import:
    """Store the ZIP of a data folder, and have it brought in by a job."""
    async with open_team_session(scope.team_id) as db:
        most = await check_move(db, scope, collection_id)
    if length > most:
        raise TooLarge("The team has no room for this library.")
    await check_room(length)
    import_id = new_id()
    await storage().put_stream(_key(import_id), _bounded(chunks, most))
    async with open_team_session(scope.team_id) as db:
        made = add_move(db, scope, import_id, name=name, collection_id=collection_id, wanted=wanted)
        await db.flush()
        await db.refresh(made)
        await jobs.defer(
            db, "exchange.move_in_zotero", in_queue=jobs.HOUSEKEEPING,
            team_id=str(scope.team_id), import_id=str(import_id),
        )  # fmt: skip
    return made


def add_move(
    db: AsyncSession, scope: Scope, import_id: UUID, *, name: str, collection_id: UUID | None, wanted: str
) -> Import:
    """The row of a library that is about to be brought in."""
    made = Import(
        id=import_id, team_id=scope.team_id, person_id=scope.person_id, name=name[:200], format=FORMAT, counts={},
        papers=[], collection_id=collection_id, collected=[], status="waiting", options={"library": wanted},
        left_out=[],
    )  # fmt: skip
    db.add(made)
    return made


async def _bounded(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise TooLarge("The team has no room for this library.")
        yield chunk


async def get_import(db: AsyncSession, scope: Scope, import_id: UUID) -> Import:
    """An import with its report, for those who may import."""
    require(policy.can_add_paper(scope))
    query = select(Import).where(Import.team_id == scope.team_id, Import.id == import_id)
    made = (await db.execute(query)).scalar_one_or_none()
    if made is None:
        raise NotFound("This import doesn’t exist.")
    return made


async def perform_move(team_id: UUID, import_id: UUID) -> None:
    """Bring in a stored ZIP; again from where it was, when the job was cut short."""
    async with open_system_session.begin() as db:
        query = select(Import).where(Import.team_id == team_id, Import.id == import_id)
        made = (await db.execute(query)).scalar_one_or_none()
        if made is None or made.status in ("done", "failed") or made.person_id is None:
            return
        try:
            membership = await teams.get_membership(db, made.person_id, team_id)
        except NotFound:
            await db.execute(update(Import).where(Import.id == import_id).values(status="failed"))
            return
    try:
        async with storage().as_file(_key(import_id)) as path:
            await move_library(membership.scope, made, await asyncio.to_thread(Archive, path))
    except BadLibrary as refusal:
        await _fail(membership.scope, import_id, refusal.detail)
    except (FileNotFoundError, ObjectMissing):
        await _fail(membership.scope, import_id, "The ZIP is no longer there. Send it again.")
    with suppress(Problem):
        await storage().delete([_key(import_id)])


async def move_library(scope: Scope, made: Import, source: Source) -> Run:
    """Bring in a library, and write down how it went. What cannot be read fails with its sentence."""
    run = Run(scope, made.id, parent=made.collection_id)
    await run.save_report(status="running")
    try:
        require(policy.can_add_paper(scope))
        await move_in(run, source, wanted=str(made.options.get("library") or ""))
    except Problem as refusal:
        if refusal.status >= 500:
            raise
        await _fail(scope, made.id, refusal.detail)
        return run
    data = {"import": str(made.id), "name": made.name, "format": FORMAT, **run.counts}
    async with open_team_session(scope.team_id) as db:
        await run.write_report(db, status="done")
        # It counts annotations in the report as well, which nobody else writes from here on.
        await jobs.defer(
            db, "exchange.place_zotero_annotations", in_queue=jobs.HOUSEKEEPING,
            only_once=f"zotero-annotations:{made.id}", team_id=str(scope.team_id), import_id=str(made.id),
        )  # fmt: skip
        await events.publish(db, scope.team_id, REFERENCES_IMPORTED, person_id=scope.person_id, data=data)
        await audit.record(
            db, audit_actions.REFERENCES_IMPORTED, person_id=scope.person_id, team_id=scope.team_id,
            subject_id=made.id, data=data,
        )  # fmt: skip
    return run


async def _fail(scope: Scope, import_id: UUID, reason: str) -> None:
    async with open_team_session(scope.team_id) as db:
        row = update(Import).where(Import.team_id == scope.team_id, Import.id == import_id)
        await db.execute(row.values(status="failed", reason=reason[:500]))


async def sweep_moves(kept: timedelta = KEPT) -> None:
    """Remove ZIPs that a job which failed for good left behind, and end imports that nobody goes on with."""
    old = datetime.now(UTC) - kept
    stopped = Import.format == FORMAT, Import.status.in_(("waiting", "running")), Import.created_at < old
    reason = "It was cut short. Bring the library in again: it goes on where it was."
    async with open_system_session.begin() as db:
        await db.execute(update(Import).where(*stopped).values(status="failed", reason=reason))
    await storage().delete([one.key async for one in storage().list(STORED) if one.modified < old])


async def clear_move(team_id: UUID, import_id: UUID) -> None:
    """After an undo: remove what it made beside papers, where nothing else is in it, and forget what came."""
    async with open_system_session.begin() as db:
        made = (
            await db.execute(select(Import).where(Import.team_id == team_id, Import.id == import_id))
        ).scalar_one_or_none()
        if made is None or made.person_id is None:
            return
        scope = (await teams.get_membership(db, made.person_id, team_id)).scope
        query = select(ZoteroObject.kind, ZoteroObject.object_id).where(
            ZoteroObject.team_id == team_id, ZoteroObject.import_id == import_id
        )
        rows = (await db.execute(query)).all()
    ids = {kind: [row.object_id for row in rows if row.kind == kind and row.object_id] for kind in
           ("collection", "search", "note")}  # fmt: skip
    for search_id in ids["search"]:
        with suppress(Problem):
            async with open_team_session(team_id) as db:
                await saved_searches.delete_search(db, scope, search_id)
    for note_id in ids["note"]:
        with suppress(Problem):
            async with open_team_session(team_id) as db:
                if (await notes.get_note(db, scope, note_id)).paper_id is None:
                    await notes.delete_note(db, scope, note_id)
    await _remove_collections(scope, ids["collection"])
    async with open_team_session(team_id) as db:
        forgotten = delete(ZoteroObject).where(ZoteroObject.team_id == team_id, ZoteroObject.import_id == import_id)
        await db.execute(forgotten)


async def _remove_collections(scope: Scope, ids: list[Any]) -> None:
    """Those without papers and other collections, the deepest first."""
    async with open_team_session(scope.team_id) as db:
        query = collections.select_collections(scope).where(Collection.id.in_(ids))
        made = sorted((await db.scalars(query)).all(), key=lambda one: -len(one.path))
        counts = await collected.count_papers(db, scope, ids) if ids else {}
    for one in made:
        with suppress(Problem):
            async with open_team_session(scope.team_id) as db:
                below = collections.select_collections(scope).where(Collection.parent_id == one.id)
                if not counts.get(one.id) and (await db.execute(below)).first() is None:
                    await collections.delete_collection(db, scope, one.id)
