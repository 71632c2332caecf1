"""What has to be true before a process works on a database: its schema, its isolation, the keys, the connections."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import Connection, create_engine, pool, text
from sqlalchemy.exc import OperationalError

from scrollkeeper.backups import automatic
from scrollkeeper.backups.errors import BackupRefused
from scrollkeeper.core import sealing_keys
from scrollkeeper.core.connections import BUDGETS, KEEPALIVE, ROOM, describe_room
from scrollkeeper.core.db import sqlalchemy_url
from scrollkeeper.core.postgres import DatabaseUnavailable
from scrollkeeper.core.settings import settings
from scrollkeeper.migrations.isolation import find_faults
from scrollkeeper.migrations.run import is_current, migrate

log = structlog.get_logger()


class Refused(Exception):
    """This process cannot work on this database; the message says what to do."""


def bring_up_to_date() -> None:
    """Migrate as `back_up_and_migrate` does, then check as `check` does."""
    back_up_and_migrate(_url())
    check()


def back_up_and_migrate(url: str) -> None:
    """Make a backup where a step is missing, run those that are, mend what keeps teams apart."""
    if not is_current(url):
        try:
            automatic.back_up_before_migrating(url)
        except BackupRefused as refusal:
            raise Refused(str(refusal)) from None
    migrate(url)


def check() -> None:
    """Raises Refused or DatabaseUnavailable with a sentence where work would fail or harm."""
    if not is_current(_url()):
        raise Refused("The database is older than this program: run `scrollkeeper migrate` first.")
    with connected(_url()) as connection:
        faults = find_faults(connection)
        if faults:
            raise Refused(f"Teams are not kept apart: {'; '.join(faults)}. Run `scrollkeeper migrate`, which mends it.")
        if trouble := sealing_keys.fit(connection):
            raise Refused(trouble)


def compare_room() -> None:
    """Warn where this process, which does not LISTEN yet, and the others may want more connections than there are."""
    with connected(_url()) as connection:
        wanted, room = read_room(connection)
    if advice := describe_room(wanted + settings().database_connections, room):
        log.warning(advice)


def read_room(connection: Connection) -> tuple[int, int]:
    """How many connections the running processes may take, and how many the server gives."""
    wanted = int(connection.execute(text(BUDGETS)).scalar_one())
    return wanted, int(connection.execute(text(ROOM)).scalar_one())


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A transaction of the owner's; raises DatabaseUnavailable with a sentence where there is no connection."""
    engine = create_engine(sqlalchemy_url(url), poolclass=pool.NullPool, connect_args=KEEPALIVE)
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        raise DatabaseUnavailable(f"The database does not answer: {str(error.orig).strip()[:300]}") from None
    finally:
        engine.dispose()


def _url() -> str:
    url = settings().database_url
    assert url, "whoever starts us knows the database"
    return url
