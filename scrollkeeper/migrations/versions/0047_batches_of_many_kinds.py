"""batches of papers that do more than set fields, step by step

Revision ID: 0047
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047"
down_revision = "0046"

STATUSES = ("queued", "done", "undoing", "undone")


def upgrade() -> None:
    columns: list[sa.Column[object]] = [
        sa.Column(
            "actions", postgresql.JSONB(), server_default="{}", nullable=False, comment="What is done beside fields."
        ),
        sa.Column("report", postgresql.JSONB(), server_default="{}", nullable=False, comment="Of copying; see copies."),
        sa.Column("reason", sa.String(), nullable=True, comment="Why it stopped."),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
    ]
    for column in columns:
        op.add_column("metadata_batches", column)
    op.create_foreign_key(
        op.f("fk_metadata_batches_undone_by_id_people"), "metadata_batches", "people", ["undone_by_id"], ["id"],
        ondelete="SET NULL",
    )  # fmt: skip
    _allow([*STATUSES, "stopped"])
    op.create_table(
        "batch_steps",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False, comment="Of the papers of the batch, the first"),
        sa.Column("stop", sa.Integer(), nullable=False, comment="and the one after the last."),
        sa.Column("record", postgresql.JSONB(), nullable=False, comment="What undoing it needs."),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["metadata_batches.id"], name=op.f("fk_batch_steps_batch_id_metadata_batches"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_batch_steps_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_batch_steps")),
    )  # fmt: skip
    op.create_index(op.f("ix_batch_steps_team_id"), "batch_steps", ["team_id"])
    op.execute(
        # Before steps were written down, each had 200 papers.
        """
        insert into batch_steps (batch_id, number, team_id, action, start, stop, record)
        select id, first / 200 + 1, team_id, 'set', first, least(first + 200, done), '{}'
        from metadata_batches, generate_series(0, done - 1, 200) first
        where done > 0
        """
    )
    op.add_column(
        "papers", sa.Column("copied_from", postgresql.JSONB(), nullable=True, comment="{team, at, person}, by name.")
    )


def downgrade() -> None:
    op.drop_column("papers", "copied_from")
    op.drop_table("batch_steps")
    op.execute("update metadata_batches set status = 'done' where status = 'stopped'")
    _allow(STATUSES)
    for name in ("undone_by_id", "reason", "report", "actions"):
        op.drop_column("metadata_batches", name)


def _allow(statuses: object) -> None:
    op.drop_constraint(op.f("ck_metadata_batches_status"), "metadata_batches", type_="check")
    op.create_check_constraint(
        op.f("ck_metadata_batches_status"),
        "metadata_batches",
        f"status in {tuple(statuses)}",  # type: ignore[arg-type]
    )
