"""how sure the parser is, and which documents it could not read again

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column(
        "papers",
        sa.Column(
            "confidence",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="How sure the parser is of what it read, from 0 to 1.",
        ),
    )
    op.add_column(
        "papers",
        sa.Column(
            "needs_checking",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="A field is doubtful, and nobody has set it.",
        ),
    )
    op.create_index(
        "ix_papers_to_check", "papers", ["team_id", "added_at", "id"], postgresql_where=sa.text("needs_checking")
    )
    op.add_column(
        "files",
        sa.Column(
            "reread_failed", sa.String(), nullable=True, comment="Version of the parser that could not read it again."
        ),
    )
    op.create_index("ix_files_status_parser", "files", ["status", "parser", "id"])


def downgrade() -> None:
    op.drop_index("ix_files_status_parser", "files")
    op.drop_column("files", "reread_failed")
    op.drop_index("ix_papers_to_check", "papers")
    op.drop_column("papers", "needs_checking")
    op.drop_column("papers", "confidence")
