"""Browsers that are told of news, and the key pair with which we sign what we send them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, SmallInteger, func
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id


class PushKey(Model):
    """The one key pair of this host; browsers bind their subscription to its public half, so it never changes."""

    __tablename__ = "push_keys"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    public: Mapped[bytes] = mapped_column(LargeBinary)
    private: Mapped[bytes] = mapped_column(LargeBinary, comment="Sealed with the keyring.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PushSubscription(Model):
    """A browser that shows its person's news. It goes with the session: whoever is signed out is told nothing."""

    __tablename__ = "push_subscriptions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), unique=True)
    endpoint: Mapped[str] = mapped_column(unique=True, comment="At the push service of the browser's vendor.")
    point: Mapped[bytes] = mapped_column(LargeBinary, comment="The browser's public key (p256dh).")
    auth: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_sent_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(comment="Why the last message did not go.")
