"""second factors that teams demand, and that identity providers vouch for

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def _flag(name: str, comment: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False, comment=comment)


def upgrade() -> None:
    op.add_column("teams", _flag("second_factor_required", "Of everybody in it, guests too."))
    op.add_column("sessions", _flag("provider_second_factor", "The identity provider said that it asked for one."))


def downgrade() -> None:
    op.drop_column("sessions", "provider_second_factor")
    op.drop_column("teams", "second_factor_required")
