"""Guests of a paper: people outside the team to whom this one paper is opened."""

from uuid import UUID

from fastapi import APIRouter

from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.library import service
from scrollkeeper.teams import guests, invitations
from scrollkeeper.teams.guests import GuestTarget
from scrollkeeper.teams.schemas import GuestOut, GuestsIn, InvitedPage, PersonRef, invited_out
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}/papers/{paper_id}/guests", tags=["invitations"])


@router.get("")
async def list_guests(
    db: Db, scope: InTeam, paper_id: UUID, limit: Limit = 50, cursor: Cursor = None
) -> Page[GuestOut]:
    """Guests who may read this paper."""
    paper = await service.get_paper(db, scope, paper_id)
    rows, following = await guests.list_guests(db, scope, GuestTarget(paper_id=paper.id), limit=limit, cursor=cursor)
    items = [GuestOut(person=PersonRef(id=row.person_id, name=row.name), added_at=row.added_at) for row in rows]
    return Page(items=items, next=following)


@router.post("", status_code=201)
async def invite_guests(db: Db, scope: InTeam, paper_id: UUID, body: GuestsIn) -> InvitedPage:
    """Invite people to read this paper; members of the team see it anyway."""
    paper = await service.get_paper(db, scope, paper_id)
    invited, here = await invitations.invite(
        db, scope, body.emails, "guest", days=body.days, target=GuestTarget(paper_id=paper.id)
    )
    return InvitedPage(items=[invited_out(scope, one) for one in invited], already_here=here)


@router.delete("/{person_id}", status_code=204)
async def remove_guest(db: Db, scope: InTeam, paper_id: UUID, person_id: UUID) -> None:
    """Close the paper to them again."""
    paper = await service.get_paper(db, scope, paper_id)
    await guests.remove_guest(db, scope, GuestTarget(paper_id=paper.id), person_id)
