"""The audit log: who did what, when and from where; written with the change itself, and never changed afterwards."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, func, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id

MAX_AGENT = 300

# action → what was done. What is not here cannot be recorded; the pages show the sentence.
ACTIONS = {
    "account.added": "made an account",
    "account.deleted": "deleted their account",
    "email.changed": "changed their e-mail",
    "password.changed": "changed their password",
    "password.reset": "set a new password by mail",
    "session.started": "signed in",
    "session.ended": "signed a browser out",
    "factor.added": "added a way to sign in",
    "factor.removed": "removed a way to sign in",
    "token.added": "made a token",
    "token.revoked": "revoked a token",
    "team.added": "made the team",
    "team.renamed": "renamed the team",
    "team.moved": "changed the team's address",
    "team.pictured": "changed the team's picture",
    "team.settled": "changed the team's settings",
    "team.archived": "archived the team",
    "team.reopened": "opened the team again",
    "team.deleted": "deleted the team",
    "team.restored": "restored the team",
    "team.ended": "ended the team for good",
    "member.added": "joined the team",
    "member.changed": "changed a role",
    "member.left": "left the team",
    "member.removed": "removed a member",
    "owner.changed": "handed the team over",
    "guest.added": "opened a paper to a guest",
    "guest.removed": "closed a paper to a guest",
    "invitation.added": "invited",
    "invitation.resent": "sent an invitation again",
    "invitation.revoked": "revoked an invitation",
    "request.added": "asked to join",
    "request.refused": "refused a request to join",
    "webhook.added": "had another system told of events",
    "webhook.changed": "changed a webhook",
    "webhook.deleted": "deleted a webhook",
    "comment.hidden": "hid a comment",
    "comment.shown": "showed a hidden comment again",
    "annotation.hidden": "hid an annotation",
    "annotation.shown": "showed a hidden annotation again",
    "audit.exported": "exported the audit log",
    "host.disabled": "disabled an account",
    "host.enabled": "let an account in again",
    "host.promoted": "made somebody an administrator",
    "host.demoted": "made an administrator an ordinary person",
    "host.ended": "signed somebody out everywhere",
    "host.resized": "changed a team's room",
    "host.restored": "restored a team",
    "host.retried": "had a job run again",
    "host.reparsed": "had a document read again",
    "host.cancelled": "cancelled a job",
    "host.banned": "banned a network",
    "host.lifted": "lifted a ban",
    "host.exported": "exported the log of the instance",
}
# What whoever administers the instance does; it concerns no team.
HOST = "host."


class AuditEntry(Model):
    """One action. Ids are kept as they were, without references, since the log outlives people and teams."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_team_id_id", "team_id", "id"),
        Index("ix_audit_log_person_id_id", "person_id", "id"),
        Index("ix_audit_log_of_host", "id", postgresql_where=text("action like 'host.%'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    team_id: Mapped[UUID | None] = mapped_column(comment="Null for what concerns no team.")
    person_id: Mapped[UUID | None] = mapped_column(comment="Null for ScrollKeeper itself and its host.")
    action: Mapped[str]
    subject_id: Mapped[UUID | None] = mapped_column(comment="The person, paper or invitation it was done to.")
    data: Mapped[dict[str, Any]]
    address: Mapped[str]
    user_agent: Mapped[str]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from."""

    address: str = ""
    user_agent: str = ""


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


class RememberOrigin:
    """ASGI middleware: what is recorded while a request is served says where that came from."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        client = scope.get("client")
        agent = Headers(scope=scope).get("user-agent", "")
        token = _origin.set(Origin(client[0] if client else "", agent[:MAX_AGENT].replace("\0", "")))
        try:
            await self.app(scope, receive, send)
        finally:
            _origin.reset(token)


async def record(
    db: AsyncSession,
    action: str,
    *,
    person_id: UUID | None,
    team_id: UUID | None = None,
    subject_id: UUID | None = None,
    data: Mapping[str, Any] | None = None,
    by_host: bool = False,
) -> None:
    """Write down what `person_id` did, all or nothing with the change. `data` is little, and holds no secrets.

    What the host did to a team is in the team's log without who they are and where they sit.
    """
    assert action in ACTIONS, f"{action} is not in core.audit.ACTIONS"
    origin = NOWHERE if by_host else _origin.get()
    row = {
        "id": new_id(), "action": action, "person_id": person_id, "team_id": team_id, "subject_id": subject_id,
        "data": dict(data or {}), "address": origin.address, "user_agent": origin.user_agent,
    }  # fmt: skip
    await db.execute(insert(AuditEntry).values(row))
