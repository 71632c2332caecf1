"""Who is in a team, over HTTP."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from scrollkeeper.accounts.sign_in_methods.reauthentication import RecentCaller
from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit, Page
from scrollkeeper.teams import members, policy
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam, Scope

router = APIRouter(prefix="/teams/{team}", tags=["teams"])

MemberRole = Literal["owner", "admin", "editor", "commenter", "reader"]


class MemberOut(BaseModel):
    person: PersonRef
    email: str | None
    role: str
    joined_at: datetime
    can: list[str]


class MemberEdit(BaseModel):
    role: MemberRole


class NewOwnerIn(BaseModel):
    person: UUID


def member_out(scope: Scope, row: members.MemberRow) -> MemberOut:
    mine = row.person_id == scope.person_id
    seen = mine or policy.can_manage_team(scope)
    return MemberOut(
        person=PersonRef(id=row.person_id, name=row.name),
        email=row.email if seen else None,
        role=row.role,
        joined_at=row.joined_at,
        can=policy.member_abilities(scope, row.role, mine=mine),
    )


@router.get("/members")
async def list_members(db: Db, scope: InTeam, limit: Limit = 50, cursor: Cursor = None) -> Page[MemberOut]:
    """Everyone in the team; email addresses are shown to those who manage it."""
    rows, following = await members.list_members(db, scope, limit=limit, cursor=cursor)
    return Page(items=[member_out(scope, row) for row in rows], next=following)


@router.patch("/members/{person_id}")
async def change_role(db: Db, scope: InTeam, person_id: UUID, body: MemberEdit) -> MemberOut:
    """Change the role of a member."""
    row = await members.change_role(db, scope, person_id, body.role)
    if person_id == scope.person_id:
        scope = Scope(scope.team_id, scope.person_id, row.role)
    return member_out(scope, row)


@router.delete("/members/{person_id}", status_code=204)
async def remove_member(db: Db, scope: InTeam, person_id: UUID) -> None:
    """Remove somebody, or leave."""
    await members.remove_member(db, scope, person_id)


@router.put("/owner", status_code=204)
async def transfer_ownership(db: Db, scope: InTeam, caller: RecentCaller, body: NewOwnerIn) -> None:
    """Make a member the owner in one's own stead; one stays as an admin."""
    await members.transfer_ownership(db, scope, body.person)
