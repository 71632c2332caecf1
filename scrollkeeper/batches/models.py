"""Steps of batches. The batches themselves are `library.history.models.MetadataBatch`, which changes of papers name."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model


class BatchStep(Model):
    """One action done to some papers of a batch in one transaction; undoing takes the last away, then the one before.

    What is written here is how far the batch is, so a job that was killed goes on after the last step.
    """

    __tablename__ = "batch_steps"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("metadata_batches.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    action: Mapped[str]
    start: Mapped[int] = mapped_column(comment="Of the papers of the batch, the first")
    stop: Mapped[int] = mapped_column(comment="and the one after the last.")
    record: Mapped[dict[str, Any]] = mapped_column(comment="What undoing it needs.")
