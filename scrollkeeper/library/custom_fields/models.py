"""Custom fields of a team."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id
from scrollkeeper.library.custom_fields.values import KINDS


class CustomField(Model):
    """A field that a team gives its papers. A deleted one keeps its values for 30 days, so that it can be restored."""

    __tablename__ = "custom_fields"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        Index("ix_custom_fields_name", "team_id", "name_key", unique=True, postgresql_where=text("deleted_at is null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(comment="The name without regard to case.")
    kind: Mapped[str]
    options: Mapped[list[Any]] = mapped_column(
        default=list, server_default="[]", comment="Of a choice: [{id, name, deleted}], deleted ones kept for undoing."
    )
    position: Mapped[int] = mapped_column(comment="Its place among the fields.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]
