"""Shared notes: Yjs documents, their updates and versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def _reference(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete)


def _time(name: str, *, now: bool = False) -> sa.Column[object]:
    default = sa.text("now()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not now)


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("state_seq", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False, comment="Bytes of the state and of all updates after it."),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        _time("created_at", now=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True, comment="When the newest update came."),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True, comment="When the newest version was kept."),
        _time("deleted_at"),
        _reference("notes", "team_id", "teams"),
        _reference("notes", "paper_id", "papers"),
        _reference("notes", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("paper_id", name=op.f("uq_notes_paper_id")),
    )
    op.create_index("ix_notes_team", "notes", ["team_id", "id"])
    op.create_table(
        "note_updates",
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("update", sa.LargeBinary(), nullable=False),
        _time("at", now=True),
        _reference("note_updates", "note_id", "notes"),
        _reference("note_updates", "team_id", "teams"),
        _reference("note_updates", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("note_id", "seq", name=op.f("pk_note_updates")),
    )
    op.create_table(
        "note_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("people", postgresql.JSONB(), nullable=False, comment="Ids of who had written."),
        _time("at", now=True),
        _reference("note_versions", "note_id", "notes"),
        _reference("note_versions", "team_id", "teams"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_versions")),
    )
    op.create_index("ix_note_versions_note", "note_versions", ["note_id", "seq"])
