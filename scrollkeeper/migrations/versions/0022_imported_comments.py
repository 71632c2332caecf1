"""A comment can come from elsewhere, with its author as stated there."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("comments", sa.Column("imported_author", sa.String()))
