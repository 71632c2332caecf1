"""Ink, tags, named readers, hiding, colours with meanings, places in other versions; events for some people only."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

KINDS = "'highlight', 'underline', 'note', 'area', 'ink'"
COLORS = "'yellow', 'green', 'blue', 'pink', 'orange', 'purple'"


def _reference(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}", ondelete=ondelete)


def _allow(name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_annotations_{name}"), "annotations")
    op.create_check_constraint(op.f(f"ck_annotations_{name}"), "annotations", condition)


def upgrade() -> None:
    op.add_column("event_log", sa.Column("audience", postgresql.ARRAY(sa.Uuid()), nullable=True))
    _allow("kind", f"kind in ({KINDS})")
    _allow("color", f"color in ({COLORS})")
    _allow("visibility", "visibility in ('me', 'people', 'team')")
    texts = postgresql.ARRAY(sa.String())
    for column in (
        sa.Column("position", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("strokes", postgresql.JSONB(), nullable=False, server_default="[]"),
        sa.Column("alt", sa.String(), nullable=False, server_default=""),
        sa.Column("tags", texts, nullable=False, server_default="{}"),
        sa.Column("viewers", postgresql.ARRAY(sa.Uuid()), nullable=False, server_default="{}"),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by_id", sa.Uuid(), nullable=True),
        sa.Column("hidden_reason", sa.String(), nullable=True),
        sa.Column("imported_author", sa.String(), nullable=True),
        sa.Column("imported_key", sa.String(), nullable=True),
    ):
        op.add_column("annotations", column)
        op.alter_column("annotations", column.name, server_default=None)
    op.create_foreign_key(
        "fk_annotations_hidden_by_id_people", "annotations", "people", ["hidden_by_id"], ["id"], ondelete="SET NULL"
    )
    op.create_unique_constraint(op.f("uq_annotations_file_id_imported_key"), "annotations", ["file_id", "imported_key"])
    op.execute("update annotations set position = coalesce(start, 0)")
    op.drop_index("ix_annotations_paper", "annotations")
    op.create_index("ix_annotations_paper", "annotations", ["paper_id", "page", "position", "id"])
    op.create_table(
        "colors",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("color", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.CheckConstraint(f"color in ({COLORS})", name=op.f("ck_colors_color")),
        _reference("colors", "team_id", "teams"),
        sa.PrimaryKeyConstraint("team_id", "color", name=op.f("pk_colors")),
    )
    op.create_table(
        "carried_places",
        sa.Column("annotation_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("placed", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("exact", sa.String(), nullable=True),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("top", sa.Double(), nullable=False),
        sa.Column("places", postgresql.JSONB(), nullable=False),
        sa.Column("strokes", postgresql.JSONB(), nullable=False),
        sa.Column("suggestions", postgresql.JSONB(), nullable=False),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        _reference("carried_places", "annotation_id", "annotations"),
        _reference("carried_places", "file_id", "files"),
        _reference("carried_places", "team_id", "teams"),
        _reference("carried_places", "settled_by_id", "people", "SET NULL"),
        sa.PrimaryKeyConstraint("annotation_id", "file_id", name=op.f("pk_carried_places")),
    )
    op.create_index("ix_carried_places_file", "carried_places", ["file_id", "page", "position"])
