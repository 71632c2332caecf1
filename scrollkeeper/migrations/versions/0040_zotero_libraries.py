"""zotero libraries

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.add_column("imports", sa.Column("status", sa.String(), server_default="done", nullable=False))
    op.add_column("imports", sa.Column("reason", sa.String(), nullable=True, comment="Why it failed."))
    op.add_column(
        "imports",
        sa.Column("options", postgresql.JSONB(), server_default="{}", nullable=False, comment="What was asked for."),
    )
    op.add_column(
        "imports",
        sa.Column(
            "left_out", postgresql.JSONB(), server_default="[]", nullable=False, comment="[{what, title, reason}]"
        ),
    )
    op.create_check_constraint(
        op.f("ck_imports_status"), "imports", "status in ('waiting', 'running', 'done', 'failed')"
    )
    op.create_table(
        "zotero_objects",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("library", sa.String(), nullable=False, comment="u for a person's own, g and a number for a group."),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False, comment="item, collection, search, note or attachment"),
        sa.Column("object_id", sa.Uuid(), nullable=True, comment="Of the paper, collection, search, note or file."),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False, comment="As it came last, to tell what changed since."),
        sa.Column("pending", sa.Boolean(), nullable=False, comment="Annotations wait until the file is read."),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_zotero_objects_team_id_teams"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_zotero_objects_import_id_imports"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "library", "key", name=op.f("pk_zotero_objects")),
    )
    op.create_index("ix_zotero_objects_import", "zotero_objects", ["import_id"])
    op.create_index(
        "ix_zotero_objects_pending", "zotero_objects", ["team_id", "import_id"], postgresql_where=sa.text("pending")
    )


def downgrade() -> None:
    op.drop_table("zotero_objects")
    op.drop_constraint(op.f("ck_imports_status"), "imports")
    for name in ("left_out", "options", "reason", "status"):
        op.drop_column("imports", name)
