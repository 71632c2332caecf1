"""custom fields

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"

KINDS = "('text', 'number', 'date', 'choice', 'person', 'link', 'yes_no')"


def upgrade() -> None:
    op.create_table(
        "custom_fields",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False, comment="The name without regard to case."),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "options",
            postgresql.JSONB(),
            server_default="[]",
            nullable=False,
            comment="Of a choice: [{id, name, deleted}], deleted ones kept for undoing.",
        ),
        sa.Column("position", sa.Integer(), nullable=False, comment="Its place among the fields."),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"kind in {KINDS}", name=op.f("ck_custom_fields_kind")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_custom_fields_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_fields")),
    )
    op.create_index("ix_custom_fields_team_id", "custom_fields", ["team_id"])
    op.create_index(
        "ix_custom_fields_name",
        "custom_fields",
        ["team_id", "name_key"],
        unique=True,
        postgresql_where=sa.text("deleted_at is null"),
    )
    op.add_column(
        "papers",
        sa.Column(
            "custom",
            postgresql.JSONB(),
            server_default="{}",
            nullable=False,
            comment="Values of custom fields by their id; see custom_fields/values.py.",
        ),
    )


def downgrade() -> None:
    op.drop_column("papers", "custom")
    op.drop_table("custom_fields")
