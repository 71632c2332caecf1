"""Commands that run servers and prepare their database."""

import argparse

from scrollkeeper.cli.shared import Group, Refused, add_command, migrated_database, settings_of
from scrollkeeper.core.settings import configure


def register(commands: Group) -> None:
    for name, run, text in (
        ("serve", _serve, "Run everything: database, job runner, API and pages."),
        ("web", _web, "Serve API and pages only, beside a `worker`, on a database that `migrate` has prepared."),
    ):
        served = add_command(commands, name, run, text)
        served.add_argument("--host", help="address to listen on (127.0.0.1)")
        served.add_argument("--port", type=int, help="port to listen on (8000); 0 takes a free one")
    add_command(commands, "worker", _worker, "Run jobs only, beside a `serve` elsewhere.")
    add_command(commands, "migrate", _migrate, "Bring the database up to date.")


def _serve(arguments: argparse.Namespace) -> int:
    from scrollkeeper.serve import CannotListen, serve

    try:
        return serve(settings_of(arguments))
    except CannotListen as error:
        raise Refused(str(error)) from None


def _web(arguments: argparse.Namespace) -> None:
    from scrollkeeper import prepare, web
    from scrollkeeper.core import logging
    from scrollkeeper.serve import CannotListen, database, listen

    chosen = settings_of(arguments)
    logging.set_up(chosen)
    try:
        listener = listen(chosen.host, chosen.port)
    except CannotListen as error:
        raise Refused(str(error)) from None
    with listener, database(chosen) as url:
        configure(chosen.model_copy(update={"database_url": url, "port": listener.getsockname()[1]}))
        try:
            prepare.check()
        except prepare.Refused as error:
            raise Refused(str(error)) from None
        prepare.compare_room()
        web.run(listener)


def _worker(arguments: argparse.Namespace) -> None:
    from scrollkeeper import prepare, worker
    from scrollkeeper.core import logging
    from scrollkeeper.serve import database

    chosen = settings_of(arguments)
    logging.set_up(chosen)
    with database(chosen) as url:
        configure(chosen.model_copy(update={"database_url": url}))
        try:
            prepare.check()
        except prepare.Refused as error:
            raise Refused(str(error)) from None
        worker.main()


def _migrate(arguments: argparse.Namespace) -> None:
    with migrated_database(settings_of(arguments)):
        pass
    print("The database is up to date.")
