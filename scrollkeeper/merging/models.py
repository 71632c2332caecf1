"""Merges, each with what undoing it needs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id


class Merge(Model):
    """Papers that became part of another one. `record` is written and read by `merging/service.py`."""

    __tablename__ = "merges"
    __table_args__ = (Index("ix_merges_into_id", "into_id", "at"), Index("ix_merges_team_id_at", "team_id", "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    into_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    undone_at: Mapped[datetime | None]
    record: Mapped[dict[str, Any]] = mapped_column(comment="What undoing it needs; empty once it is too late.")
