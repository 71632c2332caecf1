"""What the commands share: their settings, one transaction on the database, and refusals."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from scrollkeeper.core.settings import Settings, configure, read_settings

if TYPE_CHECKING:  # `serve` stays in memory beside what it starts, so nothing is imported that it does not use.
    from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")
Group = Any  # argparse names its class of sub-parsers nowhere in public.


class Refused(Exception):
    """What was asked cannot be done; the message says why."""


def add_command(
    group: Group, name: str, run: Callable[[argparse.Namespace], Any], text: str
) -> argparse.ArgumentParser:
    """Add a command to a group; `run` gives its exit code, or nothing."""
    added: argparse.ArgumentParser = group.add_parser(name, help=text, description=text)
    added.set_defaults(run=run)
    added.add_argument("--data-dir", type=Path, help="folder of the embedded database and of the files")
    return added


def add_group(commands: Group, name: str, text: str) -> Group:
    """Add a group, as `scrollkeeper token`, whose commands are added to what this gives."""
    return commands.add_parser(name, help=text).add_subparsers(required=True, metavar="ACTION")


def settings_of(arguments: argparse.Namespace) -> Settings:
    chosen = ("data_dir", "host", "port")
    return configure(read_settings(**{name: getattr(arguments, name, None) for name in chosen}))


@contextmanager
def migrated_database(chosen: Settings) -> Iterator[str]:
    """The database of these settings, which a running `serve` may have open already, with every step done."""
    from scrollkeeper import prepare
    from scrollkeeper.serve import database

    with database(chosen) as url:
        try:
            prepare.back_up_and_migrate(url)
        except prepare.Refused as refusal:
            raise Refused(str(refusal)) from None
        yield url


def with_database(arguments: argparse.Namespace, work: "Callable[[AsyncSession], Awaitable[T]]") -> T:
    """One transaction on the database of these settings."""
    from scrollkeeper.core import db

    async def run(url: str) -> T:
        db.connect(url)
        try:
            async with db.open_system_session.begin() as session:
                return await work(session)
        finally:
            await db.disconnect()

    chosen = settings_of(arguments)
    with migrated_database(chosen) as url:
        configure(chosen.model_copy(update={"database_url": url}))
        return asyncio.run(run(url))
