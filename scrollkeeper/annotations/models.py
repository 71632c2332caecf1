"""Annotations on files, where they stand in other versions, and what colours mean."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, deferred, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id

KINDS = ("highlight", "underline", "note", "area", "ink")


COLORS = ("yellow", "green", "blue", "pink", "orange", "purple")


VISIBILITIES = ("me", "people", "team")


class Annotation(Model):
    """A mark on a file. `clock` is its version; `start` and `end` are characters of the file's text."""

    __tablename__ = "annotations"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"color in {COLORS}", name="color"),
        CheckConstraint(f"visibility in {VISIBILITIES}", name="visibility"),
        UniqueConstraint("file_id", "imported_key"),
        Index("ix_annotations_paper", "paper_id", "page", "position", "id"),
        Index("ix_annotations_file", "file_id"),
        Index("ix_annotations_thread_id", "thread_id"),
        Index("ix_annotations_words", "team_id", "words", postgresql_using="gin"),
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
    position: Mapped[int] = mapped_column(default=0, comment="Character that it stands at, for the order of reading.")
    top: Mapped[float] = mapped_column(default=0.0, comment="Top of the first rectangle.")
    places: Mapped[list[Any]] = mapped_column(default=list, comment="[{page, rects}], rects in points.")
    strokes: Mapped[list[Any]] = mapped_column(default=list, comment="[[x, y, x, y, …], …] in points, of ink.")
    alt: Mapped[str] = mapped_column(default="", comment="What an area shows, for those who cannot see it.")
    tags: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    viewers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list, comment="Who sees it beside the author.")
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    hidden_reason: Mapped[str | None]
    thread_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("threads.id", ondelete="SET NULL", use_alter=True), comment="Written by discussions."
    )
    imported_author: Mapped[str | None] = mapped_column(comment="Who made it, as stated where it came from.")
    imported_key: Mapped[str | None] = mapped_column(comment="By this it is not imported twice.")
    clock: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    changed_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    words: Mapped[str] = deferred(
        mapped_column(
            TSVECTOR, Computed("scrollkeeper_words(coalesce(exact, '') || E'\\n' || comment)", persisted=True)
        )
    )


class OtherPlace(Model):
    """Where an annotation stands in another version of its file; orphaned there where it is not `placed`."""

    __tablename__ = "carried_places"
    __table_args__ = (Index("ix_carried_places_file", "file_id", "page", "position"),)

    annotation_id: Mapped[UUID] = mapped_column(ForeignKey("annotations.id", ondelete="CASCADE"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    placed: Mapped[bool]
    score: Mapped[float] = mapped_column(default=0.0)
    exact: Mapped[str | None]
    prefix: Mapped[str] = mapped_column(default="")
    suffix: Mapped[str] = mapped_column(default="")
    start: Mapped[int | None]
    end: Mapped[int | None]
    page: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    top: Mapped[float] = mapped_column(default=0.0)
    places: Mapped[list[Any]] = mapped_column(default=list)
    strokes: Mapped[list[Any]] = mapped_column(default=list)
    suggestions: Mapped[list[Any]] = mapped_column(default=list, comment="[{start, end, page, exact, score}]")
    settled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class ColorMeaning(Model):
    """What a colour means in a team."""

    __tablename__ = "colors"
    __table_args__ = (CheckConstraint(f"color in {COLORS}", name="color"),)

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    color: Mapped[str] = mapped_column(primary_key=True)
    meaning: Mapped[str]
