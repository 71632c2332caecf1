"""Metadata of an upload as its client sent it, since tus gives it back unchanged."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    comment = "Upload-Metadata as the client sent it."
    op.add_column("uploads", sa.Column("metadata_sent", sa.String(), nullable=True, comment=comment))
