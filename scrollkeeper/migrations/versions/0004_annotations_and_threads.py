"""Annotations on files, threads on annotations and papers, and their comments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def _reference(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def upgrade() -> None:
    op.create_table(
        "annotations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("color", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("exact", sa.String(), nullable=True),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False, comment="How sure the place is, from 0 to 1."),
        sa.Column("page", sa.Integer(), nullable=False, comment="First page; 0 for a note on the whole file."),
        sa.Column("top", sa.Double(), nullable=False, comment="Top of the first rectangle, for the order."),
        sa.Column("places", postgresql.JSONB(), nullable=False, comment="[{page, rects}], rects in points."),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        _now("created_at"),
        _time("changed_at"),
        _time("deleted_at"),
        sa.CheckConstraint("kind in ('highlight', 'underline', 'note', 'area')", name=op.f("ck_annotations_kind")),
        sa.CheckConstraint("color in ('yellow', 'green', 'blue', 'pink')", name=op.f("ck_annotations_color")),
        sa.CheckConstraint("visibility in ('me', 'team')", name=op.f("ck_annotations_visibility")),
        _reference("annotations", "team_id", "teams"),
        _reference("annotations", "paper_id", "papers"),
        _reference("annotations", "file_id", "files"),
        _reference("annotations", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotations")),
    )
    op.create_index("ix_annotations_paper", "annotations", ["paper_id", "page", "top", "id"])
    op.create_index("ix_annotations_file", "annotations", ["file_id"])
    op.create_table(
        "threads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("annotation_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        _time("resolved_at"),
        sa.Column("resolved_by_id", sa.Uuid(), nullable=True),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        _now("created_at"),
        _reference("threads", "team_id", "teams"),
        _reference("threads", "paper_id", "papers"),
        _reference("threads", "annotation_id", "annotations"),
        _reference("threads", "person_id", "people", "SET NULL"),
        _reference("threads", "resolved_by_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sa.UniqueConstraint("annotation_id", name=op.f("uq_threads_annotation_id")),
    )
    op.create_index("ix_threads_paper", "threads", ["paper_id", "id"])
    op.create_table(
        "comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        _now("created_at"),
        _time("edited_at"),
        _time("deleted_at"),
        _reference("comments", "team_id", "teams"),
        _reference("comments", "thread_id", "threads"),
        _reference("comments", "person_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index("ix_comments_thread", "comments", ["thread_id", "id"])
