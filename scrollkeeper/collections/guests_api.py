"""Guests of a collection: people outside the team who may read its papers and those of the collections within it."""

from uuid import UUID

from fastapi import APIRouter

from scrollkeeper.collections import service
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import NotFound
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.teams import guests, invitations
from scrollkeeper.teams.guests import GuestTarget
from scrollkeeper.teams.schemas import GuestOut, GuestsIn, InvitedPage, PersonRef, invited_out
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}/collections/{collection_id}/guests", tags=["invitations"])


async def _target(db: Db, scope: Scope, collection_id: UUID) -> GuestTarget:
    collection = await service.get_collection(db, scope, collection_id)
    if collection.owner_id is not None:
        raise NotFound("A personal collection has no guests.")
    return GuestTarget(collection_id=collection.id)


@router.get("")
async def list_guests_of_collection(
    db: Db, scope: InTeam, collection_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> Page[GuestOut]:
    """Guests who may read the papers of this collection."""
    target = await _target(db, scope, collection_id)
    rows, following = await guests.list_guests(db, scope, target, limit=limit, cursor=cursor)
    items = [GuestOut(person=PersonRef(id=row.person_id, name=row.name), added_at=row.added_at) for row in rows]
    return Page(items=items, next=following)


@router.post("", status_code=201)
async def invite_guests_to_collection(db: Db, scope: InTeam, collection_id: UUID, body: GuestsIn) -> InvitedPage:
    """Invite people to read the papers of this collection; members of the team see them anyway."""
    target = await _target(db, scope, collection_id)
    invited, here = await invitations.invite(db, scope, body.emails, "guest", days=body.days, target=target)
    return InvitedPage(items=[invited_out(scope, one) for one in invited], already_here=here)


@router.delete("/{person_id}", status_code=204)
async def remove_guest_of_collection(db: Db, scope: InTeam, collection_id: UUID, person_id: UUID) -> None:
    """Close the collection to them again."""
    await guests.remove_guest(db, scope, await _target(db, scope, collection_id), person_id)
