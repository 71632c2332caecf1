"""imports of references

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False, comment="Of the file."),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False, comment="status → number of references"),
        sa.Column("papers", postgresql.ARRAY(sa.Uuid()), nullable=False, comment="Made by it."),
        sa.Column("collection_id", sa.Uuid(), nullable=True),
        sa.Column(
            "collected", postgresql.ARRAY(sa.Uuid()), nullable=False, comment="Papers it put into the collection."
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_imports_team_id_teams"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_imports_person_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.id"],
            name=op.f("fk_imports_collection_id_collections"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_team", "imports", ["team_id", "id"])


def downgrade() -> None:
    op.drop_table("imports")
