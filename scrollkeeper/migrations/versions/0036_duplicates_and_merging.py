"""duplicates of all kinds, and papers merged

Revision ID: 0036
Revises: 0035
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"

NOW = sa.text("now()")


def _of_team(table: str, *columns: sa.Column[object], key: Sequence[str]) -> None:
    op.create_table(
        table,
        *columns,
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f(f"fk_{table}_team_id_teams"), ondelete="CASCADE"),
    )


def _refers(table: str, column: str, to: str, *, then: str = "CASCADE") -> None:
    op.create_foreign_key(op.f(f"fk_{table}_{column}_{to}"), table, to, [column], ["id"], ondelete=then)


def upgrade() -> None:
    op.add_column("duplicates", sa.Column("preset", sa.Integer(), nullable=True, comment="1 strict, 2 normal, 3 loose"))
    op.add_column(
        "duplicates",
        sa.Column("reasons", postgresql.ARRAY(sa.String()), nullable=True, comment="Keys of REASONS, the best first."),
    )
    op.execute("""
        update duplicates set preset = case because when 'doi' then 1 else 2 end,
            reasons = case because when 'doi' then array['doi'] else array['title', 'year'] end
    """)
    op.alter_column("duplicates", "preset", nullable=False)
    op.alter_column("duplicates", "reasons", nullable=False)
    op.drop_column("duplicates", "because")
    op.create_check_constraint(op.f("ck_duplicates_preset"), "duplicates", "preset between 1 and 3")
    op.create_index("ix_duplicates_team", "duplicates", ["team_id", "preset"])
    _of_team(
        "duplicate_keys",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        key=("paper_id", "key"),
    )
    _refers("duplicate_keys", "paper_id", "papers")
    op.create_index("ix_duplicate_keys_key", "duplicate_keys", ["team_id", "key", "paper_id"])
    _of_team(
        "not_duplicates",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        key=("paper_id", "other_id"),
    )
    op.create_check_constraint(op.f("ck_not_duplicates_ordered"), "not_duplicates", "paper_id < other_id")
    _refers("not_duplicates", "paper_id", "papers")
    _refers("not_duplicates", "other_id", "papers")
    _refers("not_duplicates", "person_id", "people", then="SET NULL")
    op.create_index("ix_not_duplicates_other", "not_duplicates", ["other_id"])
    _of_team(
        "duplicate_searches",
        sa.Column("version", sa.Integer(), nullable=False, comment="Of the comparison."),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        key=("team_id",),
    )
    op.add_column(
        "papers",
        sa.Column("merged_into_id", sa.Uuid(), nullable=True, comment="The paper that this one became part of."),
    )
    _refers("papers", "merged_into_id", "papers", then="SET NULL")
    op.create_check_constraint(op.f("ck_papers_merged"), "papers", "merged_into_id is null or deleted_at is not null")
    op.create_index(
        "ix_papers_merged_into_id", "papers", ["merged_into_id"], postgresql_where=sa.text("merged_into_id is not null")
    )
    _of_team(
        "merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "record", postgresql.JSONB(), nullable=False, comment="What undoing it needs; empty once it is too late."
        ),
        key=("id",),
    )
    _refers("merges", "into_id", "papers")
    _refers("merges", "person_id", "people", then="SET NULL")
    op.create_index("ix_merges_into_id", "merges", ["into_id", "at"])
    op.create_index("ix_merges_team_id_at", "merges", ["team_id", "at"])


def downgrade() -> None:
    op.drop_table("merges")
    op.drop_column("papers", "merged_into_id")
    for table in ("duplicate_searches", "not_duplicates", "duplicate_keys"):
        op.drop_table(table)
    op.drop_index("ix_duplicates_team", "duplicates")
    op.add_column("duplicates", sa.Column("because", sa.String(), nullable=False, server_default="title"))
    op.execute("update duplicates set because = 'doi' where 'doi' = any(reasons)")
    op.alter_column("duplicates", "because", server_default=None)
    op.drop_column("duplicates", "reasons")
    op.drop_column("duplicates", "preset")
