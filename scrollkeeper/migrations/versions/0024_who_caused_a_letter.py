"""Who caused a letter to somebody else, to count them."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column(
        "letters",
        sa.Column("sender_id", sa.Uuid(), comment="Whoever caused a letter to somebody else; null for one's own."),
    )
    op.create_index(op.f("ix_letters_sender_id_created_at"), "letters", ["sender_id", "created_at"])
