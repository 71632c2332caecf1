"""Guests, invitations, requests to join, settings of teams, and the audit log."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

ROLES = "('owner', 'admin', 'editor', 'commenter', 'reader', 'guest')"


def _id(name: str, *reference: sa.ForeignKey, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), *reference, nullable=nullable)


def _time(name: str, *, now: bool = False) -> sa.Column[object]:
    default = sa.text("now()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not now)


def _to(table: str, column: str, other: str, ondelete: str = "CASCADE") -> sa.ForeignKey:
    return sa.ForeignKey(f"{other}.id", ondelete=ondelete, name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    _widen_teams()
    _add_guests()
    _add_invitations()
    _add_audit_log()


def _widen_teams() -> None:
    op.add_column("teams", sa.Column("inviters", sa.String(), server_default="admins", nullable=False))
    op.add_column("teams", sa.Column("default_role", sa.String(), server_default="reader", nullable=False))
    op.add_column("teams", sa.Column("takes_requests", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column(
        "teams", sa.Column("picture_version", sa.String(), comment="Of the picture, for its address; null without one.")
    )
    op.add_column("teams", _time("archived_at"))
    op.add_column("teams", _time("deleted_at"))
    op.create_check_constraint(op.f("ck_teams_inviters"), "teams", "inviters in ('admins', 'editors', 'members')")
    op.create_check_constraint(
        op.f("ck_teams_default_role"), "teams", "default_role in ('editor', 'commenter', 'reader')"
    )
    op.drop_constraint(op.f("ck_members_role"), "members")
    op.create_check_constraint(op.f("ck_members_role"), "members", f"role in {ROLES}")
    op.create_table(
        "former_slugs",
        sa.Column("slug", sa.String(), primary_key=True),
        _id("team_id", _to("former_slugs", "team_id", "teams")),
    )
    op.create_index("ix_former_slugs_team_id", "former_slugs", ["team_id"])
    op.create_table(
        "team_pictures",
        sa.Column("team_id", sa.Uuid(), _to("team_pictures", "team_id", "teams"), primary_key=True),
        sa.Column("image", sa.LargeBinary(), nullable=False),
    )


def _add_guests() -> None:
    op.create_table(
        "guest_places",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _id("team_id", _to("guest_places", "team_id", "teams")),
        _id("person_id"),
        _id("paper_id", _to("guest_places", "paper_id", "papers"), nullable=True),
        _id("collection_id", nullable=True),
        _time("added_at", now=True),
        sa.ForeignKeyConstraint(
            ["team_id", "person_id"], ["members.team_id", "members.person_id"], ondelete="CASCADE", name="member"
        ),
        sa.CheckConstraint("num_nonnulls(paper_id, collection_id) = 1", name=op.f("ck_guest_places_one_place")),
        sa.UniqueConstraint(
            "team_id", "person_id", "paper_id", name=op.f("uq_guest_places_team_id_person_id_paper_id")
        ),
        sa.UniqueConstraint(
            "team_id", "person_id", "collection_id", name=op.f("uq_guest_places_team_id_person_id_collection_id")
        ),
    )
    op.create_index("ix_guest_places_paper_id", "guest_places", ["paper_id"])


def _add_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _id("team_id", _to("invitations", "team_id", "teams")),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("email", postgresql.CITEXT(), comment="Null for a link."),
        sa.Column("role", sa.String(), nullable=False),
        _id("paper_id", _to("invitations", "paper_id", "papers"), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False, comment="How many people it may let in."),
        sa.Column("used", sa.Integer(), nullable=False),
        _id("inviter_id", _to("invitations", "inviter_id", "people", "SET NULL"), nullable=True),
        _time("created_at", now=True),
        _time("sent_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _time("revoked_at"),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitations_code_hash")),
        sa.CheckConstraint(
            "role in ('admin', 'editor', 'commenter', 'reader', 'guest')", name=op.f("ck_invitations_role")
        ),
        sa.CheckConstraint("(role = 'guest') = (paper_id is not null)", name=op.f("ck_invitations_guest_place")),
        sa.CheckConstraint("used <= uses", name=op.f("ck_invitations_uses")),
    )
    op.create_index("ix_invitations_team_id_id", "invitations", ["team_id", "id"])
    op.create_table(
        "join_requests",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _id("team_id", _to("join_requests", "team_id", "teams")),
        _id("person_id", _to("join_requests", "person_id", "people")),
        sa.Column("message", sa.String(), nullable=False),
        _time("created_at", now=True),
        _time("refused_at"),
        sa.UniqueConstraint("team_id", "person_id", name=op.f("uq_join_requests_team_id_person_id")),
    )
    op.create_index("ix_join_requests_person_id", "join_requests", ["person_id"])


def _add_audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _time("at", now=True),
        _id("team_id", nullable=True),
        _id("person_id", nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        _id("subject_id", nullable=True),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("user_agent", sa.String(), nullable=False),
    )
    op.create_index("ix_audit_log_team_id_id", "audit_log", ["team_id", "id"])
    op.create_index("ix_audit_log_person_id_id", "audit_log", ["person_id", "id"])
    # Whoever holds the connection, be it a mistake of ours, cannot rewrite what happened.
    op.execute("""
        create function refuse_rewriting() returns trigger language plpgsql as $$
        begin
            raise exception 'the audit log is only added to' using errcode = 'insufficient_privilege';
        end $$
    """)
    op.execute("""
        create trigger audit_log_is_only_added_to before update or delete or truncate on audit_log
        for each statement execute function refuse_rewriting()
    """)
