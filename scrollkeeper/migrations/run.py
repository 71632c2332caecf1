"""Bring a database up to date, or say whether it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, pool

from scrollkeeper.core.db import sqlalchemy_url


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Run the missing steps; safe to call from several processes at once."""
    command.upgrade(_config(url), "head")


def is_current(url: str) -> bool:
    """Whether the database has every step that this version of the program knows."""
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool)
    try:
        with engine.connect() as connection:
            now = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return now == ScriptDirectory.from_config(_config(url)).get_current_head()
