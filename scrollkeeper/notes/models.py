"""Notes as Yjs documents: what is merged already, what came since, and the versions to go back to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Computed, ForeignKey, Index, LargeBinary, func
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, deferred, mapped_column

from scrollkeeper.core.db import Model
from scrollkeeper.core.ids import new_id
from scrollkeeper.notes.update_bounds import Shape


class Note(Model):
    """`state` holds all updates up to `state_seq`; those after it, up to `seq`, are rows of their own."""

    __tablename__ = "notes"
    __table_args__ = (
        Index("ix_notes_team", "team_id", "id"),
        Index("ix_notes_words", "team_id", "words", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    # A paper has one note; those without a paper are the team's.
    paper_id: Mapped[UUID | None] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str]
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    # Megabytes that hardly anything needs: whoever does selects it.
    state: Mapped[bytes] = mapped_column(LargeBinary, default=b"", deferred=True, deferred_raiseload=True)
    state_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    size: Mapped[int] = mapped_column(default=0, comment="Bytes of the state and of all updates after it.")
    # Bounds from above on the whole document (see notes/update_bounds.py); null until it is looked at.
    structs: Mapped[int | None]
    depth: Mapped[int | None]
    work: Mapped[int | None] = mapped_column(BigInteger)
    epoch: Mapped[int] = mapped_column(
        default=0, comment="How often it was set back; updates of another epoch belong to a document that is gone."
    )
    unreadable: Mapped[bool] = mapped_column(default=False)
    citation_style: Mapped[str | None] = mapped_column(comment="None is the team's.")
    citation_locale: Mapped[str | None]
    clock: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    written_at: Mapped[datetime | None] = mapped_column(comment="When the newest update came.")
    kept_at: Mapped[datetime | None] = mapped_column(comment="When the newest version was kept.")
    deleted_at: Mapped[datetime | None]
    # What search reads: never the document itself, which only sandboxed processes open.
    text: Mapped[str] = deferred(mapped_column(default="", server_default=""))
    text_seq: Mapped[int] = mapped_column(
        BigInteger, default=0, server_default="0", comment="The newest update that `text` has."
    )
    words: Mapped[str] = deferred(
        mapped_column(TSVECTOR, Computed("scrollkeeper_words(title || E'\\n' || text)", persisted=True))
    )

    @property
    def shape(self) -> Shape | None:
        if self.structs is None or self.depth is None or self.work is None:
            return None
        return Shape(self.structs, self.depth, self.work)

    @shape.setter
    def shape(self, shape: Shape) -> None:
        self.structs, self.depth, self.work = shape.structs, shape.depth, shape.work


class NoteUpdate(Model):
    """One Yjs update as a browser sent it, until it is merged into the note's state."""

    __tablename__ = "note_updates"

    note_id: Mapped[UUID] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    update: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class NoteVersion(Model):
    """A note as it once was, and who had written since the version before."""

    __tablename__ = "note_versions"
    __table_args__ = (Index("ix_note_versions_note", "note_id", "seq"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    note_id: Mapped[UUID] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"))
    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    people: Mapped[list[Any]] = mapped_column(comment="Ids of who had written.")
    at: Mapped[datetime] = mapped_column(server_default=func.now())
