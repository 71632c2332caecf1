"""Teams, who is in them, and what leads people there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    Uuid,
    column,
    func,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import CITEXT
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id
from scrollkeeper.teams.roles import ROLES

KINDS = ("personal", "team")
INVITERS = ("admins", "editors", "members")


class Team(Model):
    """A group with its library. An archived one is only read; a deleted one can be restored for a while."""

    __tablename__ = "teams"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"inviters in {INVITERS}", name="inviters"),
        CheckConstraint("default_role in ('editor', 'commenter', 'reader')", name="default_role"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    quota_bytes: Mapped[int] = mapped_column(BigInteger)
    citation_key_pattern: Mapped[str | None] = mapped_column(comment="Of keys that are made; none is the usual one.")
    citation_style: Mapped[str | None] = mapped_column(comment="Of its notes; none is APA.")
    citation_locale: Mapped[str | None]
    inviters: Mapped[str] = mapped_column(default="admins", server_default="admins", comment="Who may invite.")
    default_role: Mapped[str] = mapped_column(default="reader", server_default="reader")
    takes_requests: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    second_factor_required: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), comment="Of everybody in it, guests too."
    )
    lookups: Mapped[bool] = mapped_column(
        default=True, server_default=text("true"), comment="Whether registries may be asked for identifiers."
    )
    picture_version: Mapped[str | None] = mapped_column(comment="Of the picture, for its address; null without one.")
    archived_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class FormerSlug(Model):
    """A slug that a team had: links with it still lead there."""

    __tablename__ = "former_slugs"

    slug: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)


class TeamPicture(Model):
    """A small square WebP that we encoded ourselves."""

    __tablename__ = "team_pictures"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    image: Mapped[bytes] = mapped_column(LargeBinary)


class Member(Model):
    __tablename__ = "members"
    __table_args__ = (CheckConstraint(f"role in {ROLES}", name="role"),)

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str]
    joined_at: Mapped[datetime] = mapped_column(server_default=func.now())


# A row for each paper that a guest was let see, by itself or in a collection (a view: migrations/versions/0031).
guest_papers = table("guest_papers", column("team_id", Uuid), column("person_id", Uuid), column("paper_id", Uuid))


class GuestPlace(Model):
    """What a guest may see: one paper, or one collection. It goes with the membership."""

    __tablename__ = "guest_places"
    __table_args__ = (
        ForeignKeyConstraint(
            ["team_id", "person_id"], ["members.team_id", "members.person_id"], ondelete="CASCADE", name="member"
        ),
        CheckConstraint("num_nonnulls(paper_id, collection_id) = 1", name="one_place"),
        UniqueConstraint("team_id", "person_id", "paper_id"),
        UniqueConstraint("team_id", "person_id", "collection_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    person_id: Mapped[UUID]
    # The database knows what these are; said here it would be an import upwards.
    paper_id: Mapped[UUID | None] = mapped_column(index=True)
    collection_id: Mapped[UUID | None] = mapped_column(index=True)
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Invitation(Model):
    """A secret code that lets people into the team: mailed to one address, or a link for several."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint(f"role in {ROLES[1:]}", name="role"),
        CheckConstraint("num_nonnulls(paper_id, collection_id) = (role = 'guest')::int", name="guest_place"),
        CheckConstraint("used <= uses", name="uses"),
        Index("ix_invitations_team_id_id", "team_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    email: Mapped[str | None] = mapped_column(CITEXT, comment="Null for a link.")
    role: Mapped[str]
    paper_id: Mapped[UUID | None] = mapped_column(comment="Of a guest.")
    collection_id: Mapped[UUID | None] = mapped_column(comment="Of a guest.")
    uses: Mapped[int] = mapped_column(default=1, comment="How many people it may let in.")
    used: Mapped[int] = mapped_column(default=0)
    inviter_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class JoinRequest(Model):
    """A person asks to be let in."""

    __tablename__ = "join_requests"
    __table_args__ = (UniqueConstraint("team_id", "person_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    message: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    refused_at: Mapped[datetime | None]
