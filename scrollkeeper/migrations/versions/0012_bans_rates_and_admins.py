"""Bans of networks, how far rates are used up, and whoever administers this instance."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "bans",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("network", postgresql.CIDR(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column(
            "person_id",
            sa.Uuid(),
            sa.ForeignKey("people.id", ondelete="SET NULL", name=op.f("fk_bans_person_id_people")),
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("network", name=op.f("uq_bans_network")),
    )
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("used_until", sa.DateTime(timezone=True), nullable=False),
        prefixes=["UNLOGGED"],
    )
    op.add_column("people", sa.Column("is_admin", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("people", sa.Column("disabled_at", sa.DateTime(timezone=True)))
    # Whoever came first has been running this all along.
    op.execute("update people set is_admin = true where id = (select id from people order by created_at, id limit 1)")
