"""Teams and people as other routes answer them too."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from scrollkeeper.audit import service as audit
from scrollkeeper.core.fields import Email
from scrollkeeper.core.settings import settings
from scrollkeeper.teams import audit_log, invitations, policy
from scrollkeeper.teams.models import Invitation, Team
from scrollkeeper.teams.scope import Scope
from scrollkeeper.teams.service import Membership


class TeamOut(BaseModel):
    """`second_factor_needed`: it is closed to this caller until they have one, so they can do nothing in it."""

    id: UUID
    name: str
    slug: str
    kind: Literal["personal", "team"]
    role: str
    picture: str | None
    archived: bool
    second_factor_needed: bool
    can: list[str]
    clock: int = Field(description="The number of its newest change: whoever joins it live with that misses nothing.")


def team_out(membership: Membership, *, has_factor: bool) -> TeamOut:
    team = membership.team
    closed = (team.second_factor_required or settings().require_second_factor) and not has_factor
    return TeamOut.model_validate(
        {
            "id": team.id, "name": team.name, "slug": team.slug, "kind": team.kind, "role": membership.role,
            "picture": picture_url(team), "archived": team.archived_at is not None,
            "second_factor_needed": closed, "can": [] if closed else policy.team_abilities(membership.scope, team),
            "clock": membership.clock,
        }
    )  # fmt: skip


def picture_url(team: Team) -> str | None:
    """Another address for another picture, so that browsers may keep it."""
    return f"/api/teams/{team.id}/picture?v={team.picture_version}" if team.picture_version else None


class PersonRef(BaseModel):
    id: UUID
    name: str


Days = Annotated[int, Field(ge=1, le=90, description="How long it is open.")]


Role = Literal["admin", "editor", "commenter", "reader"]


class InvitationOut(BaseModel):
    id: UUID
    email: str | None
    role: str
    paper: UUID | None
    collection: UUID | None
    uses: int
    used: int
    inviter: PersonRef | None
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime
    can: list[str]


class InvitedOut(InvitationOut):
    link: str | None = Field(description="To be handed on; null where an email brings it. It cannot be seen again.")


class GuestsIn(BaseModel):
    emails: Annotated[list[Email], Field(min_length=1, max_length=100)]
    days: Days = 14


class GuestOut(BaseModel):
    person: PersonRef
    added_at: datetime


class InvitedPage(BaseModel):
    items: list[InvitedOut]
    already_here: list[str] = Field(description="Addresses of people who are in the team.")


def _values(scope: Scope, one: Invitation, inviter: str | None) -> dict[str, object]:
    shown = {name: getattr(one, name) for name in InvitationOut.model_fields if hasattr(one, name)}
    return shown | {
        "paper": one.paper_id,
        "collection": one.collection_id,
        "inviter": {"id": one.inviter_id, "name": inviter} if one.inviter_id and inviter else None,
        "can": ["resend", "revoke"] if policy.can_change_invitation(scope, one.inviter_id) else [],
    }


def invited_out(scope: Scope, one: invitations.NewInvitation) -> InvitedOut:
    values = _values(scope, one.invitation, None)
    return InvitedOut.model_validate(values | {"link": None if one.mailed else one.link})


class AuditOut(BaseModel):
    """`person` did `what` (in words) to `subject`; people who are gone have no name any more."""

    id: UUID
    at: datetime
    person: PersonRef | None
    action: str
    what: str
    subject: PersonRef | None
    data: dict[str, Any]
    address: str
    device: str


class AuditPage(BaseModel):
    items: list[AuditOut]
    next: str | None


def entry_out(row: audit_log.AuditRow) -> AuditOut:
    entry = row.entry
    person = PersonRef(id=entry.person_id, name=row.person or "") if entry.person_id else None
    subject = PersonRef(id=entry.subject_id, name=row.subject) if entry.subject_id and row.subject else None
    return AuditOut(
        id=entry.id,
        at=entry.at,
        person=person,
        action=entry.action,
        what=audit.describe(entry.action),
        subject=subject,
        data=entry.data,
        address=entry.address,
        device=audit_log.device_of(entry),
    )
