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

# What whoever administers the instance does; it concerns no team.
HOST = "host."


class Action(str):
    """An action of the audit log, defined by its context in `audit_actions.py`."""

    description: str

    def __new__(cls, name: str, description: str) -> "Action":
        """Define an action; the description continues a sentence that begins with who did it."""
        assert name not in _known, f"{name} is defined twice"
        action = super().__new__(cls, name)
        action.description = description
        _known[name] = action
        return action


_known: dict[str, Action] = {}


def known_actions() -> list[Action]:
    """Return every action of the contexts that are loaded, by name."""
    return [_known[name] for name in sorted(_known)]


def describe(action: str) -> str:
    """Return what was done, in words; an action of a newer program is its own description."""
    return _known[action].description if action in _known else action


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
    action: Action,
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
    origin = NOWHERE if by_host else _origin.get()
    row = {
        "id": new_id(), "action": str(action), "person_id": person_id, "team_id": team_id, "subject_id": subject_id,
        "data": dict(data or {}), "address": origin.address, "user_agent": origin.user_agent,
    }  # fmt: skip
    await db.execute(insert(AuditEntry).values(row))
