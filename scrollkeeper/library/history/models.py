"""Changes of papers' metadata, and batches of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Uuid, func
from sqlalchemy.orm import Mapped, deferred, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id

BATCH_STATUSES = ("queued", "done", "stopped", "undoing", "undone")


class MetadataBatch(Model):
    """The same done to many papers by one person; with `done` of `paper_ids`, from the front, it is through.

    `batches/` goes through them; `fields` is the action that it leaves to `history/batches.py`.
    """

    __tablename__ = "metadata_batches"
    __table_args__ = (CheckConstraint(f"status in {BATCH_STATUSES}", name="status"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(default="queued", server_default="queued")
    fields: Mapped[dict[str, Any]] = mapped_column(comment="CSL-JSON, checked; null hands a field back to the parser.")
    actions: Mapped[dict[str, Any]] = mapped_column(
        default=dict, server_default="{}", comment="What is done beside fields."
    )
    paper_ids: Mapped[list[UUID]] = deferred(mapped_column(ARRAY(Uuid)))
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[int] = mapped_column(default=0, server_default="0", comment="Papers that are another than before.")
    kept: Mapped[int] = mapped_column(default=0, server_default="0", comment="Fields that undoing left: edited since.")
    report: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}", comment="Of copying; see copies.")
    reason: Mapped[str | None] = mapped_column(comment="Why it stopped.")
    undone_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class MetadataChange(Model):
    """One change of a paper's metadata: its fields before and after, each with its value and where that came from."""

    __tablename__ = "metadata_changes"
    __table_args__ = (
        Index("ix_metadata_changes_paper", "paper_id", "id"),
        Index("ix_metadata_changes_batch", "batch_id", "paper_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("metadata_batches.id", ondelete="CASCADE"))
    by_parser: Mapped[bool]
    before: Mapped[dict[str, Any]] = mapped_column(comment="field → {value, source}; what was not there is left out")
    after: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
