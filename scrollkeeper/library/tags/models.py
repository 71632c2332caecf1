"""Tags of a team, and the papers that have them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id
from scrollkeeper.library.models import LABEL_COLORS

_THERE = text("deleted_at is null")


class Tag(Model):
    """A word that a team puts on papers. Deleted ones keep their papers, so that they can be restored."""

    __tablename__ = "tags"
    __table_args__ = (
        CheckConstraint(f"color in {LABEL_COLORS}", name="color"),
        CheckConstraint("position between 1 and 9", name="position"),
        Index("ix_tags_name", "team_id", "name_key", unique=True, postgresql_where=_THERE),
        Index("ix_tags_position", "team_id", "position", unique=True, postgresql_where=_THERE),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(comment="The name without regard to case.")
    color: Mapped[str | None]
    position: Mapped[int | None] = mapped_column(comment="The number key that puts it on papers, 1 to 9.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]


class PaperTag(Model):
    """A tag on a paper."""

    __tablename__ = "paper_tags"

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[UUID] = mapped_column(ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())
