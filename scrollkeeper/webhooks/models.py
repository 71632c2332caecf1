"""Webhooks and what they sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id

DELIVERIES = ("waiting", "delivered", "failed")


class Webhook(Model):
    """Where a team's events are sent. `clock` is the last number of the team's clock that deliveries were made of."""

    __tablename__ = "webhooks"
    __table_args__ = (Index("ix_webhooks_team_id", "team_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(String), comment="Names of events; none means all.")
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    clock: Mapped[int] = mapped_column(BigInteger)
    enabled: Mapped[bool] = mapped_column(server_default="true")
    disabled_because: Mapped[str | None]
    failing_since: Mapped[datetime | None]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Delivery(Model):
    """One event on its way to one webhook. Its id is the `webhook-id`, the same however often it is tried."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        CheckConstraint(f"status in {DELIVERIES}", name="status"),
        Index("ix_webhook_deliveries_webhook", "webhook_id", "id"),
        Index("ix_webhook_deliveries_ended_at", "ended_at"),
        UniqueConstraint("webhook_id", "clock"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    clock: Mapped[int | None] = mapped_column(BigInteger, comment="Null for a test.")
    name: Mapped[str]
    body: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    answer: Mapped[int | None] = mapped_column(comment="HTTP status of the last answer.")
    reason: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]
