"""Plain functions that make what a test needs, through the API where that is as easy."""

import hashlib
import itertools
import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import service as accounts
from scrollkeeper.accounts.audit_actions import ACCOUNT_ADDED
from scrollkeeper.accounts.models import Person
from scrollkeeper.accounts.sessions.caller import cookie_name
from scrollkeeper.audit import service as audit
from scrollkeeper.core import db as database
from scrollkeeper.library import service as library
from scrollkeeper.library.models import File, Paper
from scrollkeeper.teams import service as teams
from scrollkeeper.teams.models import Member as MemberRow
from scrollkeeper.teams.scope import Scope

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


@dataclass
class Member:
    """A signed-in person with a shared team: requests go to `http`, `scope` calls services directly."""

    http: httpx.AsyncClient
    id: UUID
    email: str
    personal: str
    team: str
    slug: str

    @property
    def scope(self) -> Scope:
        return Scope(UUID(self.team), self.id, "owner")

    def url(self, path: str = "") -> str:
        """Address within the team: `ada.url("/papers")`."""
        return f"/api/teams/{self.team}{path}"


def email(name: str = "someone") -> str:
    return f"{name.lower()}-{uuid.uuid4().hex[:12]}@example.org"


async def member(http: httpx.AsyncClient, name: str) -> Member:
    """Somebody with an account and a team, signed in with this client.

    Most tests begin with it, and three requests would be half of what these cost; `signed_up` makes them.
    """
    address, agent = email(name), http.headers["User-Agent"]
    async with database.open_system_session.begin() as db:
        person = await accounts.add_person(db, email=address, name=name, password=PASSWORD)
        await audit.record(db, ACCOUNT_ADDED, person_id=person.id)
        personal = await teams.add_team(db, person.id, name, kind="personal")
        team = (await teams.add_team(db, person.id, f"{name}'s lab {next(_numbers)}")).team
        secret = await accounts.start_session(db, person.id, user_agent=agent, address="127.0.0.1")
        made = Member(http, person.id, address, str(personal.team.id), str(team.id), team.slug)
    http.cookies.set(cookie_name(), secret)
    return made


async def signed_up(http: httpx.AsyncClient, name: str) -> Member:
    """The same as people do it: with the email that asks to confirm the address, and a browser that is known."""
    address = email(name)
    answer = await http.post("/api/accounts", json={"email": address, "name": name, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    team = await http.post("/api/teams", json={"name": f"{name}'s lab {next(_numbers)}"})
    assert team.status_code == 201, team.text
    me = answer.json()
    return Member(http, UUID(me["person"]["id"]), address, me["teams"][0]["id"], team.json()["id"], team.json()["slug"])


async def join(db: AsyncSession, team: str, person_id: UUID, role: str) -> None:
    """Put a person into a team with a role."""
    db.add(MemberRow(team_id=UUID(team), person_id=person_id, role=role))
    await db.flush()


async def confirm_email(*people: Member) -> None:
    """As if they had opened the link in the email to their address."""
    async with database.open_system_session.begin() as db:
        confirmed = update(Person).where(Person.id.in_([one.id for one in people]))
        await db.execute(confirmed.values(email_verified_at=func.now()))


async def paper(
    db: AsyncSession, scope: Scope, csl: dict[str, Any] | None = None, name: str = ""
) -> tuple[Paper, File]:
    """A paper with a file that was never stored, and metadata as if the parser had read it."""
    name = name or f"paper {next(_numbers)}.pdf"
    added, file, _ = await library.add_file(
        db, scope, name=name, sha256=hashlib.sha256(uuid.uuid4().bytes).hexdigest(), size=1000
    )
    if csl:
        await library.apply_parsed(db, scope, added.id, csl)
    return added, file
