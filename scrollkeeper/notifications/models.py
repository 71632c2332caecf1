"""Notifications and how each person wants them; papers they follow; tokens of feeds; webhooks and what they sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id

KINDS = ("mention", "reply", "assigned", "thread")
MAILS = ("now", "digest", "never")
LEVELS = ("all", "taking_part", "mentions", "none")


class Notification(Model):
    """One piece of news for one person. It holds no words: they are read, and allowed, when it is shown."""

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"mail in {MAILS}", name="mail"),
        UniqueConstraint("person_id", "team_id", "clock"),
        Index("ix_notifications_person", "person_id", "id"),
        Index("ix_notifications_thread_id", "thread_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    kind: Mapped[str]
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"))
    comment_id: Mapped[UUID | None] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    clock: Mapped[int] = mapped_column(BigInteger, comment="Of what it tells; read by whoever read the thread so far.")
    mail: Mapped[str] = mapped_column(comment="How it is to be mailed, as the person wanted when it came.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None] = mapped_column(comment="When an email told of it, or was found needless.")


class NotificationSettings(Model):
    """How a person wants to hear of a team; no row means: where they take part, in a daily email."""

    __tablename__ = "notification_settings"
    __table_args__ = (
        CheckConstraint(f"mail in {MAILS}", name="mail"),
        CheckConstraint(f"level in {LEVELS}", name="level"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    mail: Mapped[str] = mapped_column(server_default="now")
    level: Mapped[str] = mapped_column(server_default="taking_part")
    unsubscribe_key: Mapped[str] = mapped_column(unique=True, comment="In the emails: whoever has it may end them.")


class PaperFollower(Model):
    """A person follows a paper, or does not although they added it."""

    __tablename__ = "paper_followers"

    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    following: Mapped[bool]
