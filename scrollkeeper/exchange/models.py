"""Imports of bibliographies, kept so that each can be undone as a whole."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id

STATUSES = ("waiting", "running", "done", "failed")


class Import(Model):
    """One file of references that was brought in, and what it changed."""

    __tablename__ = "imports"
    __table_args__ = (
        Index("ix_imports_team", "team_id", "id"),
        CheckConstraint(f"status in {STATUSES}", name="status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(comment="Of the file.")
    format: Mapped[str]
    counts: Mapped[dict[str, Any]] = mapped_column(comment="status → number of references")
    papers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), comment="Made by it.")
    collection_id: Mapped[UUID | None] = mapped_column(ForeignKey("collections.id", ondelete="SET NULL"))
    collected: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), comment="Papers it put into the collection.")
    status: Mapped[str] = mapped_column(default="done", server_default="done")
    reason: Mapped[str | None] = mapped_column(comment="Why it failed.")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}", comment="What was asked for.")
    left_out: Mapped[list[Any]] = mapped_column(default=list, server_default="[]", comment="[{what, title, reason}]")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    undone_at: Mapped[datetime | None]


class ZoteroObject(Model):
    """What an object of a Zotero library became here, so that the next run brings only what is new or changed."""

    __tablename__ = "zotero_objects"
    __table_args__ = (
        Index("ix_zotero_objects_import", "import_id"),
        Index("ix_zotero_objects_pending", "team_id", "import_id", postgresql_where=text("pending")),
    )

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    library: Mapped[str] = mapped_column(primary_key=True, comment="u for a person's own, g and a number for a group.")
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(comment="item, collection, search, note or attachment")
    object_id: Mapped[UUID | None] = mapped_column(comment="Of the paper, collection, search, note or file.")
    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict, comment="As it came last, to tell what changed since.")
    pending: Mapped[bool] = mapped_column(default=False, comment="Annotations wait until the file is read.")


class LookupAnswer(Model):
    """What a registry said of an identifier; the same for all teams, and of nobody."""

    __tablename__ = "lookup_answers"

    key: Mapped[str] = mapped_column(primary_key=True, comment="Registry:identifier")
    metadata_: Mapped[dict[str, Any] | None] = mapped_column("metadata", comment="Null where it is not known there.")
    etag: Mapped[str]
    fresh_until: Mapped[datetime]
