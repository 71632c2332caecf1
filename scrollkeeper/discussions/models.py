"""Annotations on files, threads on annotations and papers, and the comments in them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, deferred, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id

# Of what in a thread a person wants to be told.
LEVELS = ("all", "taking_part", "mentions", "none")


class Thread(Model):
    """A conversation about an annotation or a reference (which have one at the most) or about the paper."""

    __tablename__ = "threads"
    __table_args__ = (
        Index("ix_threads_paper", "paper_id", "id"),
        Index("ix_threads_team_clock", "team_id", "clock"),
        Index("ix_threads_assignee_id", "assignee_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    annotation_id: Mapped[UUID | None] = mapped_column(ForeignKey("annotations.id", ondelete="CASCADE"), unique=True)
    reference_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("citation_references.id", ondelete="SET NULL"), unique=True
    )
    reference_text: Mapped[str | None] = mapped_column(comment="As printed, for when the paper is parsed again.")
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    due: Mapped[date | None]
    clock: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Comment(Model):
    """One contribution to a thread; a deleted one keeps its place. `clock` is its version."""

    __tablename__ = "comments"
    __table_args__ = (
        Index("ix_comments_thread", "thread_id", "id"),
        Index("ix_comments_person", "person_id", "thread_id"),
        UniqueConstraint("person_id", "key"),
        Index("ix_comments_words", "team_id", "words", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    text: Mapped[str]
    key: Mapped[str | None] = mapped_column(comment="Given by who sends, so that a second try is not a second comment.")
    imported_author: Mapped[str | None] = mapped_column(comment="Who wrote it, as stated where it came from.")
    clock: Mapped[int] = mapped_column(BigInteger)
    said_at_clock: Mapped[int] = mapped_column(BigInteger, comment="The clock when it was first said; never changes.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    hidden_reason: Mapped[str | None]
    words: Mapped[str] = deferred(mapped_column(TSVECTOR, Computed("scrollkeeper_words(text)", persisted=True)))


class CommentVersion(Model):
    """What a comment said before it was edited."""

    __tablename__ = "comment_versions"

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    clock: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    text: Mapped[str]
    written_at: Mapped[datetime]


class Mention(Model):
    """A comment names a person; whether they may see it is asked whenever it matters."""

    __tablename__ = "mentions"
    __table_args__ = (Index("ix_mentions_person_id", "person_id"),)

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)


class Reaction(Model):
    """One person's sign under a comment."""

    __tablename__ = "reactions"

    comment_id: Mapped[UUID] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    emoji: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class ThreadReader(Model):
    """How far a person has read a thread, and of what in it they want to be told (None: as they say for the team)."""

    __tablename__ = "thread_readers"
    __table_args__ = (CheckConstraint(f"level in {LEVELS}", name="level"),)

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    seen: Mapped[int] = mapped_column(BigInteger, default=0)
    level: Mapped[str | None]
