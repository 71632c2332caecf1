"""how papers were described before, and batches

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"

STATUSES = "('queued', 'done', 'undoing', 'undone')"
NOW = sa.func.now()


def upgrade() -> None:
    op.create_table(
        "metadata_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(), server_default="queued", nullable=False),
        sa.Column(
            "fields",
            postgresql.JSONB(),
            nullable=False,
            comment="CSL-JSON, checked; null hands a field back to the parser.",
        ),
        sa.Column("paper_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "changed", sa.Integer(), server_default="0", nullable=False, comment="Papers that are another than before."
        ),
        sa.Column(
            "kept", sa.Integer(), server_default="0", nullable=False, comment="Fields that undoing left: edited since."
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint(f"status in {STATUSES}", name=op.f("ck_metadata_batches_status")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_metadata_batches_person_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_metadata_batches_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metadata_batches")),
    )
    op.create_index("ix_metadata_batches_team_id", "metadata_batches", ["team_id"])
    op.create_table(
        "metadata_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("by_parser", sa.Boolean(), nullable=False),
        sa.Column(
            "before",
            postgresql.JSONB(),
            nullable=False,
            comment="field → {value, source}; what was not there is left out",
        ),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["metadata_batches.id"],
            name=op.f("fk_metadata_changes_batch_id_metadata_batches"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_metadata_changes_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_metadata_changes_person_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_metadata_changes_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metadata_changes")),
    )
    op.create_index("ix_metadata_changes_paper", "metadata_changes", ["paper_id", "id"])
    op.create_index("ix_metadata_changes_batch", "metadata_changes", ["batch_id", "paper_id"])


def downgrade() -> None:
    op.drop_table("metadata_changes")
    op.drop_table("metadata_batches")
