"""Invitations: mailed to many at once or handed on as a link, looked at before they are accepted, and revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import service as accounts
from scrollkeeper.accounts.emails import mark_verified
from scrollkeeper.accounts.models import Person
from scrollkeeper.accounts.secrets import hash_secret, new_secret
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.audit import service as audit
from scrollkeeper.core import events
from scrollkeeper.core.db import admit, lock, open_system_session
from scrollkeeper.core.email_addresses import find_normal_email
from scrollkeeper.core.errors import Conflict, Forbidden, NotFound, Problem, TooMany, require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.core.settings import settings
from scrollkeeper.email import service as mail
from scrollkeeper.email.limits import require_may_send
from scrollkeeper.teams import audit_actions, members, policy, service
from scrollkeeper.teams.events import INVITATION_CHANGED
from scrollkeeper.teams.guests import GuestTarget
from scrollkeeper.teams.models import Invitation, Member, Team
from scrollkeeper.teams.scope import Scope
from scrollkeeper.teams.service import Membership

MAX_A_DAY = 500


class MayNotInvite(Forbidden):
    """You can’t invite people to this team with that role. Ask an owner."""


class InvitationGone(Problem):
    """This invitation is no longer valid. Ask the person who invited you for a new one."""

    status, title = 410, "Invitation is over"


class ConfirmBeforeInviting(Forbidden):
    """Confirm your email address before emails go out in your name: open the link in the email that you got, or have
    it sent again in your settings. Until then, share an invitation link instead."""


class ForAnotherAddress(Forbidden):
    """This invitation was sent to a different email address."""


class TooManyInvitations(TooMany):
    """This team has sent too many invitations today. Try again tomorrow."""

    headers_: ClassVar[dict[str, str]] = {"Retry-After": "86400"}


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation with its secret link, which is known only now; `mailed` says that an email brings it."""

    invitation: Invitation
    link: str
    mailed: bool


class InvitationRow(NamedTuple):
    """An invitation and the name of who invites."""

    invitation: Invitation
    inviter: str | None


class OpenInvitation(NamedTuple):
    """What a code opens."""

    invitation: Invitation
    team: Team
    inviter: str | None


def link_of(code: str) -> str:
    return f"{settings().base_url}/invitations/{code}"


async def invite(
    db: AsyncSession, scope: Scope, emails: Sequence[str], role: str, *, days: int, target: GuestTarget | None = None
) -> tuple[list[NewInvitation], list[str]]:
    """Invite everyone at these addresses; gives the invitations, and the addresses of those who are in already.

    Whoever has an open invitation gets a new one in its target.
    """
    team = await _require_may_invite(db, scope, role)
    addresses = list({email.lower(): email for email in emails}.values())
    await lock(db, "invitations", scope.team_id)
    await _require_not_too_many(db, scope, len(addresses))
    here = await _addresses_in_team(db, scope, addresses, role)
    wanted = [email for email in addresses if email.lower() not in here]
    await db.execute(
        update(Invitation)
        .where(Invitation.team_id == scope.team_id, Invitation.email.in_(wanted), _open())
        .where(Invitation.paper_id.is_not_distinct_from(target.paper_id if target else None))
        .where(Invitation.collection_id.is_not_distinct_from(target.collection_id if target else None))
        .values(revoked_at=func.now())
    )
    if wanted and mail.can_send():
        await _require_may_send(db, scope, wanted)
    inviter = await _inviter_name(db, scope)
    invited = []
    for email in wanted:
        invitation, code = await _add(db, scope, role, email=email, uses=1, days=days, target=target)
        mailed = await _send(db, scope, team, invitation, inviter, code)
        invited.append(NewInvitation(invitation, link_of(code), mailed))
    if invited:
        await events.publish(db, scope.team_id, INVITATION_CHANGED, person_id=scope.person_id)
    return invited, [email for email in addresses if email.lower() in here]


async def add_link(db: AsyncSession, scope: Scope, role: str, *, uses: int, days: int) -> NewInvitation:
    """A link that lets in so many people."""
    await _require_may_invite(db, scope, role)
    await lock(db, "invitations", scope.team_id)
    await _require_not_too_many(db, scope, 1)
    invitation, code = await _add(db, scope, role, email=None, uses=uses, days=days)
    await events.publish(db, scope.team_id, INVITATION_CHANGED, person_id=scope.person_id)
    return NewInvitation(invitation, link_of(code), False)


async def _require_may_invite(db: AsyncSession, scope: Scope, role: str) -> Team:
    team = await service.get_team(db, scope)
    allowed = policy.can_invite_guests(scope) if role == "guest" else policy.can_invite(scope, team)
    require(allowed and role != "owner" and policy.can_give_role(scope, role), MayNotInvite)
    return team


async def _require_not_too_many(db: AsyncSession, scope: Scope, more: int) -> None:
    """A stolen account must not send mail to half the world."""
    today = (Invitation.team_id == scope.team_id, Invitation.created_at > func.now() - timedelta(days=1))
    if (await db.execute(select(func.count()).where(*today))).scalar_one() + more > MAX_A_DAY:
        raise TooManyInvitations(headers=TooManyInvitations.headers_)


async def _require_may_send(db: AsyncSession, scope: Scope, addresses: list[str]) -> None:
    """Mail goes out in the name of those only who can themselves be reached, and so much a day."""
    if scope.person_id is not None:
        person = await accounts.get_person(db, scope.person_id)
        require(person.email_verified_at is not None, ConfirmBeforeInviting)
    await require_may_send(db, scope.person_id, addresses)


async def _addresses_in_team(db: AsyncSession, scope: Scope, emails: list[str], role: str) -> set[str]:
    query = select(Person.email).join(Member, Member.person_id == Person.id).where(Member.team_id == scope.team_id)
    query = query.where(Person.email.in_(emails), Member.role != "guest")
    return {email.lower() for email in (await db.scalars(query)).all()}


async def _inviter_name(db: AsyncSession, scope: Scope) -> str:
    name = select(Person.name).where(Person.id == scope.person_id)
    return (await db.execute(name)).scalar_one_or_none() or "Somebody"


async def _add(
    db: AsyncSession,
    scope: Scope,
    role: str,
    *,
    email: str | None,
    uses: int,
    days: int,
    target: GuestTarget | None = None,
) -> tuple[Invitation, str]:
    code = new_secret()
    invitation = Invitation(
        team_id=scope.team_id,
        code_hash=hash_secret(code),
        email=email,
        role=role,
        uses=uses,
        used=0,
        inviter_id=scope.person_id,
        expires_at=datetime.now(UTC) + timedelta(days=days),
        **(target.columns() if target else {}),
    )
    db.add(invitation)
    await db.flush()
    await db.refresh(invitation, ["created_at"])
    data = {"role": role, "email": email} if email else {"role": role, "uses": uses}
    await audit.record(
        db,
        audit_actions.INVITATION_ADDED,
        person_id=scope.person_id,
        team_id=scope.team_id,
        subject_id=invitation.id,
        data=data,
    )
    return invitation, code


async def _send(db: AsyncSession, scope: Scope, team: Team, invitation: Invitation, inviter: str, code: str) -> bool:
    """By mail where there is a mail server; otherwise whoever invites hands the link on."""
    if not mail.can_send() or invitation.email is None:
        return False
    article = "an" if invitation.role[0] in "ae" else "a"
    values = {
        "inviter": inviter, "team": team.name, "role": f"{article} {invitation.role}", "link": link_of(code),
        "until": f"{invitation.expires_at:%-d %B %Y}",
    }  # fmt: skip
    await mail.post(db, invitation.email, "invitation", values, sender_id=scope.person_id)
    invitation.sent_at = datetime.now(UTC)
    await db.flush()
    return True


def _open() -> ColumnElement[bool]:
    return Invitation.revoked_at.is_(None) & (Invitation.used < Invitation.uses) & (Invitation.expires_at > func.now())


async def list_invitations(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[InvitationRow], str | None]:
    """Open invitations, the newest first, each with its inviter's name."""
    team = await service.get_team(db, scope)
    require(policy.can_invite(scope, team) or policy.can_invite_guests(scope))
    query = (
        select(Invitation, Person.name.label("inviter"))
        .outerjoin(Person, Person.id == Invitation.inviter_id)
        .where(Invitation.team_id == scope.team_id, _open())
        .order_by(Invitation.id.desc())
        .limit(limit + 1)
    )
    if not policy.can_manage_team(scope):
        query = query.where(Invitation.inviter_id == scope.person_id)
    if cursor:
        query = query.where(Invitation.id < read_cursor(cursor, UUID)[0])
    rows = [InvitationRow(*row) for row in await db.execute(query)]
    return cut_page(rows, limit, lambda row: (row.invitation.id,))


async def _get(db: AsyncSession, scope: Scope, invitation_id: UUID) -> Invitation:
    query = select(Invitation).where(Invitation.team_id == scope.team_id, Invitation.id == invitation_id)
    invitation = (await db.execute(query.with_for_update())).scalar_one_or_none()
    if invitation is None or not policy.can_change_invitation(scope, invitation.inviter_id):
        raise NotFound("There is no such invitation.")
    return invitation


async def resend(db: AsyncSession, scope: Scope, invitation_id: UUID, *, days: int) -> NewInvitation:
    """A new code for the same invitation, which is open for so many days again; the old code ends."""
    invitation = await _get(db, scope, invitation_id)
    team = await _require_may_invite(db, scope, invitation.role)
    if invitation.revoked_at is not None or invitation.used >= invitation.uses:
        raise InvitationGone("This invitation is over. Invite again.")
    if invitation.sent_at and datetime.now(UTC) - invitation.sent_at < timedelta(minutes=1):
        raise TooMany("An email has just been sent. Wait a minute.", headers={"Retry-After": "60"})
    if mail.can_send() and invitation.email is not None:
        await _require_may_send(db, scope, [invitation.email])
    code = new_secret()
    invitation.code_hash = hash_secret(code)
    invitation.expires_at = datetime.now(UTC) + timedelta(days=days)
    await db.flush()
    mailed = await _send(db, scope, team, invitation, await _inviter_name(db, scope), code)
    await events.publish(db, scope.team_id, INVITATION_CHANGED, person_id=scope.person_id)
    await audit.record(
        db,
        audit_actions.INVITATION_RESENT,
        person_id=scope.person_id,
        team_id=scope.team_id,
        subject_id=invitation.id,
        data={"role": invitation.role, "email": invitation.email},
    )
    return NewInvitation(invitation, link_of(code), mailed)


async def revoke(db: AsyncSession, scope: Scope, invitation_id: UUID) -> None:
    """End an invitation; the same again changes nothing."""
    invitation = await _get(db, scope, invitation_id)
    if invitation.revoked_at is not None:
        return
    invitation.revoked_at = datetime.now(UTC)
    await db.flush()
    await events.publish(db, scope.team_id, INVITATION_CHANGED, person_id=scope.person_id)
    await audit.record(
        db,
        audit_actions.INVITATION_REVOKED,
        person_id=scope.person_id,
        team_id=scope.team_id,
        subject_id=invitation.id,
        data={"role": invitation.role, "email": invitation.email},
    )


async def read_invitation(db: AsyncSession, code: str, *, for_update: bool = False) -> OpenInvitation:
    """Find what the code opens; raises InvitationGone with what became of it."""
    hashed = hash_secret(code)
    # Whoever has the code may look at its team, which they need not be in.
    async with open_system_session.begin() as everywhere:
        team_id = await everywhere.scalar(select(Invitation.team_id).where(Invitation.code_hash == hashed))
    if team_id is not None:
        await admit(db, team_id)
    query = (
        select(Invitation, Team, Person.name.label("inviter"))
        .join(Team, Team.id == Invitation.team_id)
        .outerjoin(Person, Person.id == Invitation.inviter_id)
        .where(Invitation.code_hash == hashed)
    )
    if for_update:
        query = query.with_for_update(of=Invitation)
    found = (await db.execute(query)).one_or_none()
    row = None if found is None else OpenInvitation(*found)
    if row is None or row.team.deleted_at is not None:
        raise NotFound("There is no such invitation. Look whether the link is whole, or ask for a new one.")
    invitation, who = row.invitation, row.inviter or "the team"
    if invitation.revoked_at is not None:
        raise InvitationGone(f"This invitation was withdrawn or replaced. Ask {who} for a new one.")
    if invitation.used >= invitation.uses:
        raise InvitationGone(f"This invitation has been used. Ask {who} for a new one.")
    if invitation.expires_at <= datetime.now(UTC):
        raise InvitationGone(f"This invitation has expired. Ask {who} for a new one.")
    return row


def is_for(invitation: Invitation, email: str) -> bool:
    """Whether an account of this address may accept: of one that was mailed, that address alone; a link that was
    handed on is for whoever has it."""
    mailed_to = invitation.email if invitation.sent_at is not None else None
    return mailed_to is None or mailed_to.lower() == find_normal_email(email).lower()


async def _take_as_proof(db: AsyncSession, caller: Caller, invitation: Invitation, inviter: str | None) -> None:
    """Raises ForAnotherAddress; whoever brings the code of an email to their own address has thereby confirmed it."""
    person = await accounts.get_person(db, caller.person_id)
    if not is_for(invitation, person.email):
        raise ForAnotherAddress(
            f"This invitation was sent to {invitation.email}, and you are signed in as {person.email}. Sign in with "
            f"the account of that address, or ask {inviter or 'the team'} to invite {person.email}."
        )
    if invitation.sent_at is not None and invitation.email is not None:
        await mark_verified(db, person)


async def is_in_team(db: AsyncSession, caller: Caller | None, team_id: UUID) -> bool:
    if caller is None:
        return False
    query = select(Member.role).where(Member.team_id == team_id, Member.person_id == caller.person_id)
    return (await db.execute(query)).first() is not None


async def accept(db: AsyncSession, caller: Caller, code: str) -> Membership:
    """Join the team; an invitation is used up by those whom it changes anything for."""
    row = await read_invitation(db, code, for_update=True)
    invitation: Invitation = row.invitation
    if row.team.archived_at is not None:
        raise Conflict("This team is archived, so no one can join.")
    await _take_as_proof(db, caller, invitation, row.inviter)
    scope = Scope(invitation.team_id, caller.person_id, "system")
    because = {"invitation": str(invitation.id), "inviter": str(invitation.inviter_id)}
    target = GuestTarget(invitation.paper_id, invitation.collection_id) if invitation.role == "guest" else None
    changed = await members.admit_member(db, scope, caller.person_id, invitation.role, target=target, because=because)
    if changed:
        invitation.used += 1
        await db.flush()
        await events.publish(db, invitation.team_id, INVITATION_CHANGED, person_id=caller.person_id)
    return await service.get_membership(db, caller.person_id, invitation.team_id)
