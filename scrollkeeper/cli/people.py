"""Commands for people, their tokens, and members of teams."""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from scrollkeeper.accounts import audit_actions as accounts_actions
from scrollkeeper.admin import audit_actions as admin_actions
from scrollkeeper.cli.shared import Group, Refused, add_command, add_group, with_database
from scrollkeeper.teams.roles import ROLES, Role

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


def register(commands: Group) -> None:
    tokens = add_group(commands, "token", "Tokens for scripts.")
    token = add_command(tokens, "create", _add_token, "Make a bearer token and print it, once.")
    token.add_argument("--email", required=True, help="whose token it is")
    token.add_argument("--name", default="command line", help="what it is for")
    token.add_argument("--days", type=int, help="days until it expires (never)")
    token.add_argument("--scope", action="append", choices=("read", "write"), help="what it may do (read and write)")
    token.add_argument("--team", help="id or slug of the only team that it sees (all teams of the person)")

    people = add_group(commands, "person", "People.")
    person = add_command(people, "create", _add_person, "Make an account; the password is read from standard input.")
    person.add_argument("--email", required=True)
    person.add_argument("--name", required=True)
    person.add_argument("--admin", action="store_true", help="administers the instance, as its first person does")
    factors = add_command(people, "remove-factors", _remove_factors, "For who lost second factor and recovery codes.")
    factors.add_argument("--email", required=True)

    members = add_group(commands, "member", "Members of teams.")
    member = add_command(members, "add", _add_member, "Put a person into a team.")
    member.add_argument("--team", required=True, help="id or slug of the team")
    member.add_argument("--email", required=True)
    member.add_argument("--role", default="editor", choices=[role for role in ROLES if role != Role.GUEST])


def _add_token(arguments: argparse.Namespace) -> None:
    from scrollkeeper.accounts import service as accounts
    from scrollkeeper.accounts import tokens
    from scrollkeeper.accounts.sessions.caller import Caller
    from scrollkeeper.teams.scope import get_scope

    async def add(db: "AsyncSession") -> str:
        person = await accounts.find_person_by_email(db, arguments.email)
        if person is None:
            raise Refused(f"No one has the email {arguments.email}. Make a person first: scrollkeeper person create.")
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

    print(with_database(arguments, add))
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
        raise Refused(f"The email or the name {error}.") from None
    piped = not sys.stdin.isatty()
    password = sys.stdin.readline().rstrip("\n") if piped else getpass.getpass("Password (10 characters or more): ")
    if len(password) < 10:
        raise Refused("A password has at least 10 characters. Give it on standard input or at the question.")

    async def add(db: "AsyncSession") -> None:
        person = await accounts.add_person(
            db, email=email, name=name, password=password, is_admin=arguments.admin, verified=True
        )
        await teams.add_team(db, person.id, name, kind="personal")
        for action in (accounts_actions.ACCOUNT_ADDED, *([admin_actions.HOST_PROMOTED] if arguments.admin else [])):
            await audit.record(db, action, person_id=None, subject_id=person.id)

    with_database(arguments, add)
    print(f"{name} can sign in as {email}.")


def _remove_factors(arguments: argparse.Namespace) -> None:
    from scrollkeeper.accounts.sign_in_methods.lost_factors import remove_factors

    if not with_database(arguments, lambda db: remove_factors(db, arguments.email)):
        raise Refused(f"No one has the email {arguments.email}, or they have no second factor.")
    print(f"{arguments.email} signs in without a second factor, and sets up another. They are told by email.")


def _add_member(arguments: argparse.Namespace) -> None:
    from scrollkeeper.accounts import service as accounts
    from scrollkeeper.teams import members

    async def add(db: "AsyncSession") -> None:
        person = await accounts.find_person_by_email(db, arguments.email)
        if person is None:
            raise Refused(f"No one has the email {arguments.email}. Make a person first: scrollkeeper person create.")
        await members.add_member_of_host(db, arguments.team, person.id, arguments.role)

    with_database(arguments, add)
    print(f"{arguments.email} is in {arguments.team} as {arguments.role}.")
