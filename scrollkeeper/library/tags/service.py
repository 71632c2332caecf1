"""Tags: put on papers and taken off, renamed, coloured, merged, deleted and restored."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import events
from scrollkeeper.core.db import lock, select_ids
from scrollkeeper.core.errors import Conflict, Invalid, NotFound, require
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.library.events import TAG_CHANGED
from scrollkeeper.library.models import Paper
from scrollkeeper.library.tags.models import PaperTag, Tag
from scrollkeeper.library.tags.names import tag_key
from scrollkeeper.teams.scope import Scope

MAX_TAGS, MAX_OF_PAPER, MAX_AT_ONCE = 5_000, 100, 50_000
KEPT_DAYS = 30

# A tag's name, and the papers that got or lost it.
Changes = dict[str, list[UUID]]


class TooManyTags(Conflict):
    """There are 5,000 tags already. Merge or delete some first."""


class TooManyOnPaper(Conflict):
    """A paper can have 100 tags at most."""


class NameTaken(Conflict):
    """There is a tag with this name already. Merge the two instead."""


class TooMuchAtOnce(Invalid):
    """That is too much at once: papers times tags can be 50,000 at most."""


def select_tags(scope: Scope, *, deleted: bool = False) -> Select[Tag]:
    """The one way to tags: the team's; of a guest, those on papers that they see."""
    gone = Tag.deleted_at.is_not(None) if deleted else Tag.deleted_at.is_(None)
    query = select(Tag).where(Tag.team_id == scope.team_id, gone)
    if not scope.is_guest:
        return query
    seen = library.select_papers(scope).with_only_columns(Paper.id)
    return query.where(Tag.id.in_(select(PaperTag.tag_id).where(PaperTag.paper_id.in_(seen))))


async def get_tag(db: AsyncSession, scope: Scope, tag_id: UUID, *, deleted: bool = False) -> Tag:
    query = select_tags(scope, deleted=deleted).where(Tag.id == tag_id).with_for_update(key_share=True)
    tag = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if tag is None:
        raise NotFound("There is no such tag.")
    return tag


async def tag_papers(
    db: AsyncSession, scope: Scope, papers: list[UUID], *, add: Sequence[str], remove: Sequence[str]
) -> tuple[Changes, Changes]:
    """Put tags on papers, new ones where there is none of that name, and take others off; gives what changed.

    Papers in the trash, of other teams and those that do not exist are passed over.
    """
    require(policy.can_edit_tags(scope))
    require(len(papers) * (len(add) + len(remove)) <= MAX_AT_ONCE, TooMuchAtOnce)
    await _lock(db, scope)
    chosen = library.select_papers(scope).where(Paper.id.in_(select_ids(papers))).with_only_columns(Paper.id)
    found = list((await db.scalars(chosen.order_by(Paper.id))).all())
    if not found:
        return {}, {}
    added = {name: await _put_on(db, scope, tag, found) for name, tag in await _tags_named(db, scope, add)}
    removed = {tag.name: await _take_off(db, scope, tag, found) for tag in await _find_tags(db, scope, remove)}
    if add:
        of_papers = select_tags(scope).join(PaperTag, PaperTag.tag_id == Tag.id)
        of_papers = of_papers.where(PaperTag.paper_id.in_(select_ids(found))).group_by(PaperTag.paper_id)
        most = of_papers.with_only_columns(func.count()).order_by(func.count().desc()).limit(1)
        require((await db.scalar(most) or 0) <= MAX_OF_PAPER, TooManyOnPaper)
    if any(added.values()) or any(removed.values()):
        await _publish(db, scope, paper=found[0] if len(found) == 1 else None)
    return _without_empty(added), _without_empty(removed)


def _without_empty(changes: Changes) -> Changes:
    return {name: papers for name, papers in changes.items() if papers}


async def _tags_named(db: AsyncSession, scope: Scope, names: Sequence[str]) -> list[tuple[str, Tag]]:
    """Each tag with its name, made where there is none."""
    wanted = {tag_key(name): name for name in reversed(names)}
    known = {tag.name_key: tag for tag in await _find_tags(db, scope, names)}
    new = [Tag(team_id=scope.team_id, name=name, name_key=key) for key, name in wanted.items() if key not in known]
    if new:
        await _require_room(db, scope, len(new))
        db.add_all(new)
        await db.flush()
    return [(tag.name, tag) for tag in [*known.values(), *new]]


async def _require_room(db: AsyncSession, scope: Scope, more: int) -> None:
    count = await db.scalar(select_tags(scope).with_only_columns(func.count())) or 0
    require(count + more <= MAX_TAGS, TooManyTags)


async def _find_tags(db: AsyncSession, scope: Scope, names: Sequence[str]) -> Sequence[Tag]:
    keys = {tag_key(name) for name in names}
    return (await db.scalars(select_tags(scope).where(Tag.name_key.in_(keys)))).all() if keys else []


async def _put_on(db: AsyncSession, scope: Scope, tag: Tag, papers: list[UUID]) -> list[UUID]:
    rows = select_ids(papers).add_columns(literal(tag.id), literal(scope.team_id))
    statement = insert(PaperTag).from_select(["paper_id", "tag_id", "team_id"], rows).on_conflict_do_nothing()
    return list((await db.scalars(statement.returning(PaperTag.paper_id))).all())


async def _take_off(db: AsyncSession, scope: Scope, tag: Tag, papers: list[UUID]) -> list[UUID]:
    statement = delete(PaperTag).where(
        PaperTag.team_id == scope.team_id, PaperTag.tag_id == tag.id, PaperTag.paper_id.in_(select_ids(papers))
    )
    return list((await db.scalars(statement.returning(PaperTag.paper_id))).all())


async def edit_tag(db: AsyncSession, scope: Scope, tag_id: UUID, changes: dict[str, Any]) -> Tag:
    """Change `name`, `color` and `position`; a position that another tag has is taken from it."""
    require(policy.can_edit_tags(scope))
    await _lock(db, scope)
    tag = await get_tag(db, scope, tag_id)
    if "name" in changes:
        same = await _find_tags(db, scope, [changes["name"]])
        require(not [one for one in same if one.id != tag.id], NameTaken)
        tag.name, tag.name_key = changes["name"], tag_key(changes["name"])
    if "color" in changes:
        tag.color = changes["color"]
    if "position" in changes:
        if changes["position"] is not None:
            same_key = update(Tag).where(Tag.team_id == scope.team_id, Tag.position == changes["position"])
            await db.execute(same_key.where(Tag.id != tag.id).values(position=None))
        tag.position = changes["position"]
    await db.flush()
    await _publish(db, scope, tag=tag.id)
    return tag


async def merge_tags(db: AsyncSession, scope: Scope, tag_id: UUID, into_id: UUID) -> list[UUID]:
    """Put another tag on all papers that have this one, and delete this one; gives the papers that got it."""
    require(policy.can_edit_tags(scope))
    require(tag_id != into_id, Invalid)
    await _lock(db, scope)
    tag, into = await get_tag(db, scope, tag_id), await get_tag(db, scope, into_id)
    rows = select(PaperTag.paper_id, literal(into.id), PaperTag.team_id).where(
        PaperTag.team_id == scope.team_id, PaperTag.tag_id == tag.id
    )
    statement = insert(PaperTag).from_select(["paper_id", "tag_id", "team_id"], rows).on_conflict_do_nothing()
    added = list((await db.scalars(statement.returning(PaperTag.paper_id))).all())
    await _delete(db, tag)
    await _publish(db, scope, tag=into.id)
    return added


async def delete_tag(db: AsyncSession, scope: Scope, tag_id: UUID) -> None:
    """Take the tag off all papers; it can be restored for 30 days."""
    require(policy.can_edit_tags(scope))
    await _lock(db, scope)
    await _delete(db, await get_tag(db, scope, tag_id))
    await db.execute(
        delete(Tag).where(Tag.team_id == scope.team_id, Tag.deleted_at < func.now() - timedelta(days=KEPT_DAYS))
    )
    await _publish(db, scope, tag=tag_id)


async def _delete(db: AsyncSession, tag: Tag) -> None:
    tag.deleted_at, tag.position = datetime.now(UTC), None
    await db.flush()


async def restore_tag(db: AsyncSession, scope: Scope, tag_id: UUID) -> Tag:
    """Restore a deleted tag on its papers. Raises NameTaken where there is another of that name by now."""
    require(policy.can_edit_tags(scope))
    await _lock(db, scope)
    tag = await get_tag(db, scope, tag_id, deleted=True)
    require(not await _find_tags(db, scope, [tag.name]), NameTaken)
    await _require_room(db, scope, 1)
    tag.deleted_at = None
    await db.flush()
    await _publish(db, scope, tag=tag.id)
    return tag


async def _lock(db: AsyncSession, scope: Scope) -> None:
    """Tags are changed one after the other, so that no two are made with the same name."""
    await lock(db, "tags", scope.team_id)


async def _publish(db: AsyncSession, scope: Scope, *, tag: UUID | None = None, paper: UUID | None = None) -> None:
    await events.publish(db, scope.team_id, TAG_CHANGED, person_id=scope.person_id, tag=tag, paper=paper)
