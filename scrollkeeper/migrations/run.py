"""Bring a database up to date, or say whether it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool
from sqlalchemy.exc import OperationalError

from scrollkeeper.core.connections import KEEPALIVE
from scrollkeeper.core.db import sqlalchemy_url
from scrollkeeper.core.postgres import DatabaseUnavailable


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Run the missing steps; safe to call from several processes at once.

    Raises DatabaseUnavailable with a sentence where there is no connection, or the schema is of a newer program.
    """
    is_current(url)
    command.upgrade(_config(url), "head")


def is_current(url: str) -> bool:
    """Whether the database has every step that this version of the program knows; raises as `migrate` does."""
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool, connect_args=KEEPALIVE)
    try:
        with engine.connect() as connection:
            now = MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        raise DatabaseUnavailable(f"The database does not answer: {str(error.orig).strip()[:300]}") from None
    finally:
        engine.dispose()
    steps = ScriptDirectory.from_config(_config(url))
    if now is not None and now not in {step.revision for step in steps.walk_revisions()}:
        raise DatabaseUnavailable(
            f"The database was brought up to date by a newer ScrollKeeper (step {now}); this one knows the steps up to "
            f"{steps.get_current_head()}. Install the newer one."
        )
    return now == steps.get_current_head()


def knows_step(revision: str) -> bool:
    """Whether this version of the program knows that step of the schema."""
    steps = ScriptDirectory(str(Path(__file__).parent))
    return revision in {step.revision for step in steps.walk_revisions()}
