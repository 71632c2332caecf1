"""Annotations: put on their words, changed by who made them, seen by the team, by some of it or by one person alone."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    Uuid,
    and_,
    any_,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.annotations import audit_actions, places, policy, visibility
from scrollkeeper.annotations.models import Annotation, OtherPlace
from scrollkeeper.annotations.selectors import Selector
from scrollkeeper.audit import service as audit
from scrollkeeper.core import events, jobs
from scrollkeeper.core.errors import Invalid, NotFound, require
from scrollkeeper.core.paging import ITEM_BYTES, NAME_BYTES, POINT_BYTES, Int4, read_cursor, read_large_page
from scrollkeeper.core.preconditions import require_match
from scrollkeeper.library import service as library
from scrollkeeper.library.models import File
from scrollkeeper.teams.scope import Scope

TEXT_KINDS = ("highlight", "underline")


def visible_to(person: UUID | SQLColumnExpression[UUID] | None, *, hidden: bool = False) -> ColumnElement[bool]:
    """The condition that a member may see an annotation; `hidden` with those that an admin has hidden from others.

    A column asks of many people at once.
    """
    one = literal(person, Uuid) if isinstance(person, UUID | None) else person
    shared = or_(
        Annotation.visibility == "team", and_(Annotation.visibility == "people", one == any_(Annotation.viewers))
    )
    return or_(Annotation.person_id == person, shared if hidden else and_(shared, Annotation.hidden_at.is_(None)))


def visible(scope: Scope) -> ColumnElement[bool]:
    """The condition that who asks may see an annotation."""
    return visible_to(scope.person_id, hidden=policy.can_hide(scope))


def select_annotations(scope: Scope, *, deleted: bool = False) -> Select[Annotation]:
    """The one way to annotations: those of others that are private do not exist."""
    in_trash = Annotation.deleted_at.is_not(None) if deleted else Annotation.deleted_at.is_(None)
    seen = library.seen_by(scope, Annotation.paper_id)
    return select(Annotation).where(Annotation.team_id == scope.team_id, visible(scope), in_trash, seen)


async def get_annotation(
    db: AsyncSession,
    scope: Scope,
    annotation_id: UUID,
    *,
    paper_id: UUID | None = None,
    deleted: bool = False,
    for_update: bool = False,
) -> Annotation:
    query = select_annotations(scope, deleted=deleted).where(Annotation.id == annotation_id)
    if paper_id is not None:
        query = query.where(Annotation.paper_id == paper_id)
    found = (await db.execute(query.with_for_update(key_share=True) if for_update else query)).scalar_one_or_none()
    if found is None:
        raise NotFound("This annotation doesn’t exist.")
    return found


@dataclass(frozen=True, slots=True)
class AnnotationView:
    """An annotation with what is shown around it: people as {id, name}; where it stands, if not where it was made."""

    annotation: Annotation
    author: dict[str, Any] | None
    thread_id: UUID | None
    viewers: list[dict[str, Any]]
    carried: OtherPlace | None = None


@dataclass(frozen=True, slots=True)
class AnnotationFilter:
    """Which annotations are looked for; None means that it does not matter."""

    paper: UUID | None = None
    file: UUID | None = None
    person: UUID | None = None
    tag: str | None = None
    color: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def list_annotations(
    db: AsyncSession, scope: Scope, paper_id: UUID, chosen: AnnotationFilter, *, limit: int, cursor: str | None
) -> tuple[list[AnnotationView], str | None]:
    """Annotations in the order of reading; of a file also those that followed to it from older versions."""
    paper = await library.get_paper(db, scope, paper_id)
    query, key = select_matching(scope, replace(chosen, paper=paper.id))
    if cursor:
        query = query.where(tuple_(*key) > tuple_(*read_cursor(cursor, Int4, Int4, UUID)))
    rows, following = await read_large_page(
        db,
        query.order_by(*key),
        limit,
        lambda row: (row.page, row.position, row.Annotation.id),
        size=lambda row: size_of(row.Annotation, row.OtherPlace),
    )
    return await _with_places(db, scope, rows), following


def size_of(annotation: Annotation, carried: OtherPlace | None) -> int:
    """About how many bytes it has when it is answered."""
    anchor = carried or annotation
    size = ITEM_BYTES + len(annotation.comment) + len(annotation.alt) + len(anchor.exact or "")
    size += NAME_BYTES * (len(annotation.viewers) + len(annotation.tags))
    points = sum(map(len, anchor.strokes)) + 4 * sum(len(one["rects"]) for one in anchor.places)
    size += POINT_BYTES * points
    if carried:
        quotes = [selector.get("exact", "") for one in carried.suggestions for selector in one["selectors"]]
        size += sum(map(len, quotes)) + ITEM_BYTES * len(carried.suggestions)
    return size


async def list_by_ids(
    db: AsyncSession, scope: Scope, chosen: AnnotationFilter, ids: Sequence[UUID]
) -> list[AnnotationView]:
    """Of these ids the annotations that are still chosen and may be seen, in the order of the ids."""
    query, _ = select_matching(scope, chosen)
    rows = {row.Annotation.id: row for row in await db.execute(query.where(Annotation.id.in_(ids)))}
    return await _with_places(db, scope, [rows[one] for one in ids if one in rows])


def select_matching(scope: Scope, chosen: AnnotationFilter) -> tuple[Select[Any], tuple[Any, ...]]:
    """Annotations with their places in the file that is asked about, and what orders them down the pages."""
    page = func.coalesce(OtherPlace.page, Annotation.page)
    position = func.coalesce(OtherPlace.position, Annotation.position)
    here = and_(OtherPlace.annotation_id == Annotation.id, OtherPlace.file_id == chosen.file, OtherPlace.placed)
    query = (
        select_annotations(scope)
        .add_columns(OtherPlace, page.label("page"), position.label("position"))
        .outerjoin(OtherPlace, here)
    )
    if chosen.file is not None:
        query = query.where(or_(Annotation.file_id == chosen.file, OtherPlace.file_id.is_not(None)))
    same = (
        (Annotation.paper_id, chosen.paper), (Annotation.person_id, chosen.person), (Annotation.color, chosen.color),
        (any_(Annotation.tags), chosen.tag),
    )  # fmt: skip
    for column, value in same:
        if value is not None:
            query = query.where(literal(value) == column)
    if chosen.since is not None:
        query = query.where(Annotation.created_at >= chosen.since)
    if chosen.until is not None:
        query = query.where(Annotation.created_at < chosen.until)
    return query, (page, position, Annotation.id)


async def _with_places(db: AsyncSession, scope: Scope, rows: Sequence[Row[Any]]) -> list[AnnotationView]:
    read = await read_all(db, scope, [row.Annotation for row in rows])
    return [replace(one, carried=row.OtherPlace) for one, row in zip(read, rows, strict=True)]


async def read_around(
    db: AsyncSession, scope: Scope, annotation: Annotation, *, file_id: UUID | None = None
) -> AnnotationView:
    """One of them, with its place in this file where it has followed to it."""
    read = (await read_all(db, scope, [annotation]))[0]
    carried = await db.get(OtherPlace, (annotation.id, file_id), populate_existing=True) if file_id else None
    return replace(read, carried=carried if carried and carried.placed else None)


async def read_all(db: AsyncSession, scope: Scope, annotations: Sequence[Annotation]) -> list[AnnotationView]:
    wanted = {one.person_id for one in annotations} | {viewer for one in annotations for viewer in one.viewers}
    wanted -= {None}
    named = await db.execute(select(Person.id, Person.name).where(Person.id.in_(wanted))) if wanted else ()
    people = {row.id: {"id": row.id, "name": row.name} for row in named}
    return [
        AnnotationView(
            one,
            people.get(one.person_id),
            one.thread_id,
            [people[viewer] for viewer in one.viewers if viewer in people] if one.visibility == "people" else [],
        )
        for one in annotations
    ]


async def add_annotation(
    db: AsyncSession,
    scope: Scope,
    paper_id: UUID,
    *,
    file_id: UUID,
    kind: str,
    selectors: Sequence[Selector],
    strokes: Sequence[Sequence[float]] = (),
    people: Sequence[UUID] = (),
    **properties: Any,
) -> Annotation:
    """Raises Invalid where selectors or strokes mean no place in the file."""
    paper = await library.get_paper(db, scope, paper_id)
    require(policy.can_annotate(scope))
    file = await library.get_file(db, scope, file_id)
    if file.paper_id != paper.id:
        raise NotFound("The paper has no such file.")
    anchor = await places.find_anchor(db, scope, file, kind, selectors, strokes)
    annotation = Annotation(
        team_id=scope.team_id,
        paper_id=paper.id,
        file_id=file.id,
        person_id=scope.person_id,
        kind=kind,
        viewers=await visibility.check_viewers(db, scope, people),
        clock=await events.tick(db, scope.team_id),
        **properties,
        **anchor,
    )
    db.add(annotation)
    await db.flush()
    await db.refresh(annotation, ["created_at"])
    await visibility.announce(db, scope, annotation, visibility.NOBODY)
    await defer_reanchoring(db, annotation)
    return annotation


async def defer_reanchoring(db: AsyncSession, annotation: Annotation) -> None:
    """A mark made on an older version follows to the newer ones too."""
    home = select(File.added_at, File.id).where(File.id == annotation.file_id).subquery()
    newer = select(File.id).where(
        File.paper_id == annotation.paper_id, tuple_(File.added_at, File.id) > tuple_(home.c.added_at, home.c.id)
    )
    for file_id in (await db.scalars(newer)).all():
        await jobs.defer(
            db, "annotations.carry", in_queue=jobs.PARSING, only_once=f"carry:{file_id}", file_id=str(file_id)
        )


async def edit_annotation(
    db: AsyncSession,
    scope: Scope,
    annotation_id: UUID,
    changes: dict[str, Any],
    *,
    paper_id: UUID,
    if_match: str | None,
) -> Annotation:
    """Change what it says, its colour, kind, tags or who sees it. Raises Changed where somebody was faster."""
    annotation = await get_annotation(db, scope, annotation_id, paper_id=paper_id, for_update=True)
    require(policy.can_edit(scope, annotation.person_id))
    require_match(if_match, annotation.clock)
    if "people" in changes:
        changes = {**changes, "viewers": await visibility.check_viewers(db, scope, changes["people"])}
        del changes["people"]
    if "kind" in changes and annotation.kind not in TEXT_KINDS:
        raise _no_other_kind()
    changes = {name: value for name, value in changes.items() if value != getattr(annotation, name)}
    if changes:
        async with _changing(db, scope, annotation):
            annotation.changed_at = datetime.now(UTC)
            for name, value in changes.items():
                setattr(annotation, name, value)
    return annotation


def _no_other_kind() -> Invalid:
    detail = "Only a highlight can become an underline, and an underline a highlight."
    return Invalid(detail, errors=[{"field": "kind", "detail": detail}])


async def delete_annotation(
    db: AsyncSession, scope: Scope, annotation_id: UUID, *, paper_id: UUID, if_match: str | None
) -> None:
    """Take it off the page with its thread; it can be restored."""
    annotation = await get_annotation(db, scope, annotation_id, paper_id=paper_id, for_update=True)
    require(policy.can_edit(scope, annotation.person_id))
    require_match(if_match, annotation.clock)
    async with _changing(db, scope, annotation):
        annotation.deleted_at = datetime.now(UTC)


async def restore_annotation(db: AsyncSession, scope: Scope, annotation_id: UUID, *, paper_id: UUID) -> Annotation:
    """Put a deleted annotation back with its thread."""
    annotation = await get_annotation(db, scope, annotation_id, paper_id=paper_id, deleted=True, for_update=True)
    require(policy.can_edit(scope, annotation.person_id))
    async with _changing(db, scope, annotation):
        annotation.deleted_at = None
    return annotation


async def hide_annotation(
    db: AsyncSession, scope: Scope, annotation_id: UUID, *, paper_id: UUID, reason: str
) -> Annotation:
    """To all but its author, who is told why, and admins it is gone, with its thread."""
    annotation = await get_annotation(db, scope, annotation_id, paper_id=paper_id, for_update=True)
    require(policy.can_hide(scope))
    async with _changing(db, scope, annotation):
        annotation.hidden_at, annotation.hidden_by_id = datetime.now(UTC), scope.person_id
        annotation.hidden_reason = reason
    await _record(db, scope, audit_actions.ANNOTATION_HIDDEN, annotation, reason=reason)
    return annotation


async def unhide_annotation(db: AsyncSession, scope: Scope, annotation_id: UUID, *, paper_id: UUID) -> Annotation:
    annotation = await get_annotation(db, scope, annotation_id, paper_id=paper_id, for_update=True)
    require(policy.can_hide(scope))
    if annotation.hidden_at is not None:
        async with _changing(db, scope, annotation):
            annotation.hidden_at = annotation.hidden_by_id = annotation.hidden_reason = None
        await _record(db, scope, audit_actions.ANNOTATION_SHOWN, annotation)
    return annotation


async def _record(db: AsyncSession, scope: Scope, action: audit.Action, annotation: Annotation, **data: str) -> None:
    await audit.record(
        db,
        action,
        person_id=scope.person_id,
        team_id=scope.team_id,
        subject_id=annotation.person_id,
        data={"annotation": str(annotation.id), **data},
    )


@asynccontextmanager
async def _changing(db: AsyncSession, scope: Scope, annotation: Annotation) -> AsyncIterator[None]:
    """What is changed within takes a number of the clock and is told to whom it concerns."""
    before = await visibility.audience_of(db, annotation)
    yield
    annotation.clock = await events.tick(db, scope.team_id)
    await db.flush()
    await visibility.announce(db, scope, annotation, before)
