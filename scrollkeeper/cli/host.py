"""Commands for whoever hosts: keys, bans, the doctor, the OpenAPI document."""

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from scrollkeeper.cli.shared import Group, Refused, add_command, add_group, settings_of, with_database
from scrollkeeper.core.durations import hours
from scrollkeeper.core.settings import configure, settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


def register(commands: Group) -> None:
    keys = add_group(commands, "key", "Keys that seal secrets.")
    add_command(keys, "change", _change_key, "Seal with a new key from now on; nobody is signed out.")
    add_command(keys, "adopt", _adopt_keys, "Go on with the keys of this machine when those of the database are lost.")

    bans = add_group(commands, "ban", "Addresses that get no answer.")
    ban = add_command(bans, "add", _add_ban, "Answer nothing to an address or network any more.")
    ban.add_argument("network", help="203.0.113.7, 203.0.113.0/24 or 2001:db8::/48")
    ban.add_argument("--reason", default="banned by hand")
    ban.add_argument("--hours", type=hours, help="hours until it ends by itself (never)")
    add_command(bans, "list", _list_bans, "Show the bans in force.")
    lifted = add_command(bans, "remove", _lift_ban, "End the ban of exactly this network.")
    lifted.add_argument("network")

    examined = add_command(commands, "doctor", _doctor, "Check everything that ScrollKeeper needs, and say what to do.")
    examined.add_argument("--deep", action="store_true", help="also look whether every paper's file is in the store")
    add_command(commands, "openapi", _openapi, "Print the OpenAPI document.")


def _change_key(arguments: argparse.Namespace) -> None:
    from scrollkeeper.accounts.sign_in_methods import authenticators
    from scrollkeeper.core import keyring, sealing_keys
    from scrollkeeper.notifications.push import keys
    from scrollkeeper.webhooks import service as webhooks

    configure(settings_of(arguments))
    if settings().secret_keys:
        raise Refused(
            "The keys come from SCROLLKEEPER_SECRET_KEYS: put a new one before the others there, and restart."
        )
    keyring.add_key()

    async def seal_again(db: "AsyncSession") -> int:
        await (await db.connection()).run_sync(sealing_keys.record)
        sealers = (authenticators.seal_seeds_again, webhooks.seal_secrets_again, keys.seal_key_again)
        return sum([await seal(db) for seal in sealers])

    count = with_database(arguments, seal_again)
    print(
        f"{keyring.keys_file()} begins with a new key; {count} secrets are sealed with it. Keep the older ones a day."
    )


def _adopt_keys(arguments: argparse.Namespace) -> None:
    from scrollkeeper.core import keyring, sealing_keys

    async def adopt(db: "AsyncSession") -> None:
        await (await db.connection()).run_sync(lambda connection: sealing_keys.record(connection, adopt=True))

    with_database(arguments, adopt)
    print(f"The keys of {keyring.source()} seal from now on; what others sealed has to be set up anew.")


def _add_ban(arguments: argparse.Namespace) -> None:

    from scrollkeeper.rate_limits import bans

    async def add(db: "AsyncSession") -> str:
        lasts = timedelta(hours=arguments.hours) if arguments.hours is not None else None
        return str((await bans.add_ban(db, arguments.network, reason=arguments.reason, lasts=lasts)).network)

    print(f"{with_database(arguments, add)} gets no answer any more.")


def _list_bans(arguments: argparse.Namespace) -> None:
    from scrollkeeper.rate_limits import bans

    async def read(db: "AsyncSession") -> list[str]:
        found, _ = await bans.list_bans(db, limit=1_000)
        return [f"{ban.network}  until {ban.expires_at or 'lifted'}  {ban.reason}" for ban in found]

    print("\n".join(with_database(arguments, read)) or "Nobody is banned.")


def _lift_ban(arguments: argparse.Namespace) -> None:
    from scrollkeeper.rate_limits import bans

    with_database(arguments, lambda db: bans.lift_ban(db, arguments.network))
    print(f"{arguments.network} is answered again.")


def _doctor(arguments: argparse.Namespace) -> int:
    from scrollkeeper.doctor import examine

    return examine(settings_of(arguments), deep=arguments.deep)


def _openapi(arguments: argparse.Namespace) -> None:
    import json

    from scrollkeeper.main import create_app

    print(json.dumps(create_app().openapi(), indent=1, ensure_ascii=False, sort_keys=True))
