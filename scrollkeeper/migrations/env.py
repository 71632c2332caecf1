"""Alembic's entry point: the steps of `versions/` in one transaction, under a lock so that two starts do not mix."""

from alembic import context
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool, text

from scrollkeeper.contexts import load_tables
from scrollkeeper.core.db import Model, sqlalchemy_url
from scrollkeeper.migrations.isolation import find_faults, isolate, open_up

load_tables()
MIGRATION_LOCK = 7_355_608


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    return not (kind == "table" and (name or "").startswith("procrastinate"))


def run() -> None:
    url = str(context.config.attributes.get("url") or context.config.get_main_option("sqlalchemy.url"))
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Model.metadata, include_name=_is_ours)
        with context.begin_transaction():
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            newest = ScriptDirectory.from_config(context.config).get_heads()
            steps_are_missing = set(context.get_context().get_current_heads()) != set(newest)
            if steps_are_missing:
                open_up(connection)
            context.run_migrations()
            if steps_are_missing or find_faults(connection):
                isolate(connection)
    engine.dispose()


run()
