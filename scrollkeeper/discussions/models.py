"""Annotations on files, threads on annotations and papers, and the comments in them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id

KINDS = ("highlight", "underline", "note", "area")
COLORS = ("yellow", "green", "blue", "pink")
VISIBILITIES = ("me", "team")


class Annotation(Model):
    """A mark on a file. `clock` is its version; `start` and `end` are characters of the file's text."""

    __tablename__ = "annotations"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"color in {COLORS}", name="color"),
        CheckConstraint(f"visibility in {VISIBILITIES}", name="visibility"),
        Index("ix_annotations_paper", "paper_id", "page", "top", "id"),
        Index("ix_annotations_file", "file_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    kind: Mapped[str]
    color: Mapped[str]
    visibility: Mapped[str]
    comment: Mapped[str] = mapped_column(default="")
    exact: Mapped[str | None]
    prefix: Mapped[str] = mapped_column(default="")
    suffix: Mapped[str] = mapped_column(default="")
    start: Mapped[int | None]
    end: Mapped[int | None]
    score: Mapped[float] = mapped_column(default=1.0, comment="How sure the place is, from 0 to 1.")
    page: Mapped[int] = mapped_column(default=0, comment="First page; 0 for a note on the whole file.")
    top: Mapped[float] = mapped_column(default=0.0, comment="Top of the first rectangle, for the order.")
    places: Mapped[list[Any]] = mapped_column(default=list, comment="[{page, rects}], rects in points.")
    clock: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class Thread(Model):
    """A conversation about an annotation (which has one at the most) or about the paper."""

    __tablename__ = "threads"
    __table_args__ = (Index("ix_threads_paper", "paper_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    annotation_id: Mapped[UUID | None] = mapped_column(ForeignKey("annotations.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    clock: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Comment(Model):
    """One contribution to a thread; a deleted one keeps its place. `clock` is its version."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_thread", "thread_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    text: Mapped[str]
    clock: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
