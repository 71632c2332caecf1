"""Emails and what became of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, func
from sqlalchemy.dialects.postgresql import CITEXT
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id

# waiting → handing_over → sent | refused; or given_up when it is of no use any more, printed where there is no mail
# server, and uncertain where we died between the last byte and the server's answer.
STATUSES = ("waiting", "handing_over", "sent", "refused", "given_up", "printed", "uncertain")


class Email(Model):
    """One mail to one address. What it says, which may be a secret link, is forgotten as soon as it has left."""

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint(f"status in {STATUSES}", name="status"),
        Index("ix_letters_address_created_at", "address", "created_at"),
        Index("ix_letters_sender_id_created_at", "sender_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    address: Mapped[str] = mapped_column(CITEXT)
    sender_id: Mapped[UUID | None] = mapped_column(
        comment="Whoever caused an email to somebody else; null for one's own."
    )
    template: Mapped[str]
    subject: Mapped[str]
    values: Mapped[dict[str, Any] | None]
    status: Mapped[str] = mapped_column(server_default="waiting")
    reason: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    useful_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
