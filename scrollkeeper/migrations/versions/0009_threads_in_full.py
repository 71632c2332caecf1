"""Threads on references, for somebody until a day; versions of comments, mentions, reactions, and who read how far."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def _reference(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete)


def upgrade() -> None:
    op.add_column("threads", sa.Column("reference_id", sa.Uuid(), nullable=True))
    op.add_column(
        "threads",
        sa.Column(
            "reference_text", sa.String(), nullable=True, comment="As printed, for when the paper is parsed again."
        ),
    )
    op.add_column("threads", sa.Column("assignee_id", sa.Uuid(), nullable=True))
    op.add_column("threads", sa.Column("due", sa.Date(), nullable=True))
    for column, other in (("reference_id", "citation_references"), ("assignee_id", "people")):
        op.create_foreign_key(f"fk_threads_{column}_{other}", "threads", other, [column], ["id"], ondelete="SET NULL")
    op.create_unique_constraint("uq_threads_reference_id", "threads", ["reference_id"])
    op.create_index("ix_threads_team_clock", "threads", ["team_id", "clock"])
    op.create_index("ix_threads_assignee_id", "threads", ["assignee_id"])
    op.add_column(
        "comments",
        sa.Column(
            "key",
            sa.String(),
            nullable=True,
            comment="Given by who sends, so that a second try is not a second comment.",
        ),
    )
    op.add_column(
        "comments",
        sa.Column(
            "said_at_clock", sa.BigInteger(), nullable=True, comment="The clock when it was first said; never changes."
        ),
    )
    op.execute("update comments set said_at_clock = clock")
    op.alter_column("comments", "said_at_clock", nullable=False)
    op.create_unique_constraint("uq_comments_person_id_key", "comments", ["person_id", "key"])
    op.create_index("ix_comments_person", "comments", ["person_id", "thread_id"])
    op.create_table(
        "comment_versions",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _reference("comment_versions", "comment_id", "comments"),
        _reference("comment_versions", "team_id", "teams"),
        sa.PrimaryKeyConstraint("comment_id", "clock", name=op.f("pk_comment_versions")),
    )
    op.create_table(
        "mentions",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        _reference("mentions", "comment_id", "comments"),
        _reference("mentions", "person_id", "people"),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_mentions")),
    )
    op.create_index("ix_mentions_person_id", "mentions", ["person_id"])
    op.create_table(
        "reactions",
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("emoji", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        _reference("reactions", "comment_id", "comments"),
        _reference("reactions", "person_id", "people"),
        sa.PrimaryKeyConstraint("comment_id", "person_id", "emoji", name=op.f("pk_reactions")),
    )
    op.create_table(
        "thread_readers",
        sa.Column("thread_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.CheckConstraint("level in ('all', 'taking_part', 'mentions', 'none')", name=op.f("ck_thread_readers_level")),
        _reference("thread_readers", "thread_id", "threads"),
        _reference("thread_readers", "person_id", "people"),
        sa.PrimaryKeyConstraint("thread_id", "person_id", name=op.f("pk_thread_readers")),
    )
