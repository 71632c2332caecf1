"""Papers: added with a file or without, described by parser and people, moved to the trash and restored."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import Invalid, NotFound, require
from scrollkeeper.core.ids import new_id
from scrollkeeper.library import policy
from scrollkeeper.library.csl import BadField, check_field, derive
from scrollkeeper.library.custom_fields.values import joined, split
from scrollkeeper.library.descriptions import Description
from scrollkeeper.library.events import FILE_ADDED, PAPER_ADDED, PAPER_CHANGED, PAPER_DELETED, PAPER_RESTORED
from scrollkeeper.library.history.models import MetadataChange
from scrollkeeper.library.models import MAIN_FIRST, File, Paper
from scrollkeeper.teams.models import Team
from scrollkeeper.teams.policy import can_see_library
from scrollkeeper.teams.scope import Scope, select_papers_of_guest

# By these a reference recognises the paper it means.
IDENTIFYING = {"title", "issued", "DOI", "arxiv", "number", "URL"}
# By these, and the former, it is compared with others.
COMPARED = {"author", "container-title", "event-title", "volume", "page", "PMID", "ISBN"}
# Papers of one job.
COMPARED_AT_ONCE = 500


def seen_by(scope: Scope, paper_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """The condition that a row belongs to a paper that the person may see: of a guest, one that was opened to them."""
    if not scope.is_guest:
        return true()
    opened = select(Paper.id).where(Paper.id.in_(select_papers_of_guest(scope)), Paper.deleted_at.is_(None))
    return paper_id.in_(opened)


def select_papers(scope: Scope, *, deleted: bool | None = False) -> Select[Paper]:
    """The one way to papers; `deleted` None means those in the bin too, which no guest sees.

    Those merged into others are not among them.
    """
    query = select(Paper).where(Paper.team_id == scope.team_id, seen_by(scope, Paper.id))
    if deleted is not False:
        query = query.where(Paper.merged_into_id.is_(None))
    if deleted is None:
        return query
    return query.where(Paper.deleted_at.is_not(None) if deleted else Paper.deleted_at.is_(None))


def select_files(scope: Scope) -> Select[File]:
    """The one way to files; those of papers in the bin are among them, since they can still be looked at."""
    return select(File).where(File.team_id == scope.team_id, seen_by(scope, File.paper_id))


async def get_paper(db: AsyncSession, scope: Scope, paper_id: UUID, *, for_update: bool = False) -> Paper:
    """The paper with this id, or the one that it was merged into."""
    query = select_papers(scope, deleted=None).where(Paper.id == paper_id)
    paper = (await db.execute(query.with_for_update(key_share=True) if for_update else query)).scalar_one_or_none()
    if paper is None:
        merged = select(Paper.merged_into_id).where(Paper.team_id == scope.team_id, Paper.id == paper_id)
        kept_id = (await db.execute(merged)).scalar()
        if kept_id is None:
            raise NotFound("This paper doesn’t exist.")
        # No circles: only papers that are not merged are merged into.
        return await get_paper(db, scope, kept_id, for_update=for_update)
    return paper


async def get_file(db: AsyncSession, scope: Scope, file_id: UUID) -> File:
    file = (await db.execute(select_files(scope).where(File.id == file_id))).scalar_one_or_none()
    if file is None:
        raise NotFound("This file doesn’t exist.")
    return file


async def list_files(db: AsyncSession, scope: Scope, paper_id: UUID) -> Sequence[File]:
    """The main one first, then the newest version."""
    query = select_files(scope).where(File.paper_id == paper_id).order_by(*MAIN_FIRST)
    return (await db.execute(query)).scalars().all()


async def find_file_by_hash(db: AsyncSession, scope: Scope, sha256: str) -> File | None:
    return (await db.execute(select_files(scope).where(File.sha256 == sha256))).scalar_one_or_none()


async def get_usage(db: AsyncSession, scope: Scope) -> tuple[int, int, int]:
    """Papers outside the bin, bytes of all files, and the quota in bytes."""
    require(can_see_library(scope))
    papers = select(func.count()).select_from(select_papers(scope).subquery()).scalar_subquery()
    used = select(func.coalesce(func.sum(File.size), 0)).where(File.team_id == scope.team_id).scalar_subquery()
    row = (await db.execute(select(papers, used, Team.quota_bytes).where(Team.id == scope.team_id))).one()
    return int(row[0]), int(row[1]), int(row[2])


async def add_file(
    db: AsyncSession,
    scope: Scope,
    *,
    name: str,
    sha256: str,
    size: int,
    version_of: UUID | None = None,
    kind: str = "article",
) -> tuple[Paper, File, bool]:
    """A stored PDF becomes a paper, unless the team has these bytes: then theirs (back from the bin) and True.

    With `version_of` it becomes another file of that paper; a new version of the article is its main file.
    """
    require(policy.can_add_paper(scope))
    await lock(db, "file", scope.team_id, sha256)
    known = await find_file_by_hash(db, scope, sha256)
    if known is not None:
        paper = await get_paper(db, scope, known.paper_id)
        if paper.deleted_at is not None:
            await restore_papers(db, scope, [paper.id])
            await db.refresh(paper)
        return paper, known, True
    if version_of is not None:
        paper, event = await get_paper(db, scope, version_of, for_update=True), FILE_ADDED
        clock = paper.clock = await events.tick(db, scope.team_id)
        paper.status, paper.reason = "queued", None
        if kind == "article":
            await db.execute(
                update(File).where(File.team_id == scope.team_id, File.paper_id == paper.id).values(main=False)
            )
    else:
        clock, event = await events.tick(db, scope.team_id), PAPER_ADDED
        paper = Paper(team_id=scope.team_id, added_by_id=scope.person_id, clock=clock, **asdict(derive({}, [name])))
        db.add(paper)
    await db.flush()
    file = File(team_id=scope.team_id, paper_id=paper.id, name=name, sha256=sha256, size=size, kind=kind)
    db.add(file)
    await db.flush()
    await events.publish(
        db,
        scope.team_id,
        event,
        clock=clock,
        person_id=scope.person_id,
        paper=paper.id,
        file=file.id,
        data={"name": name},
    )
    return paper, file, False


async def create_papers(
    db: AsyncSession, scope: Scope, described: Sequence[Mapping[str, Any]], *, sources: Sequence[str] = ()
) -> list[Paper]:
    """Papers without a file, from CSL-JSON that people give; raises Invalid with the field's name.

    `sources` name the registry that each was looked up in, empty where it was in none.
    """
    require(policy.can_add_paper(scope))
    at, author = datetime.now(UTC).isoformat(), str(scope.person_id)
    papers = []
    for fields, source in zip(described, sources or [""] * len(described), strict=True):
        metadata = {field: value for field, given in fields.items() if (value := _checked(field, given))}
        if not metadata:
            raise Invalid("Give at least a title.", errors=[{"field": "metadata", "detail": "Give at least a title."}])
        where = {"source": source} if source else {}
        provenance = {field: {"by": "person", "person": author, "at": at} | where for field in metadata}
        papers.append(
            Paper(
                id=new_id(), team_id=scope.team_id, added_by_id=scope.person_id, status="ready", metadata_=metadata,
                provenance=provenance, **asdict(derive(metadata, [])),
            )
        )  # fmt: skip
    subjects = [{"paper": paper.id} for paper in papers]
    clock = await events.publish_many(db, scope.team_id, PAPER_ADDED, subjects, person_id=scope.person_id)
    for paper in papers:
        paper.clock = clock
    db.add_all(papers)
    await db.flush()
    if len(papers) == 1:
        await defer_linking(db, papers[0])
    elif papers:
        # A job for each would take longer than adding them.
        ids = [str(paper.id) for paper in papers]
        await jobs.defer(db, "citations.link_papers", in_queue=jobs.HOUSEKEEPING, paper_ids=ids)
    await defer_comparison(db, scope.team_id, papers)
    return papers


def _checked(field: str, value: Any) -> Any:
    try:
        return check_field(field, value)
    except BadField as error:
        raise Invalid(str(error), errors=[{"field": f"metadata.{field}", "detail": str(error)}]) from None


async def defer_linking(db: AsyncSession, paper: Paper) -> None:
    """References of other papers may mean this one now, or no longer."""
    name, once = "citations.link_paper", f"link:{paper.id}"
    await jobs.defer(db, name, in_queue=jobs.HOUSEKEEPING, only_once=once, paper_id=str(paper.id))


async def defer_comparison(db: AsyncSession, team_id: UUID, papers: Sequence[Paper]) -> None:
    """Have papers compared with those that they may be duplicates of."""
    for start in range(0, len(papers), COMPARED_AT_ONCE):
        ids = [str(paper.id) for paper in papers[start : start + COMPARED_AT_ONCE]]
        once = f"compare:{ids[0]}" if len(ids) == 1 else None
        await jobs.defer(
            db, "library.compare_papers", in_queue=jobs.HOUSEKEEPING, only_once=once, team_id=str(team_id), papers=ids
        )


async def edit_metadata(
    db: AsyncSession,
    scope: Scope,
    paper_id: UUID,
    changes: dict[str, Any],
    *,
    custom: Mapping[str, Any] = MappingProxyType({}),
) -> Paper:
    """Set fields by hand; None hands a field back to the parser. Raises Invalid with the field's name.

    `custom` are values of custom fields, checked.
    """
    require(policy.can_edit_paper(scope))
    paper = await get_paper(db, scope, paper_id, for_update=True)
    checked = check_fields(changes) | dict(custom)
    edited = description_of(paper).edited(checked, person=str(scope.person_id), at=datetime.now(UTC).isoformat())
    await describe_papers(db, scope.team_id, [(paper, edited)], person_id=scope.person_id)
    return paper


def check_fields(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Fields cleaned, ready for `Description.edited`; raises Invalid with the field's name."""
    return {field: None if value is None else _checked(field, value) for field, value in changes.items()}


async def apply_parsed(
    db: AsyncSession,
    scope: Scope,
    paper_id: UUID,
    csl: dict[str, Any],
    confidence: Mapping[str, float] = MappingProxyType({}),
) -> Paper:
    """What the parser read becomes the metadata, but for fields that a person set. The same again changes nothing.

    `confidence` has how sure the parser is of fields (0 to 1).
    """
    paper = await get_paper(db, scope, paper_id, for_update=True)
    before = description_of(paper)
    # One version may say less than another, as a scan does: what was read in the others stays.
    several = len(await list_files(db, scope, paper_id)) > 1
    after = before.read_again(csl, confidence, at=datetime.now(UTC).isoformat(), keep_unread=several)
    data = {"reread": bool(before.parsed)}
    await describe_papers(db, scope.team_id, [(paper, after)], person_id=scope.person_id, by_parser=True, data=data)
    return paper


def description_of(paper: Paper) -> Description:
    """The paper's description, custom fields among the others."""
    return Description(joined(paper.metadata_, paper.custom), paper.parsed, paper.provenance, paper.confidence)


async def describe_papers(
    db: AsyncSession,
    team_id: UUID,
    described: Sequence[tuple[Paper, Description]],
    *,
    person_id: UUID | None,
    by_parser: bool = False,
    batch_id: UUID | None = None,
    data: Mapping[str, Any] = MappingProxyType({}),
) -> int:
    """Give locked papers their descriptions, remember the ones before, and tell the team; gives how many changed."""
    changed = [(paper, before, after) for paper, after in described if after != (before := description_of(paper))]
    if not changed:
        return 0
    names = await _file_names(db, team_id, [paper.id for paper, _, _ in changed])
    clock = await events.tick(db, team_id, len(changed))
    rows = []
    with db.no_autoflush:  # One row, one update: it is wide.
        for number, (paper, before, after) in enumerate(changed, start=clock - len(changed) + 1):
            _describe(paper, after, names.get(paper.id, []), number)
            rows.append(({"paper": paper.id}, dict(data) | {"fields": after.differing(before)[:40]}))
            # The first reading of a paper is no change.
            if (before.metadata or not by_parser) and (fields := after.differing(before)):
                db.add(
                    MetadataChange(
                        team_id=team_id, paper_id=paper.id, person_id=None if by_parser else person_id,
                        by_parser=by_parser, batch_id=batch_id,
                        before=before.states(fields), after=after.states(fields),
                    )
                )  # fmt: skip
    await db.flush()
    await events.publish_ticked(db, team_id, PAPER_CHANGED, rows, last=clock, person_id=person_id)
    for paper, before, after in changed:
        if not by_parser and IDENTIFYING & set(after.changes_from(before)):
            await defer_linking(db, paper)
    if not by_parser:
        known = IDENTIFYING | COMPARED
        compared = [paper for paper, before, after in changed if known & set(after.changes_from(before))]
        await defer_comparison(db, team_id, compared)
    return len(changed)


def _describe(paper: Paper, described: Description, file_names: list[str], clock: int) -> None:
    (paper.metadata_, paper.custom), paper.parsed = split(described.metadata), described.parsed
    paper.provenance, paper.confidence = described.provenance, described.confidence
    paper.needs_checking, paper.clock = bool(described.doubtful()), clock
    for column, value in asdict(derive(paper.metadata_, file_names)).items():
        setattr(paper, column, value)


async def derive_again(db: AsyncSession, papers: Sequence[Paper]) -> None:
    """Derive columns afresh from metadata and names of files, where papers got others."""
    for paper in papers:
        names = await _file_names(db, paper.team_id, [paper.id])
        for column, value in asdict(derive(paper.metadata_, names.get(paper.id, []))).items():
            setattr(paper, column, value)
    await db.flush()


async def _file_names(db: AsyncSession, team_id: UUID, paper_ids: list[UUID]) -> dict[UUID, list[str]]:
    """Names of papers' files, the main one first."""
    query = select(File.paper_id, File.name).where(File.team_id == team_id, File.paper_id.in_(paper_ids))
    names: dict[UUID, list[str]] = {}
    for paper_id, name in await db.execute(query.order_by(*MAIN_FIRST)):
        names.setdefault(paper_id, []).append(name)
    return names


async def delete_papers(db: AsyncSession, scope: Scope, paper_ids: list[UUID]) -> list[UUID]:
    """Put papers into the bin, from where they can be restored; gives those that were not in it."""
    return await _move(db, scope, paper_ids, to_bin=True)


async def restore_papers(db: AsyncSession, scope: Scope, paper_ids: list[UUID]) -> list[UUID]:
    """Take papers out of the bin again; gives those that were in it."""
    return await _move(db, scope, paper_ids, to_bin=False)


async def _move(db: AsyncSession, scope: Scope, paper_ids: list[UUID], *, to_bin: bool) -> list[UUID]:
    require(policy.can_delete_paper(scope))
    query = select_papers(scope, deleted=not to_bin).where(Paper.id.in_(paper_ids)).with_only_columns(Paper.id)
    # Rows of papers come before the team's clock: tests/lock_order.py watches.
    moved = list((await db.scalars(query.order_by(Paper.id).with_for_update(key_share=True))).all())
    if not moved:
        return []
    name = PAPER_DELETED if to_bin else PAPER_RESTORED
    subjects = [{"paper": paper_id} for paper_id in moved]
    clock = await events.publish_many(db, scope.team_id, name, subjects, person_id=scope.person_id)
    await db.execute(
        update(Paper).where(Paper.id.in_(moved)).values(deleted_at=func.now() if to_bin else None, clock=clock)
    )
    return moved
