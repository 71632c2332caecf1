"""Verified addresses, links by letter, known devices, and what a token may do."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"


def _person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["person_id"], ["people.id"], name=f"fk_{table}_person_id_people", ondelete="CASCADE"
    )


def upgrade() -> None:
    op.add_column("people", sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        _person("devices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("person_id", "token_hash", name=op.f("uq_devices_person_id_token_hash")),
    )
    op.create_table(
        "confirmations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("email", postgresql.CITEXT(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose in ('verify_email', 'reset_password', 'leave_email', 'take_email')",
            name=op.f("ck_confirmations_purpose"),
        ),
        _person("confirmations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_confirmations_token_hash")),
    )
    op.create_index(op.f("ix_confirmations_person_id"), "confirmations", ["person_id"])
    # Tokens that exist were given out with every right.
    op.add_column("tokens", sa.Column("scopes", postgresql.ARRAY(sa.String()), nullable=True))
    op.execute("update tokens set scopes = '{read,write}'")
    op.alter_column("tokens", "scopes", nullable=False)
    op.add_column("tokens", sa.Column("only_team_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_tokens_only_team_id_teams"), "tokens", "teams", ["only_team_id"], ["id"], ondelete="CASCADE"
    )
