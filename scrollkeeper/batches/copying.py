"""Papers copied into another team: with their files by reference to the same bytes, tags and custom fields by name.

Collections stay behind. A paper that the other team has is passed over, or taken out of its trash.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.batches.already_there import find_known
from scrollkeeper.batches.copied_fields import FieldMap
from scrollkeeper.batches.copied_writing import copy_annotations, copy_notes, copy_threads, lock_notes
from scrollkeeper.batches.rows import copy_rows
from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import lock, select_ids
from scrollkeeper.core.errors import Conflict
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.storage import storage
from scrollkeeper.ingest.uploads.service import find_room
from scrollkeeper.library import service as library
from scrollkeeper.library.citation_keys.service import assign_keys
from scrollkeeper.library.csl import derive
from scrollkeeper.library.custom_fields.models import CustomField
from scrollkeeper.library.events import PAPER_ADDED
from scrollkeeper.library.files.keys import unlocked_key
from scrollkeeper.library.models import MAIN_FIRST, File, FilePage, FileStructure, Paper
from scrollkeeper.library.tags import service as tags
from scrollkeeper.library.tags.models import PaperTag, Tag
from scrollkeeper.teams.models import Member, Team
from scrollkeeper.teams.scope import Scope

# What is remembered of a batch is no longer than this.
MAX_NAMES = 100


async def copy_papers(
    db: AsyncSession, scope: Scope, there: Scope, paper_ids: Sequence[UUID], wanted: dict[str, Any]
) -> dict[str, Any]:
    """Copy papers; gives what became of each: `copies` {paper: copy}, `restored` [paper there], and counts."""
    query = library.select_papers(scope).where(Paper.id.in_(select_ids(paper_ids))).order_by(Paper.id)
    papers = (await db.scalars(query)).all()
    files = await _list_files(db, scope, [paper.id for paper in papers])
    if wanted["notes"]:
        await lock_notes(db, scope, [paper.id for paper in papers])
    await _lock(db, there, files)
    known = await find_known(db, scope, there, [paper.id for paper in papers])
    in_trash = sorted({one.paper_id for one in known.values() if one.in_trash})
    new, no_room = await _fitting(db, there, [paper for paper in papers if paper.id not in known], files)
    copied = {paper.id: new_id() for paper in new}
    file_ids = {file.id: new_id() for file in files if file.paper_id in copied}
    # Before the clock of the other team is taken, for which others wait.
    await _copy_unlocked(files, file_ids)
    restored = await library.restore_papers(db, there, in_trash)
    lost = await _add_papers(db, scope, there, new, copied, files)
    await _copy_files(db, there, files, file_ids, copied)
    lost_tags = await _copy_tags(db, scope, there, copied)
    annotations: dict[UUID, UUID] = {}
    if wanted["annotations"]:
        annotations = await copy_annotations(db, scope, there, copied, file_ids)
    if wanted["discussions"]:
        await copy_threads(db, scope, there, copied, annotations)
    if wanted["notes"]:
        await copy_notes(db, scope, there, copied)
    return {
        "papers": sorted(str(one) for one in [*copied, *(one for one in known if known[one].paper_id in restored)]),
        "copies": {str(one): str(copy) for one, copy in copied.items()},
        "restored": sorted(str(one) for one in restored),
        "already_there": sum(not one.in_trash for one in known.values()), "no_room": no_room,
        "lost_fields": sorted(lost)[:MAX_NAMES], "lost_tags": lost_tags[:MAX_NAMES],
    }  # fmt: skip


async def _list_files(db: AsyncSession, scope: Scope, paper_ids: Sequence[UUID]) -> Sequence[File]:
    query = select(File).where(File.team_id == scope.team_id, File.paper_id.in_(select_ids(paper_ids)))
    return (await db.scalars(query.order_by(*MAIN_FIRST))).all()


async def _lock(db: AsyncSession, there: Scope, files: Sequence[File]) -> None:
    """All that others lock before the clock of the other team, in their order."""
    await lock(db, "quota", there.team_id)
    for sha256 in sorted({file.sha256 for file in files}):
        # The sweep removes an object that no file names under this lock.
        await lock(db, "object", sha256)
    for sha256 in sorted({file.sha256 for file in files}):
        await lock(db, "file", there.team_id, sha256)
    await lock(db, "citation keys", there.team_id)
    await lock(db, "tags", there.team_id)


async def _fitting(
    db: AsyncSession, there: Scope, papers: Sequence[Paper], files: Sequence[File]
) -> tuple[list[Paper], int]:
    """Papers for whose files there is room, none of them twice, and how many have none."""
    room, _ = await find_room(db, there)
    fitting: list[Paper] = []
    for paper in papers:
        size = sum(file.size for file in files if file.paper_id == paper.id)
        if size <= room:
            room -= size
            fitting.append(paper)
    return fitting, len(papers) - len(fitting)


async def _add_papers(
    db: AsyncSession, scope: Scope, there: Scope, papers: Sequence[Paper], copied: dict[UUID, UUID],
    files: Sequence[File],
) -> set[str]:  # fmt: skip
    """Add the papers themselves; gives names of custom fields whose values did not go along."""
    if not papers:
        return set()
    fields, origin = await map_fields(db, scope, there), await _origin(db, scope)
    taken = await _taken_keys(db, there, [paper.citation_key for paper in papers if paper.citation_key])
    subjects = [{"paper": copied[paper.id]} for paper in papers]
    clock = await events.publish_many(db, there.team_id, PAPER_ADDED, subjects, person_id=there.person_id)
    lost: set[str] = set()
    rows = []
    for paper in papers:
        custom, left = fields.move(paper.custom)
        lost |= left
        names = [file.name for file in files if file.paper_id == paper.id]
        busy = any(file.paper_id == paper.id and file.status in ("queued", "parsing") for file in files)
        key = paper.citation_key if paper.citation_key and paper.citation_key.lower() not in taken else None
        taken |= {key.lower()} if key else set()
        row = Paper(
            id=copied[paper.id], team_id=there.team_id, added_by_id=there.person_id, clock=clock, copied_from=origin,
            metadata_=paper.metadata_, parsed=paper.parsed, provenance=_renamed(fields, paper.provenance),
            confidence=paper.confidence, needs_checking=paper.needs_checking, custom=custom, citation_key=key,
            citation_key_pinned=paper.citation_key_pinned and key is not None,
            status="queued" if busy else paper.status, reason=None if busy else paper.reason,
            **asdict(derive(paper.metadata_, names)),
        )  # fmt: skip
        rows.append(row)
    db.add_all(rows)
    await db.flush()
    await assign_keys(db, there.team_id, [row.id for row in rows])
    ids = [str(row.id) for row in rows]
    await jobs.defer(db, "citations.link_papers", in_queue=jobs.HOUSEKEEPING, paper_ids=ids)
    await library.defer_comparison(db, there.team_id, rows)
    return lost


def _renamed(fields: FieldMap, provenance: dict[str, Any]) -> dict[str, Any]:
    renamed = {fields.name_there(name): source for name, source in provenance.items()}
    return {name: source for name, source in renamed.items() if name is not None}


async def map_fields(db: AsyncSession, scope: Scope, there: Scope) -> FieldMap:
    of = [
        (
            await db.scalars(
                select(CustomField).where(CustomField.team_id == one.team_id, CustomField.deleted_at.is_(None))
            )
        ).all()
        for one in (scope, there)
    ]
    members = select(Member.person_id).where(Member.team_id == there.team_id, Member.role != "guest")
    return FieldMap(of[0], of[1], {str(one) for one in await db.scalars(members)})


async def _origin(db: AsyncSession, scope: Scope) -> dict[str, Any]:
    team = await db.scalar(select(Team.name).where(Team.id == scope.team_id))
    person = await db.scalar(select(Person.name).where(Person.id == scope.person_id))
    return {"team": team, "person": person, "at": datetime.now(UTC).isoformat()}


async def _taken_keys(db: AsyncSession, there: Scope, keys: Sequence[str]) -> set[str]:
    query = select(func.lower(Paper.citation_key)).where(
        Paper.team_id == there.team_id, func.lower(Paper.citation_key).in_([key.lower() for key in keys])
    )
    return set((await db.scalars(query)).all()) if keys else set()


async def _copy_unlocked(files: Sequence[File], ids: Mapping[UUID, UUID]) -> None:
    """Copy what passwords have opened; all other objects are those of several teams."""
    for file in files:
        if file.id in ids and file.encrypted and await storage().size(unlocked_key(file.id)) is not None:
            await storage().copy(unlocked_key(file.id), unlocked_key(ids[file.id]))


async def _copy_files(
    db: AsyncSession, there: Scope, files: Sequence[File], ids: Mapping[UUID, UUID], copied: Mapping[UUID, UUID]
) -> None:
    """Copy the rows of files with what was read in them; one that is still to be read is read there."""
    for file in files:
        if (copy := ids.get(file.id)) is None:
            continue
        busy = file.status in ("queued", "parsing")
        place = {"id": copy, "team_id": there.team_id, "paper_id": copied[file.paper_id]}
        # As it was when it was looked at: its row may say meanwhile that it is being parsed, which nobody does there.
        status = "queued" if busy else file.status
        fresh = {"status": status, "reason": None if busy else file.reason, "progress": None, "attempts": 0}
        await copy_rows(db, File, File.id == file.id, place | fresh)
        place = {"file_id": copy, "team_id": there.team_id, "paper_id": copied[file.paper_id]}
        if busy:
            await jobs.defer(db, "ingest.parse_file", in_queue=jobs.PARSING, file_id=str(copy))
            continue
        await copy_rows(db, FilePage, FilePage.file_id == file.id, place)
        del place["paper_id"]
        await copy_rows(db, FileStructure, FileStructure.file_id == file.id, place)
        once = f"references:{copy}"
        await jobs.defer(
            db, "citations.read_references", in_queue=jobs.PARSING, priority=-1, only_once=once, file_id=str(copy)
        )


async def _copy_tags(db: AsyncSession, scope: Scope, there: Scope, copied: dict[UUID, UUID]) -> list[str]:
    """Put tags of the same names on the copies; gives those for which there is no room."""
    query = (
        tags.select_tags(scope).join(PaperTag, PaperTag.tag_id == Tag.id).with_only_columns(Tag.name, PaperTag.paper_id)
    )
    found: dict[str, list[UUID]] = {}
    for name, paper_id in await db.execute(query.where(PaperTag.paper_id.in_(select_ids(list(copied))))):
        found.setdefault(name, []).append(copied[paper_id])
    lost = []
    for name, papers in sorted(found.items()):
        try:
            async with db.begin_nested():
                await tags.tag_papers(db, there, papers, add=[name], remove=[])
        except Conflict:
            lost.append(name)
    return lost
