"""collections, and guests of them

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"

COLORS = "('grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink')"
# Every paper that a guest was let see. It has the rights of whoever asks, so that row-level security holds through it.
GUEST_PAPERS = """
    create view guest_papers with (security_invoker = true) as
    select team_id, person_id, paper_id from guest_places where paper_id is not null
    union all
    select guest_places.team_id, guest_places.person_id, collection_papers.paper_id
    from guest_places
    join collections on collections.team_id = guest_places.team_id and collections.owner_id is null
        and collections.deleted_at is null and collections.path @> array[guest_places.collection_id]
    join collection_papers on collection_papers.collection_id = collections.id
    where guest_places.collection_id is not null
"""


def upgrade() -> None:
    op.create_table(
        "collections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column(
            "path", postgresql.ARRAY(sa.Uuid()), nullable=False, comment="Ids from the top level down to its own."
        ),
        sa.Column("position", sa.Integer(), nullable=False, comment="Order among the collections of the same parent."),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("color", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column(
            "deleted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="The same for all that were deleted together.",
        ),
        sa.CheckConstraint(f"color in {COLORS}", name=op.f("ck_collections_color")),
        sa.CheckConstraint("path[cardinality(path)] = id", name=op.f("ck_collections_path")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_collections_team_id_teams"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["people.id"], name=op.f("fk_collections_owner_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["collections.id"], name=op.f("fk_collections_parent_id_collections"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collections")),
    )
    op.create_index("ix_collections_team_id_parent_id", "collections", ["team_id", "parent_id"])
    op.create_index("ix_collections_owner_id", "collections", ["owner_id"])
    op.create_index("ix_collections_parent_id", "collections", ["parent_id"])
    op.create_index("ix_collections_path", "collections", ["path"], postgresql_using="gin")
    op.create_table(
        "collection_papers",
        sa.Column("collection_id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collections.id"],
            name=op.f("fk_collection_papers_collection_id_collections"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_collection_papers_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_collection_papers_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("collection_id", "paper_id", name=op.f("pk_collection_papers")),
    )
    op.create_index("ix_collection_papers_paper_id", "collection_papers", ["paper_id"])
    for table in ("guest_places", "invitations"):
        if table == "invitations":
            op.add_column(table, sa.Column("collection_id", sa.Uuid(), nullable=True, comment="Of a guest."))
        op.create_foreign_key(
            op.f(f"fk_{table}_collection_id_collections"),
            table,
            "collections",
            ["collection_id"],
            ["id"],
            ondelete="CASCADE",
        )
    op.create_index("ix_guest_places_collection_id", "guest_places", ["collection_id"])
    op.drop_constraint(op.f("ck_invitations_guest_place"), "invitations")
    op.create_check_constraint(
        op.f("ck_invitations_guest_place"),
        "invitations",
        "num_nonnulls(paper_id, collection_id) = (role = 'guest')::int",
    )
    op.execute(GUEST_PAPERS)


def downgrade() -> None:
    op.execute("drop view guest_papers")
    op.execute("delete from guest_places where collection_id is not null")
    op.execute("delete from invitations where collection_id is not null")
    op.drop_constraint(op.f("ck_invitations_guest_place"), "invitations")
    op.drop_column("invitations", "collection_id")
    op.create_check_constraint(
        op.f("ck_invitations_guest_place"), "invitations", "(role = 'guest') = (paper_id is not null)"
    )
    op.drop_constraint(op.f("fk_guest_places_collection_id_collections"), "guest_places")
    op.drop_index("ix_guest_places_collection_id", "guest_places")
    op.drop_table("collection_papers")
    op.drop_table("collections")
