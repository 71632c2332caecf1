"""Letters and what became of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("address", postgresql.CITEXT(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("values", postgresql.JSONB()),
        sa.Column("status", sa.String(), server_default="waiting", nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "status in ('waiting', 'handing_over', 'sent', 'refused', 'given_up', 'printed', 'uncertain')",
            name=op.f("ck_letters_status"),
        ),
    )
    op.create_index("ix_letters_address_created_at", "letters", ["address", "created_at"])
