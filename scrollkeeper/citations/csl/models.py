"""Styles that teams bring themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, deferred, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id


class TeamStyle(Model):
    """A style of CSL that a team uses beside those that ship."""

    __tablename__ = "team_styles"
    __table_args__ = (Index("ix_team_styles_team_id_title", "team_id", "title"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    added_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    title: Mapped[str]
    format: Mapped[str] = mapped_column(default="", comment="author-date, numeric, note, label or author")
    locale: Mapped[str | None] = mapped_column(comment="That it asks for.")
    xml: Mapped[str] = deferred(mapped_column(nullable=False))
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())
