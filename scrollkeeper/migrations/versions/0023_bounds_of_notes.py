"""What a note's document has become at the most, and how often it was set back."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("notes", sa.Column("structs", sa.Integer(), nullable=True))
    op.add_column("notes", sa.Column("depth", sa.Integer(), nullable=True))
    op.add_column("notes", sa.Column("work", sa.BigInteger(), nullable=True))
    op.add_column(
        "notes",
        sa.Column(
            "epoch",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="How often it was set back; updates of another epoch belong to a document that is gone.",
        ),
    )
    op.add_column("notes", sa.Column("unreadable", sa.Boolean(), server_default="false", nullable=False))
    for column in ("epoch", "unreadable"):
        op.alter_column("notes", column, server_default=None)
