"""papers found by their address

Revision ID: 0049
Revises: 0048
"""

from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    op.execute(
        "create index ix_papers_url on papers (team_id, md5(metadata->>'URL')) where metadata->>'URL' is not null"
    )


def downgrade() -> None:
    op.drop_index("ix_papers_url", "papers")
