"""look-ups of identifiers

Revision ID: 0046
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.add_column(
        "teams",
        sa.Column(
            "lookups", sa.Boolean(), server_default=sa.text("true"), nullable=False,
            comment="Whether registries may be asked for identifiers.",
        ),
    )  # fmt: skip
    op.create_table(
        "lookup_answers",
        sa.Column("key", sa.String(), nullable=False, comment="Registry:identifier"),
        sa.Column("metadata", postgresql.JSONB(), nullable=True, comment="Null where it is not known there."),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_lookup_answers")),
    )


def downgrade() -> None:
    op.drop_table("lookup_answers")
    op.drop_column("teams", "lookups")
