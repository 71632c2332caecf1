"""Collections with the papers in them, and saved searches."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id
from scrollkeeper.library.models import LABEL_COLORS


class Collection(Model):
    """A named list of papers. Without an owner it is the team's; with one it is seen by that person alone."""

    __tablename__ = "collections"
    __table_args__ = (
        CheckConstraint(f"color in {LABEL_COLORS}", name="color"),
        CheckConstraint("path[cardinality(path)] = id", name="path"),
        Index("ix_collections_team_id_parent_id", "team_id", "parent_id"),
        Index("ix_collections_path", "path", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"), index=True)
    path: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), comment="Ids from the top level down to its own.")
    position: Mapped[int] = mapped_column(default=0, comment="Order among the collections of the same parent.")
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    color: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None] = mapped_column(comment="The same for all that were deleted together.")


class CollectionPaper(Model):
    """A paper in a collection."""

    __tablename__ = "collection_papers"

    collection_id: Mapped[UUID] = mapped_column(ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True)
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True, index=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    added_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SavedSearch(Model):
    """A filter with a name. Without an owner it is the team's; with one it is seen by that person alone."""

    __tablename__ = "saved_searches"
    __table_args__ = (Index("ix_saved_searches_team_id_owner_id", "team_id", "owner_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    filter: Mapped[str] = mapped_column(comment="As it was typed; see `filter_language.py`.")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]
