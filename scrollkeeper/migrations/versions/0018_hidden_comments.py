"""A comment can be hidden with a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("comments", sa.Column("hidden_at", sa.DateTime(timezone=True)))
    op.add_column(
        "comments",
        sa.Column(
            "hidden_by_id",
            sa.Uuid(),
            sa.ForeignKey("people.id", ondelete="SET NULL", name=op.f("fk_comments_hidden_by_id_people")),
        ),
    )
    op.add_column("comments", sa.Column("hidden_reason", sa.String()))
