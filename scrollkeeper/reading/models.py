"""Where each person stopped reading."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model


class Position(Model):
    """Place in a file; `y` in PDF points from the top of the page, `zoom` 1.0 for actual size."""

    __tablename__ = "positions"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    page: Mapped[int]
    y: Mapped[float]
    zoom: Mapped[float | None]
    rotation: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
