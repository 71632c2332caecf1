"""Banned networks, and how far each rate is used up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.dialects.postgresql import CIDR
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id


class Ban(Model):
    """A network, of IPv4 or IPv6, from which nothing is answered."""

    __tablename__ = "bans"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    network: Mapped[str] = mapped_column(CIDR, unique=True)
    reason: Mapped[str]
    automatic: Mapped[bool]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]


class RateUse(Model):
    """The time up to which a rate is used up (GCRA's theoretical arrival time). Unlogged: a crash forgives."""

    __tablename__ = "rate_limits"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    key: Mapped[str] = mapped_column(primary_key=True)
    used_until: Mapped[datetime]
