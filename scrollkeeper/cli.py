"""The `scrollkeeper` command."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from scrollkeeper.core.durations import hours
from scrollkeeper.core.postgres import DatabaseUnavailable
from scrollkeeper.core.settings import Settings, SettingsRefused, configure, read_settings

if TYPE_CHECKING:  # `serve` stays in memory beside what it starts, so nothing is imported that it does not use.
    from sqlalchemy.ext.asyncio import AsyncSession

ROLES = ("owner", "admin", "editor", "commenter", "reader")
T = TypeVar("T")


class Refused(Exception):
    """What was asked cannot be done; the message says why."""


def main() -> None:
    """Entry point: refusals end in one sentence and exit code 2, never in a traceback."""
    arguments = _parser().parse_args()
    try:
        code = arguments.run(arguments)
    except KeyboardInterrupt:
        code = 130
    except (Refused, SettingsRefused, DatabaseUnavailable) as error:
        code = _refuse(str(error))
    except Exception as error:
        code = _refuse(_explain(error))
    sys.exit(code or 0)


def _refuse(sentence: str) -> int:
    print(f"scrollkeeper: {sentence}", file=sys.stderr)
    return 2


def _explain(error: Exception) -> str:
    """A sentence for what is refused, and for a database that gives no connection; raises what is a mistake of ours."""
    from sqlalchemy.exc import OperationalError
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    from scrollkeeper.core.errors import Problem
    from scrollkeeper.core.storage import StorageRefused

    if isinstance(error, Problem):
        return error.detail
    if isinstance(error, StorageRefused):
        return str(error)
    if not isinstance(error, OperationalError | PoolTimeout):
        raise error
    reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    return f"The database does not answer: {reason[:300]}. Try again in a moment; `scrollkeeper doctor` looks closer."


def _settings(arguments: argparse.Namespace) -> Settings:
    chosen = ("data_dir", "host", "port")
    return configure(read_settings(**{name: getattr(arguments, name, None) for name in chosen}))


def _with_database(arguments: argparse.Namespace, work: "Callable[[AsyncSession], Awaitable[T]]") -> T:
    """One transaction on the database of these settings, which a running `serve` may have open already."""
    from scrollkeeper.core import db
    from scrollkeeper.migrations.run import migrate
    from scrollkeeper.serve import database

    async def run(url: str) -> T:
        db.connect(url)
        try:
            async with db.open_system_session.begin() as session:
                return await work(session)
        finally:
            await db.disconnect()

    chosen = _settings(arguments)
    with database(chosen) as url:
        configure(chosen.model_copy(update={"database_url": url}))
        migrate(url)
        return asyncio.run(run(url))


def _serve(arguments: argparse.Namespace) -> int:
    from scrollkeeper.serve import CannotListen, serve

    try:
        return serve(_settings(arguments))
    except CannotListen as error:
        raise Refused(str(error)) from None


def _web(arguments: argparse.Namespace) -> None:
    from scrollkeeper import prepare, web
    from scrollkeeper.core import logging
    from scrollkeeper.serve import CannotListen, database, listen

    chosen = _settings(arguments)
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

    chosen = _settings(arguments)
    logging.set_up(chosen)
    with database(chosen) as url:
        configure(chosen.model_copy(update={"database_url": url}))
        try:
            prepare.check()
        except prepare.Refused as error:
            raise Refused(str(error)) from None
        worker.main()


def _migrate(arguments: argparse.Namespace) -> None:
    from scrollkeeper.migrations.run import migrate
    from scrollkeeper.serve import database

    with database(_settings(arguments)) as url:
        migrate(url)
    print("The database is up to date.")


def _parse(arguments: argparse.Namespace) -> int:
    from scrollkeeper.parsing import command

    return int(command.run(arguments.paths, out=arguments.out, draw=arguments.draw) or 0)


def _import(arguments: argparse.Namespace) -> int:
    from scrollkeeper.importing import import_folder
    from scrollkeeper.serve import database

    chosen = _settings(arguments)
    with database(chosen) as url:
        return asyncio.run(import_folder(url, chosen, arguments.folder, team=arguments.team, person=arguments.person))


def _reparse(arguments: argparse.Namespace) -> int:
    from scrollkeeper import reparsing

    return reparsing.run(_settings(arguments), shadow=arguments.shadow, sample=arguments.sample)


def _add_token(arguments: argparse.Namespace) -> None:
    from scrollkeeper.accounts import service as accounts
    from scrollkeeper.accounts import tokens
    from scrollkeeper.accounts.sessions.caller import Caller
    from scrollkeeper.teams.scope import get_scope

    async def add(db: "AsyncSession") -> str:
        person = await accounts.find_person_by_email(db, arguments.email)
        if person is None:
            raise Refused(f"Nobody has the e-mail {arguments.email}. Make a person first: scrollkeeper person create.")
        team = (
            await get_scope(db, Caller(person.id, has_second_factor=True), arguments.team) if arguments.team else None
        )
        _, secret = await tokens.add_token(
            db,
            person.id,
            name=arguments.name,
            scopes=arguments.scope or ["write"],
            only_team_id=team.team_id if team else None,
            expires=datetime.now(UTC) + timedelta(days=arguments.days) if arguments.days else None,
        )
        return secret

    print(_with_database(arguments, add))
    print("Keep it safe: it is shown only this once.", file=sys.stderr)


def _add_person(arguments: argparse.Namespace) -> None:
    import getpass

    from scrollkeeper.accounts import service as accounts
    from scrollkeeper.audit import service as audit
    from scrollkeeper.core.email_addresses import normalise_email
    from scrollkeeper.core.names import normalise_name
    from scrollkeeper.teams import service as teams

    try:
        email, name = normalise_email(arguments.email), normalise_name(arguments.name)
    except ValueError as error:
        raise Refused(f"The e-mail or the name {error}.") from None
    piped = not sys.stdin.isatty()
    password = sys.stdin.readline().rstrip("\n") if piped else getpass.getpass("Password (10 characters or more): ")
    if len(password) < 10:
        raise Refused("A password has at least 10 characters. Give it on standard input or at the question.")

    async def add(db: "AsyncSession") -> None:
        person = await accounts.add_person(
            db, email=email, name=name, password=password, is_admin=arguments.admin, verified=True
        )
        await teams.add_team(db, person.id, name, kind="personal")
        for action in ("account.added", *(["host.promoted"] if arguments.admin else [])):
            await audit.record(db, action, person_id=None, subject_id=person.id)

    _with_database(arguments, add)
    print(f"{name} can sign in as {email}.")


def _remove_factors(arguments: argparse.Namespace) -> None:
    from scrollkeeper.accounts.sign_in_methods.lost_factors import remove_factors

    if not _with_database(arguments, lambda db: remove_factors(db, arguments.email)):
        raise Refused(f"Nobody has the e-mail {arguments.email}, or they have no second factor.")
    print(f"{arguments.email} signs in without a second factor, and sets up another. They are told by email.")


def _add_member(arguments: argparse.Namespace) -> None:
    from scrollkeeper.accounts import service as accounts
    from scrollkeeper.teams import members

    async def add(db: "AsyncSession") -> None:
        person = await accounts.find_person_by_email(db, arguments.email)
        if person is None:
            raise Refused(f"Nobody has the e-mail {arguments.email}. Make a person first: scrollkeeper person create.")
        await members.add_member_of_host(db, arguments.team, person.id, arguments.role)

    _with_database(arguments, add)
    print(f"{arguments.email} is in {arguments.team} as {arguments.role}.")


def _change_key(arguments: argparse.Namespace) -> None:
    from scrollkeeper.accounts.sign_in_methods import authenticators
    from scrollkeeper.core import keyring, sealing_keys
    from scrollkeeper.notifications.push import keys
    from scrollkeeper.webhooks import service as webhooks

    configure(_settings(arguments))
    if keyring.settings().secret_keys:
        raise Refused(
            "The keys come from SCROLLKEEPER_SECRET_KEYS: put a new one before the others there, and restart."
        )
    keyring.add_key()

    async def seal_again(db: "AsyncSession") -> int:
        await (await db.connection()).run_sync(sealing_keys.record)
        sealers = (authenticators.seal_seeds_again, webhooks.seal_secrets_again, keys.seal_key_again)
        return sum([await seal(db) for seal in sealers])

    count = _with_database(arguments, seal_again)
    print(
        f"{keyring.keys_file()} begins with a new key; {count} secrets are sealed with it. Keep the older ones a day."
    )


def _adopt_keys(arguments: argparse.Namespace) -> None:
    from scrollkeeper.core import keyring, sealing_keys

    async def adopt(db: "AsyncSession") -> None:
        await (await db.connection()).run_sync(lambda connection: sealing_keys.record(connection, adopt=True))

    _with_database(arguments, adopt)
    print(f"The keys of {keyring.source()} seal from now on; what others sealed has to be set up anew.")


def _add_ban(arguments: argparse.Namespace) -> None:
    from datetime import timedelta

    from scrollkeeper.rate_limits import bans

    async def add(db: "AsyncSession") -> str:
        lasts = timedelta(hours=arguments.hours) if arguments.hours is not None else None
        return str((await bans.add_ban(db, arguments.network, reason=arguments.reason, lasts=lasts)).network)

    print(f"{_with_database(arguments, add)} gets no answer any more.")


def _list_bans(arguments: argparse.Namespace) -> None:
    from scrollkeeper.rate_limits import bans

    async def read(db: "AsyncSession") -> list[str]:
        found, _ = await bans.list_bans(db, limit=1_000)
        return [f"{ban.network}  until {ban.expires_at or 'lifted'}  {ban.reason}" for ban in found]

    print("\n".join(_with_database(arguments, read)) or "Nobody is banned.")


def _lift_ban(arguments: argparse.Namespace) -> None:
    from scrollkeeper.rate_limits import bans

    _with_database(arguments, lambda db: bans.lift_ban(db, arguments.network))
    print(f"{arguments.network} is answered again.")


def _doctor(arguments: argparse.Namespace) -> int:
    from scrollkeeper.doctor import examine

    return examine(_settings(arguments), deep=arguments.deep)


def _openapi(arguments: argparse.Namespace) -> None:
    import json

    from scrollkeeper.main import create_app

    print(json.dumps(create_app().openapi(), indent=1, ensure_ascii=False, sort_keys=True))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scrollkeeper", description="The shared reading room of a research group.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], Any], text: str, group: Any = commands) -> Any:
        added = group.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        added.add_argument("--data-dir", type=Path, help="folder of the embedded database and of the files")
        return added

    served = command("serve", _serve, "Run everything: database, job runner, API and pages.")
    served.add_argument("--host", help="address to listen on (127.0.0.1)")
    served.add_argument("--port", type=int, help="port to listen on (8000); 0 takes a free one")
    web = command(
        "web", _web, "Serve API and pages only, beside a `worker`, on a database that `migrate` has prepared."
    )
    web.add_argument("--host", help="address to listen on (127.0.0.1)")
    web.add_argument("--port", type=int, help="port to listen on (8000); 0 takes a free one")
    command("worker", _worker, "Run jobs only, beside a `serve` elsewhere.")
    command("migrate", _migrate, "Bring the database up to date.")
    parsed = command("parse", _parse, "Read PDFs and print what was found as JSON.")
    parsed.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="PDF files, or folders of them with --out")
    parsed.add_argument("--out", type=Path, help="folder for one JSON file per PDF")
    parsed.add_argument("--draw", type=Path, help="PNG to paint words, lines and zones of the first page on")

    again = command("reparse", _reparse, "Queue papers that an older version of the parser has read.")
    again.add_argument("--shadow", action="store_true", help="only show what would change; nothing is written")
    again.add_argument("--sample", type=int, default=200, metavar="N", help="documents that --shadow reads (200)")
    imported = command("import", _import, "Bring a folder of PDFs into a team's library, from this machine's disk.")
    imported.add_argument("folder", type=Path, metavar="DIR")
    imported.add_argument("--team", required=True, help="id or slug of the team")
    imported.add_argument("--person", help="e-mail of the person who adds them (the team's owner)")

    tokens = commands.add_parser("token", help="Tokens for scripts.").add_subparsers(required=True, metavar="ACTION")
    token = command("create", _add_token, "Make a bearer token and print it, once.", tokens)
    token.add_argument("--email", required=True, help="whose token it is")
    token.add_argument("--name", default="command line", help="what it is for")
    token.add_argument("--days", type=int, help="days until it expires (never)")
    token.add_argument("--scope", action="append", choices=("read", "write"), help="what it may do (read and write)")
    token.add_argument("--team", help="id or slug of the only team that it sees (all teams of the person)")

    people = commands.add_parser("person", help="People.").add_subparsers(required=True, metavar="ACTION")
    person = command("create", _add_person, "Make an account; the password is read from standard input.", people)
    person.add_argument("--email", required=True)
    person.add_argument("--name", required=True)
    person.add_argument("--admin", action="store_true", help="administers the instance, as its first person does")

    factors = command("remove-factors", _remove_factors, "For who lost second factor and recovery codes.", people)
    factors.add_argument("--email", required=True)

    members = commands.add_parser("member", help="Members of teams.").add_subparsers(required=True, metavar="ACTION")
    member = command("add", _add_member, "Put a person into a team.", members)
    member.add_argument("--team", required=True, help="id or slug of the team")
    member.add_argument("--email", required=True)
    member.add_argument("--role", default="editor", choices=ROLES)

    keys = commands.add_parser("key", help="Keys that seal secrets.").add_subparsers(required=True, metavar="ACTION")
    command("change", _change_key, "Seal with a new key from now on; nobody is signed out.", keys)

    command("adopt", _adopt_keys, "Go on with the keys of this machine when those of the database are lost.", keys)

    bans = commands.add_parser("ban", help="Addresses that get no answer.").add_subparsers(
        required=True, metavar="ACTION"
    )
    ban = command("add", _add_ban, "Answer nothing to an address or network any more.", bans)
    ban.add_argument("network", help="203.0.113.7, 203.0.113.0/24 or 2001:db8::/48")
    ban.add_argument("--reason", default="banned by hand")
    ban.add_argument("--hours", type=hours, help="hours until it ends by itself (never)")
    command("list", _list_bans, "Show the bans in force.", bans)
    lifted = command("remove", _lift_ban, "End the ban of exactly this network.", bans)
    lifted.add_argument("network")

    examined = command("doctor", _doctor, "Check everything that ScrollKeeper needs, and say what to do.")
    examined.add_argument("--deep", action="store_true", help="also look whether every paper's file is in the store")
    command("openapi", _openapi, "Print the OpenAPI document.")
    return parser


if __name__ == "__main__":
    main()
