"""Imports of bibliographies, kept so that each can be undone as a whole."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id


class Import(Model):
    """One file of references that was brought in, and what it changed."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_team", "team_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(comment="Of the file.")
    format: Mapped[str]
    counts: Mapped[dict[str, Any]] = mapped_column(comment="status → number of references")
    papers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), comment="Made by it.")
    collection_id: Mapped[UUID | None] = mapped_column(ForeignKey("collections.id", ondelete="SET NULL"))
    collected: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), comment="Papers it put into the collection.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    undone_at: Mapped[datetime | None]
