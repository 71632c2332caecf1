"""what a file is to its paper, and which is the main one

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"

KINDS = "('article', 'supplement', 'translation', 'other')"


def upgrade() -> None:
    for table in ("files", "uploads"):
        op.add_column(table, sa.Column("kind", sa.String(), server_default="article", nullable=False))
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, f"kind in {KINDS}")
    op.add_column(
        "files",
        sa.Column(
            "main",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="Chosen to be shown first; of several the newest.",
        ),
    )


def downgrade() -> None:
    op.drop_column("files", "main")
    for table in ("uploads", "files"):
        op.drop_constraint(op.f(f"ck_{table}_kind"), table)
        op.drop_column(table, "kind")
