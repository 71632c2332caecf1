"""citation keys

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    kept = "Given once the paper is described; then it stays."
    op.add_column("papers", sa.Column("citation_key", sa.String(), nullable=True, comment=kept))
    pinned: sa.Column[bool] = sa.Column(
        "citation_key_pinned", sa.Boolean(), server_default="false", nullable=False, comment="Somebody chose the key."
    )
    op.add_column("papers", pinned)
    # Of those that have one only, or PostgreSQL may take it for a cheap list of a team's papers.
    op.create_index(
        "uq_papers_citation_key",
        "papers",
        ["team_id", sa.text("lower(citation_key)")],
        unique=True,
        postgresql_where=sa.text("citation_key is not null"),
    )
    pattern = "Of keys that are made; none is the usual one."
    op.add_column("teams", sa.Column("citation_key_pattern", sa.String(), nullable=True, comment=pattern))


def downgrade() -> None:
    op.drop_column("teams", "citation_key_pattern")
    op.drop_index("uq_papers_citation_key", "papers")
    op.drop_column("papers", "citation_key_pinned")
    op.drop_column("papers", "citation_key")
