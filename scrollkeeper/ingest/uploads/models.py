"""Uploads under way, and the stored parts that they consist of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id
from scrollkeeper.library.models import FILE_KINDS

STATUSES = ("open", "finished", "refused", "expired", "cancelled")


class Upload(Model):
    """A tus upload. `offset` moves only in the transaction that records a stored part; `writer` is who may move it."""

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint(f"status in {STATUSES}", name="status"),
        CheckConstraint(f"kind in {FILE_KINDS}", name="kind"),
        CheckConstraint('"offset" between 0 and size', name="offset"),
        Index("ix_uploads_team_created", "team_id", "created_at", "id"),
        Index("ix_uploads_status_expires", "status", "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    name: Mapped[str]
    metadata_sent: Mapped[str | None] = mapped_column(comment="Upload-Metadata as the client sent it.")
    size: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    writer: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(default="open")
    reason: Mapped[str | None]
    expected_sha256: Mapped[str | None]
    sha256: Mapped[str | None]
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey("papers.id", ondelete="SET NULL"))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id", ondelete="SET NULL"))
    version_of_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("papers.id", ondelete="SET NULL"), comment="Paper that it is another version of."
    )
    kind: Mapped[str] = mapped_column(
        default="article", server_default="article", comment="What the file is to be to its paper."
    )
    already_here: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]
    reserved_until: Mapped[datetime] = mapped_column(
        server_default=text("now() + interval '1 hour'"), comment="Room for what has not come is kept so long."
    )


class UploadPart(Model):
    """A piece of an upload that is stored durably, at the storage key `key`."""

    __tablename__ = "upload_parts"

    upload_id: Mapped[UUID] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True)
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str]
