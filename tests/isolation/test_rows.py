"""Row-level security: found in the database itself, table by table, and proved by trying to read and write across."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import ProgrammingError

from scrollkeeper.core import db as database
from scrollkeeper.core.db import APP_ROLE, TEAMS_SETTING
from scrollkeeper.core.postgres import DatabaseUnavailable
from scrollkeeper.core.postgres_logins import OWNER, SUPERUSER
from scrollkeeper.library.models import Paper
from scrollkeeper.migrations.isolation import CHILDREN, VIEWS
from scrollkeeper.migrations.run import migrate
from scrollkeeper.teams.models import Team
from tests import make

# Tables that belong to no team. A new one comes here only when everybody's rows may be read by every request of ours.
OF_NO_TEAM = {
    "alembic_version", "people", "sessions", "tokens", "sign_in_failures", "letters", "bans", "rate_limits",
    "authenticators", "answered_challenges", "passkeys", "recovery_codes", "confirmations", "devices", "identities",
    "push_keys", "push_subscriptions", "preferences",
    "procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers",
    "job_failures", "sealing_keys", "lookup_answers",
}  # fmt: skip
VALUES: dict[str, Any] = {
    "int4": 1, "int8": 1, "int2": 1, "float8": 1.0, "bool": True, "timestamptz": datetime.datetime.now(datetime.UTC),
    "date": datetime.date.today(), "jsonb": Jsonb({}), "cidr": "192.0.2.0/24", "inet": "192.0.2.1",
}  # fmt: skip


@pytest.fixture
def owner(app: FastAPI, database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """The owner of the tables; nothing that is done here stays."""
    with psycopg.connect(database_url) as connection:
        yield connection
        connection.rollback()


def tables(connection: psycopg.Connection[Any]) -> dict[str, bool]:
    """Every table, and whether it has a `team_id`."""
    rows = connection.execute("""
        select relname, exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'team_id')
        from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
    """)
    return dict(rows.fetchall())


def put_row(connection: psycopg.Connection[Any], table: str, team: uuid.UUID) -> None:
    """A row of this team with whatever its columns take."""
    columns = connection.execute(
        """
        select attname, typname from pg_attribute join pg_type on pg_type.oid = atttypid
        where attrelid = %s::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
          and (attnotnull or attname = 'team_id')
        """,
        (table,),
    ).fetchall()
    row = {name: _value(kind) for name, kind in columns} | {"id" if table == "teams" else "team_id": team}
    connection.execute(
        sql.SQL("insert into {} ({}) values ({})").format(
            sql.Identifier(table),
            sql.SQL(",").join(map(sql.Identifier, row)),
            sql.SQL(",").join([sql.SQL("%s")] * len(row)),
        ),
        list(row.values()),
    )


def _value(kind: str) -> Any:
    if kind == "uuid":
        return uuid.uuid4()
    if kind == "bytea":
        return uuid.uuid4().bytes
    if kind.startswith("_"):
        return []
    return VALUES.get(kind, uuid.uuid4().hex)


def name_teams(connection: psycopg.Connection[Any], *teams: uuid.UUID) -> None:
    names = "{" + ",".join(map(str, teams)) + "}" if teams else ""
    connection.execute("select set_config(%s, %s, true)", (TEAMS_SETTING, names))


def team_tables(connection: psycopg.Connection[Any]) -> list[str]:
    return sorted([table for table, of_team in tables(connection).items() if of_team] + ["teams"])


def test_every_table_is_of_a_team_or_known_to_be_of_none(owner: psycopg.Connection[Any]) -> None:
    unknown = (
        {table for table, of_team in tables(owner).items() if not of_team} - OF_NO_TEAM - set(CHILDREN) - {"teams"}
    )
    assert not unknown, "give these a team_id, or say in OF_NO_TEAM or migrations/isolation.py why not"


def test_what_requests_run_as_cannot_step_around(owner: psycopg.Connection[Any]) -> None:
    row = owner.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = %s",
        (APP_ROLE,),
    ).fetchone()
    assert row == (False,) * 4
    owned = owner.execute("select count(*) from pg_class where relowner = %s::regrole", (APP_ROLE,)).fetchone()
    assert owned == (0,)


def test_no_table_lets_a_team_read_or_write_across(owner: psycopg.Connection[Any]) -> None:
    """Each table has rows of two teams: a request of one sees its own, and does nothing to the other's."""
    ours, theirs = uuid.uuid4(), uuid.uuid4()
    found = team_tables(owner)
    assert {"papers", "pages", "event_log", "uploads", "members", "teams"} <= set(found)
    # Rows of nothing but the right types: what they refer to and what their values mean is not looked at here.
    owner.execute("set local session_replication_role = replica")
    checks = owner.execute("""
        select conrelid::regclass::text, conname from pg_constraint
        where contype = 'c' and connamespace = 'public'::regnamespace
    """).fetchall()
    for table, name in checks:
        owner.execute(sql.SQL("alter table {} drop constraint {}").format(sql.SQL(table), sql.Identifier(name)))
    for table in found:
        put_row(owner, table, ours)
        put_row(owner, table, theirs)
    owner.execute(sql.SQL("set local role {}").format(sql.Identifier(APP_ROLE)))
    for table in found:
        column = "id" if table == "teams" else "team_id"
        try_across(owner, table, column, ours, theirs)


def try_across(
    connection: psycopg.Connection[Any], table: str, column: str, ours: uuid.UUID, theirs: uuid.UUID
) -> None:
    name, key = sql.Identifier(table), sql.Identifier(column)
    seen = sql.SQL("select distinct {} from {}").format(key, name)
    name_teams(connection)
    assert connection.execute(seen).fetchall() == [], f"{table} shows rows when no team is named"
    name_teams(connection, ours)
    assert connection.execute(seen).fetchall() == [(ours,)], f"{table} shows rows of another team"
    if table in VIEWS:
        view = sql.SQL("select distinct {} from {}").format(key, sql.Identifier(f"visible_{table}"))
        assert connection.execute(view).fetchall() == [(ours,)], f"visible_{table} shows rows of another team"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        put_row(connection, table, theirs)
    for statement in ("update {0} set {1} = {1} where {1} = %s", "delete from {0} where {1} = %s"):
        with connection.transaction(force_rollback=True):
            try:
                done = connection.execute(sql.SQL(statement).format(name, key), (theirs,))
            except psycopg.errors.InsufficientPrivilege:
                continue  # Nobody may, in no team.
            assert done.rowcount == 0, f"{table} lets rows of another team be changed"
    # A row of ours must not be given to them.
    give = sql.SQL("update {0} set {1} = %s where {1} = %s").format(name, key)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute(give, (theirs, ours))


async def test_a_forgotten_condition_in_a_request_finds_nothing_of_others(ada: make.Member, eve: make.Member) -> None:
    """The same statements without a WHERE, in the sessions that requests get."""
    async with database.open_system_session.begin() as db:
        paper, _ = await make.paper(db, ada.scope)
    async with database.open_request_session.begin() as db:
        assert (await db.execute(select(func.count()).select_from(Paper))).scalar_one() == 0
        await database.act_as(db, eve.id)
        assert (await db.execute(select(func.count()).select_from(Paper))).scalar_one() == 0
        assert {str(found) for found in await db.scalars(select(Team.id))} == {eve.personal, eve.team}
        assert (await db.execute(update(Paper).values(title="Mine"))).rowcount == 0
        assert (await db.execute(delete(Paper))).rowcount == 0
    async with database.open_team_session(uuid.UUID(ada.team)) as db:
        assert (await db.scalars(select(Paper.id))).all() == [paper.id]
    # What a transaction named is forgotten with it, though the connection is used again.
    async with database.open_request_session.begin() as db:
        assert (await db.execute(select(func.count()).select_from(Paper))).scalar_one() == 0


async def test_what_a_request_gives_back_gains_it_nothing(app: FastAPI) -> None:
    """A statement that was slipped in may drop the role of the session, or ask for another: it stays what it is."""
    async with database.open_request_session.begin() as db:
        await db.execute(text("reset role"))
        row = (await db.execute(text("select current_user, session_user, (select count(*) from teams)"))).one()
        assert tuple(row) == (APP_ROLE, APP_ROLE, 0)
    for statement in (f"set role {OWNER}", f"set role {SUPERUSER}", f"set session authorization {OWNER}"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with database.open_request_session.begin() as db:
                await db.execute(text(statement))


async def test_a_token_may_be_narrowed_to_one_team(ada: make.Member) -> None:
    async with database.open_request_session.begin() as db:
        await db.execute(select(func.act_as(ada.id, uuid.UUID(ada.team))))
        assert [str(found) for found in await db.scalars(select(Team.id))] == [ada.team]


async def test_requests_cannot_touch_what_is_not_theirs_to_touch(ada: make.Member) -> None:
    for statement in ("update alembic_version set version_num = '0'", "alter table papers disable row level security"):
        with pytest.raises(ProgrammingError):
            async with database.open_request_session.begin() as db:
                await db.execute(text(statement))


def test_a_database_user_who_may_not_make_roles_is_told_what_to_ask_for(owner: psycopg.Connection[Any]) -> None:
    """As on a managed PostgreSQL: refused with the two lines for its administrator, and content once they have run."""
    name = f"plain_{uuid.uuid4().hex[:8]}"
    host = owner.info.host
    with psycopg.connect(host=host, dbname="postgres", user=SUPERUSER, autocommit=True) as admin:
        admin.execute(f"create role {name} nologin")
        admin.execute(f"create database {name} owner {name}")
        url = f"postgresql://{SUPERUSER}@/{name}?host={host}&options=-c%20role%3D{name}"
        extensions = ("citext", "pg_trgm", "unaccent", "btree_gin")
        with psycopg.connect(host=host, dbname=name, user=SUPERUSER, autocommit=True) as there:
            for extension in extensions:
                there.execute(f"create extension {extension}")
        try:
            with pytest.raises(DatabaseUnavailable, match=f"grant {APP_ROLE} to {name}"):
                migrate(url)
            admin.execute(f"grant {APP_ROLE} to {name}")
            migrate(url)
        finally:
            admin.execute(f"drop database {name}")
            admin.execute(f"revoke {APP_ROLE} from {name}")
            admin.execute(f"drop role {name}")
