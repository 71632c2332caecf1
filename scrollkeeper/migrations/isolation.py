"""Row-level security: what a request may see and write is decided by PostgreSQL, whatever a statement forgets.

Requests run as the role `scrollkeeper_app`, which owns nothing. A transaction of theirs names the teams of its caller
(`act_as` and `core.db`); rows of any other team are not there for it. Migrating ends here, so a new table with a
`team_id` is isolated without anybody having to think of it. Why it is so: docs/decisions/0007-row-level-security.md.
"""

import hashlib
from pathlib import Path

import psycopg
from sqlalchemy import ARRAY, Connection, Text, bindparam, text
from sqlalchemy.exc import ProgrammingError

from scrollkeeper.core.db import APP_ROLE, TEAMS_SETTING
from scrollkeeper.core.postgres import DatabaseUnavailable

_TEAMS = f"(select nullif(current_setting('{TEAMS_SETTING}', true), '')::uuid[])::uuid[]"
POLICY = "of_named_teams"
# Tables that belong to a team though they have no `team_id`: what their rows hang on.
CHILDREN = {
    "upload_parts": ("upload_id", "uploads"),
    "mentions": ("comment_id", "comments"),
    "reactions": ("comment_id", "comments"),
    "thread_readers": ("thread_id", "threads"),
}
# PostgreSQL uses an index under a policy only for operators that it knows to be leakproof, and those of full-text
# search and of JSON are not. A view of its owner has the same condition without that rule: statements that need such
# an index read these. `visible_papers` is `papers`, as far as the caller may see it.
VIEWS = ("papers", "pages", "files", "annotations", "comments", "notes", "event_log")
# Nothing that a request does changes these.
READ_ONLY = ("alembic_version", "bans", "rate_limits", "job_failures", "sealing_keys")
ADDED_TO_ONLY = ("audit_log",)

_ACT_AS = f"""
    create or replace function act_as(person uuid, only_team uuid default null) returns boolean
    language plpgsql volatile security definer set search_path = {{schema}}, pg_temp as $$
    begin
        perform set_config('{TEAMS_SETTING}', coalesce((
            select array_agg(team_id)::text from members
            where person_id = person and (only_team is null or team_id = only_team)
        ), '{{{{}}}}'), true);
        return true;
    end $$
"""  # noqa: S608
_NO_ROLE = (
    f"The database user may not make the role {APP_ROLE}, which keeps teams apart. Let somebody who may run: "
    f"create role {APP_ROLE} nologin; grant {APP_ROLE} to {{user}}; and start again."
)


def condition(column: str) -> str:
    """That a row belongs to a team which the transaction has named. The select is run once, not for each row."""
    return f"{column} = any ({_TEAMS})"


def _digest() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def team_tables(connection: Connection) -> dict[str, bool]:
    """Every table with a `team_id`, and whether that may be null."""
    rows = connection.execute(
        text("""
            select relname, not attnotnull as nullable from pg_class
            join pg_attribute on attrelid = pg_class.oid and attname = 'team_id' and not attisdropped
            where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
        """)
    )
    return {row.relname: row.nullable for row in rows}


# What there should be for requests, as PostgreSQL itself knows it. A dump that is restored where the role is missing
# comes without policies and rights, and nothing else would say so.
_FAULTS = text("""
    with tables as (
        select pg_class.oid, relname, relrowsecurity,
            relname = 'teams' or relname = any(:children) or exists (
                select from pg_attribute where attrelid = pg_class.oid and attname = 'team_id' and not attisdropped
            ) as of_team,
            array_remove(array[
                'SELECT', case when relname <> all(:read_only) then 'INSERT' end,
                case when relname <> all(:read_only || :added_to_only) then 'UPDATE' end,
                case when relname <> all(:read_only || :added_to_only) then 'DELETE' end
            ], null) as wanted
        from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
    ), rights as (
        select relname, one = any(wanted) as wanted, has_table_privilege(:role, tables.oid, one) as given
        from tables, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as one
    )
    select 'tables without row-level security' as fault, count(*) as amount
        from tables where of_team and not relrowsecurity
    union all select 'tables without their policy', count(*) from tables where of_team and not exists (
        select from pg_policy where polrelid = tables.oid and polname = :policy
            and polroles = array[(select oid from pg_roles where rolname = :role)])
    union all select 'missing rights', count(*) from rights where wanted and not given
    union all select 'rights too many', count(*) from rights where given and not wanted
    union all select 'missing views', count(*) from unnest(cast(:views as text[])) as one
        where has_table_privilege(:role, to_regclass(one), 'SELECT') is distinct from true
    union all select 'sequences out of reach', count(*) from pg_class
        where relnamespace = current_schema()::regnamespace
            and case relkind when 'S' then not has_sequence_privilege(:role, oid, 'USAGE') end
    union all select 'schema out of reach', 1 where not has_schema_privilege(:role, current_schema(), 'USAGE')
    union all select 'function act_as missing or of another version', 1
        where obj_description(to_regprocedure('act_as(uuid, uuid)'), 'pg_proc') is distinct from :digest
    union all select 'function act_as out of reach', 1
        where not coalesce(has_function_privilege(:role, to_regprocedure('act_as(uuid, uuid)'), 'EXECUTE'), true)
""").bindparams(*(bindparam(name, type_=ARRAY(Text)) for name in ("children", "read_only", "added_to_only", "views")))
_ROLE = text("""
    select rolsuper or rolbypassrls as strong, pg_has_role(current_user, oid, 'SET') as ours
    from pg_roles where rolname = :role
""")


def find_faults(connection: Connection) -> list[str]:
    """What keeps teams apart and is not as `isolate` of this version makes it; empty where all is well."""
    role = connection.execute(_ROLE, {"role": APP_ROLE}).first()
    if role is None:
        return [f"the role {APP_ROLE} is missing"]
    faults = [f"the role {APP_ROLE} may see every team's rows"] if role.strong else []
    if not role.ours:
        faults.append(f"the database user may not become {APP_ROLE}")
    asked = {
        "role": APP_ROLE, "policy": POLICY, "digest": _digest(), "children": list(CHILDREN),
        "read_only": list(READ_ONLY), "added_to_only": list(ADDED_TO_ONLY),
        "views": [f"visible_{table}" for table in VIEWS],
    }  # fmt: skip
    rows = connection.execute(_FAULTS, asked).all()
    return faults + [f"{row.amount} {row.fault}" for row in rows if row.amount]


def open_up(connection: Connection) -> None:
    """Take away what would stand in the way of changing tables; `isolate` makes it again."""
    for table in VIEWS:
        connection.execute(text(f"drop view if exists visible_{table}"))


def isolate(connection: Connection) -> None:
    """Role, rights, policies and views as they should be; may be run again and again."""
    make_role(connection)
    schema = connection.execute(text("select quote_ident(current_schema())")).scalar_one()
    open_up(connection)
    everything = (
        f"grant usage on schema {schema} to {APP_ROLE}",
        f"grant select, insert, update, delete on all tables in schema {schema} to {APP_ROLE}",
        f"grant usage, select on all sequences in schema {schema} to {APP_ROLE}",
    )
    for statement in everything:
        connection.execute(text(statement))
    _withhold(connection)
    tables = team_tables(connection)
    for table, nullable in tables.items():
        # What concerns no team may be written by a request, and read by ScrollKeeper itself.
        written = f"{condition('team_id')} or team_id is null" if nullable else condition("team_id")
        _protect(connection, table, condition("team_id"), written)
    _protect(connection, "teams", condition("id"))
    for table, (column, parent) in CHILDREN.items():
        _protect(connection, table, f"exists (select from {parent} where {parent}.id = {table}.{column})")
    for table in VIEWS:
        where = f"{condition('team_id')} or (select current_user <> '{APP_ROLE}')"
        connection.execute(text(f"create view visible_{table} as select * from {table} where {where}"))  # noqa: S608
        connection.execute(text(f"grant select on visible_{table} to {APP_ROLE}"))
    connection.execute(text(_ACT_AS.format(schema=schema)))
    connection.execute(text("revoke execute on function act_as(uuid, uuid) from public"))
    connection.execute(text(f"grant execute on function act_as(uuid, uuid) to {APP_ROLE}"))
    connection.execute(text(f"comment on function act_as(uuid, uuid) is '{_digest()}'"))


def make_role(connection: Connection) -> None:
    """The role of requests, where it is missing; raises DatabaseUnavailable where we may not make it."""
    user = connection.execute(text("select quote_ident(current_user)")).scalar_one()
    try:
        if not connection.execute(text("select to_regrole(:role)"), {"role": APP_ROLE}).scalar():
            connection.execute(text(f"create role {APP_ROLE} nologin"))
        # Whoever made it may not yet become it.
        if not connection.execute(text("select pg_has_role(current_user, :role, 'SET')"), {"role": APP_ROLE}).scalar():
            connection.execute(text(f"grant {APP_ROLE} to {user}"))
    except ProgrammingError as error:
        if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise DatabaseUnavailable(_NO_ROLE.format(user=user)) from None
        raise
    strong = connection.execute(
        text("select rolsuper or rolbypassrls from pg_roles where rolname = :role"), {"role": APP_ROLE}
    ).scalar()
    if strong:
        raise DatabaseUnavailable(
            f"The role {APP_ROLE} may see every team's rows. Run: alter role {APP_ROLE} nosuperuser nobypassrls;"
        )


def _withhold(connection: Connection) -> None:
    existing = set(
        connection.execute(text("select tablename from pg_tables where schemaname = current_schema()")).scalars()
    )
    for table in existing & set(READ_ONLY):
        connection.execute(text(f"revoke insert, update, delete on {table} from {APP_ROLE}"))
    for table in existing & set(ADDED_TO_ONLY):
        connection.execute(text(f"revoke update, delete on {table} from {APP_ROLE}"))


def _protect(connection: Connection, table: str, seen: str, written: str | None = None) -> None:
    connection.execute(text(f"alter table {table} enable row level security"))
    connection.execute(text(f"drop policy if exists {POLICY} on {table}"))
    connection.execute(
        text(f"create policy {POLICY} on {table} to {APP_ROLE} using ({seen}) with check ({written or seen})")
    )
