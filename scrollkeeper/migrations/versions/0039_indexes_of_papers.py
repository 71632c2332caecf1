"""indexes of papers: those outside the trash and in it, sorted by year, and by arXiv number

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

ARXIV = sa.text("('10.48550/arxiv.' || lower(metadata->>'arxiv'))")


def upgrade() -> None:
    op.drop_index("ix_papers_team_year", "papers")
    # Papers without a year are sorted as of the year 0.
    op.create_index("ix_papers_team_year", "papers", ["team_id", sa.text("coalesce(year, 0)"), "id"])
    op.drop_index("ix_papers_team_added", "papers")
    # Papers outside the trash are counted by this as well.
    for name, where in (("ix_papers_team_added", "deleted_at is null"), ("ix_papers_trash", "deleted_at is not null")):
        op.create_index(name, "papers", ["team_id", "added_at", "id"], postgresql_where=sa.text(where))
    numbered = sa.text("metadata->>'arxiv' is not null")
    op.create_index("ix_papers_arxiv", "papers", ["team_id", ARXIV], postgresql_where=numbered)


def downgrade() -> None:
    op.drop_index("ix_papers_arxiv", "papers")
    for name in ("ix_papers_trash", "ix_papers_team_added", "ix_papers_team_year"):
        op.drop_index(name, "papers")
    op.create_index("ix_papers_team_added", "papers", ["team_id", "added_at", "id"])
    op.create_index("ix_papers_team_year", "papers", ["team_id", "year", "id"])
