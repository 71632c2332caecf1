"""Who may know of an annotation: one person, some, or the team; and what each of them is told when it changes."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations.events import ANNOTATION_ADDED, ANNOTATION_CHANGED, ANNOTATION_DELETED
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.core import events
from scrollkeeper.core.errors import Invalid
from scrollkeeper.teams.models import Member
from scrollkeeper.teams.roles import ADMIN_ROLES
from scrollkeeper.teams.scope import Scope

# None stands for the whole team, so that the usual case asks nothing of the database.
Audience = frozenset[UUID] | None
NOBODY: Audience = frozenset()


async def audience_of(db: AsyncSession, annotation: Annotation) -> Audience:
    """Who may see this annotation now."""
    if annotation.deleted_at is not None:
        return NOBODY
    author = {annotation.person_id} if annotation.person_id else set()
    if annotation.visibility == "team" and annotation.hidden_at is None:
        return None
    some = set() if annotation.visibility == "me" else set(annotation.viewers)
    if annotation.hidden_at is None:
        return frozenset(author | some)
    admins = await _members(db, annotation.team_id, ADMIN_ROLES)
    return frozenset(author | (admins if annotation.visibility == "team" else admins & some))


async def check_viewers(db: AsyncSession, scope: Scope, people: Collection[UUID]) -> list[UUID]:
    """These people, each once, without the person who asks; raises Invalid for one who is not in the team."""
    wanted = set(people) - {scope.person_id}
    if wanted - await _members(db, scope.team_id):
        detail = "One of these people isn’t in the team."
        raise Invalid(detail, errors=[{"field": "people", "detail": detail}])
    return sorted(one for one in wanted if one)


async def announce(db: AsyncSession, scope: Scope, annotation: Annotation, before: Audience) -> None:
    """Announce a change: to whom it disappears it is deleted, to whom it appears it is added, to the others changed."""
    now = await audience_of(db, annotation)
    announcements: list[tuple[events.Event, Audience]]
    if before == now:
        announcements = [(ANNOTATION_CHANGED, now)]
    elif now == NOBODY:
        announcements = [(ANNOTATION_DELETED, before)]
    elif before == NOBODY:
        announcements = [(ANNOTATION_ADDED, now)]
    else:
        everybody = await _members(db, scope.team_id)
        old, new = (frozenset(everybody) if one is None else one for one in (before, now))
        announcements = [
            (ANNOTATION_DELETED, old - new),
            (ANNOTATION_ADDED, new - old),
            (ANNOTATION_CHANGED, old & new),
        ]
    clock: int | None = annotation.clock
    for event, audience in announcements:
        if audience != NOBODY:
            await events.publish(
                db,
                scope.team_id,
                event,
                clock=clock,
                person_id=scope.person_id,
                audience=audience,
                paper=annotation.paper_id,
                file=annotation.file_id,
                annotation=annotation.id,
            )
            clock = None


async def _members(db: AsyncSession, team_id: UUID, roles: Collection[str] | None = None) -> set[UUID]:
    query = select(Member.person_id).where(Member.team_id == team_id)
    if roles is not None:
        query = query.where(Member.role.in_(roles))
    return set((await db.scalars(query)).all())
