"""Uploads name the paper that they are another version of; who is to read what, and how far they are."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def _reference(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete)


def upgrade() -> None:
    op.add_column("uploads", sa.Column("version_of_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_uploads_version_of_id_papers", "uploads", "papers", ["version_of_id"], ["id"], ondelete="SET NULL"
    )
    op.create_table(
        "reading_list",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("assigned_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status in ('to_read', 'reading', 'read')", name=op.f("ck_reading_list_status")),
        _reference("reading_list", "person_id", "people"),
        _reference("reading_list", "paper_id", "papers"),
        _reference("reading_list", "team_id", "teams"),
        _reference("reading_list", "assigned_by_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("person_id", "paper_id", name=op.f("pk_reading_list")),
    )
    op.create_index("ix_reading_list_team", "reading_list", ["team_id", "person_id"])
    op.create_index("ix_reading_list_paper", "reading_list", ["paper_id"])
