"""fingerprints of the keys that seal

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "sealing_keys",
        sa.Column("number", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sealing_keys")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_sealing_keys_fingerprint")),
    )


def downgrade() -> None:
    op.drop_table("sealing_keys")
