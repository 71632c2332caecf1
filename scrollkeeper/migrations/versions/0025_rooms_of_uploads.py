"""How long room is kept for what has not come of an upload."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column(
        "uploads",
        sa.Column(
            "reserved_until",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("now() + interval '1 hour'"),
            comment="Room for what has not come is kept so long.",
        ),
    )
