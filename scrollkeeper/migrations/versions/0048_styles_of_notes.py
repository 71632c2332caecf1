"""styles of teams and notes

Revision ID: 0048
Revises: 0047
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    for table in ("teams", "notes"):
        op.add_column(table, sa.Column("citation_style", sa.String(), nullable=True, comment=COMMENTS[table]))
        op.add_column(table, sa.Column("citation_locale", sa.String(), nullable=True))


def downgrade() -> None:
    for table in ("teams", "notes"):
        op.drop_column(table, "citation_locale")
        op.drop_column(table, "citation_style")


COMMENTS = {"teams": "Of its notes; none is APA.", "notes": "None is the team's."}
