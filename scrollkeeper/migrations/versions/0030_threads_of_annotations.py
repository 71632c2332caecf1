"""Annotations know their thread, so that reading them asks nothing of discussions."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("annotations", sa.Column("thread_id", sa.Uuid(), nullable=True, comment="Written by discussions."))
    op.execute(
        "update annotations set thread_id = threads.id from threads where threads.annotation_id = annotations.id"
    )
    op.create_foreign_key(
        op.f("fk_annotations_thread_id_threads"), "annotations", "threads", ["thread_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index("ix_annotations_thread_id", "annotations", ["thread_id"])


def downgrade() -> None:
    op.drop_column("annotations", "thread_id")
