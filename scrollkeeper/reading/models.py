"""Where each person stopped reading, and what they mean to read."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model

STATUSES = ("to_read", "reading", "read")


class Position(Model):
    """Place in a file; `y` in PDF points from the top of the page, `zoom` 1.0 for actual size."""

    __tablename__ = "positions"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    page: Mapped[int]
    y: Mapped[float]
    zoom: Mapped[float | None]
    rotation: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class ReadingEntry(Model):
    """A paper on somebody's reading list; put there by themselves, or by somebody who asks them to read it."""

    __tablename__ = "reading_list"
    __table_args__ = (
        CheckConstraint(f"status in {STATUSES}", name="status"),
        Index("ix_reading_list_team", "team_id", "person_id"),
        Index("ix_reading_list_paper", "paper_id"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(default="to_read")
    due: Mapped[date | None]
    assigned_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
