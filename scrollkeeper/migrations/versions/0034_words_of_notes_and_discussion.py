"""Index the words of annotations, comments, notes and file names.

A note is kept as Yjs updates, which only sandboxed processes read; `text` is what one of them found in it. Notes that
are there already are read by the job `notes.read_texts`.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"

VECTORS = (
    ("annotations", "words", r"scrollkeeper_words(coalesce(exact, '') || E'\n' || comment)"),
    ("comments", "words", "scrollkeeper_words(text)"),
    ("notes", "words", r"scrollkeeper_words(title || E'\n' || text)"),
    ("files", "name_words", "scrollkeeper_words(name)"),
)


def upgrade() -> None:
    op.add_column("notes", sa.Column("text", sa.String(), server_default="", nullable=False))
    op.add_column(
        "notes",
        sa.Column(
            "text_seq",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="The newest update that `text` has.",
        ),
    )
    for table, column, vector in VECTORS:
        words = sa.Column(column, postgresql.TSVECTOR(), sa.Computed(vector, persisted=True), nullable=False)
        op.add_column(table, words)
        op.create_index(f"ix_{table}_{column}", table, ["team_id", column], postgresql_using="gin")


def downgrade() -> None:
    for table, column, _ in VECTORS:
        op.drop_index(f"ix_{table}_{column}", table)
        op.drop_column(table, column)
    op.drop_column("notes", "text_seq")
    op.drop_column("notes", "text")
