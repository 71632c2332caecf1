"""tags, and keywords as automatic ones

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"

COLORS = "('grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink')"
THERE = sa.text("deleted_at is null")
# As `library/tags/names.py` splits them.
FILL = """
    update papers set keywords = found.words, keyword_keys = found.keys
    from (
        select id, array_agg(word order by place) as words, array_agg(key order by place) as keys
        from (
            select distinct on (id, lower(word)) id, word, lower(word) as key, place
            from papers,
                regexp_split_to_table(
                    metadata->>'keyword', case when metadata->>'keyword' ~ '[;\\n]' then '[;\\n]' else ',' end
                ) with ordinality as part (raw, place),
                btrim(regexp_replace(raw, '\\s+', ' ', 'g'), ' .') as word
            where length(word) between 1 and 100
            order by id, lower(word), place
        ) as each where place <= 50 group by id
    ) as found where found.id = papers.id
"""


def upgrade() -> None:
    op.create_table(
        "tags",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False, comment="The name without regard to case."),
        sa.Column("color", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True, comment="The number key that puts it on papers, 1 to 9."),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(f"color in {COLORS}", name=op.f("ck_tags_color")),
        sa.CheckConstraint("position between 1 and 9", name=op.f("ck_tags_position")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_tags_team_id_teams"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
    )
    op.create_index("ix_tags_name", "tags", ["team_id", "name_key"], unique=True, postgresql_where=THERE)
    op.create_index("ix_tags_position", "tags", ["team_id", "position"], unique=True, postgresql_where=THERE)
    op.create_table(
        "paper_tags",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_paper_tags_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_paper_tags_tag_id_tags"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_paper_tags_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_id", "tag_id", name=op.f("pk_paper_tags")),
    )
    op.create_index("ix_paper_tags_tag_id", "paper_tags", ["tag_id"])
    for name, comment in (
        ("keywords", "Those of the metadata, one by one."),
        ("keyword_keys", "The same without regard to case."),
    ):
        op.add_column(
            "papers",
            sa.Column(name, postgresql.ARRAY(sa.String()), nullable=False, server_default="{}", comment=comment),
        )
    op.execute(FILL)
    op.create_index("ix_papers_keywords", "papers", ["keyword_keys"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_papers_keywords", "papers")
    op.drop_column("papers", "keyword_keys")
    op.drop_column("papers", "keywords")
    op.drop_table("paper_tags")
    op.drop_table("tags")
