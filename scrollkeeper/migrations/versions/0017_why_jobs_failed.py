"""Why a job failed, beside the job; and quick pages of what whoever administers the instance did."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "job_failures",
        sa.Column("job_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    # It goes with its job; procrastinate's tables are not of our models.
    op.execute("""
        alter table job_failures add constraint fk_job_failures_job_id_procrastinate_jobs
        foreign key (job_id) references procrastinate_jobs (id) on delete cascade
    """)
    op.create_index("ix_audit_log_of_host", "audit_log", ["id"], postgresql_where=sa.text("action like 'host.%'"))
