"""Every operation of the OpenAPI document, asked by every kind of caller, answered as docs/permissions.md has it.

What is compared is the class of the answer: 401, 404, 403, or that it was let through, which is anything else below
500. What is expected comes from the predicates and samples that the page is written from, so neither can change alone.
Requests are real and allowed ones do what they say, but their transactions are undone, so that each meets the same lab;
what writes in transactions of its own (uploads) only adds to it. An operation that calls.py does not know fails.
"""

import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Identity, Passkey
from scrollkeeper.core import db as database
from scrollkeeper.notifications.push.models import PushSubscription
from scrollkeeper.teams.roles import ROLES
from scrollkeeper.teams.scope import Scope
from tests import make
from tests.conftest import browser_of
from tests.isolation import calls, calls_outside
from tests.isolation.calls import CALLS, Call
from tests.isolation.lab import Lab, Things, bearer, furnish, open_lab

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "scripts"))
import document_permissions as page

OUTSIDERS = ("signed out", "stranger", "revoked", "token of another team")
TOKENS = ("token of this team", "token for reading")
SAFE = ("GET", "HEAD", "OPTIONS")
PREDICATES = {predicate.__name__: predicate for _, predicate in page.find_predicates()}
ACCOUNT_CALLS = {
    kind: calls_outside.operations(getattr(calls_outside, kind))
    for kind in ("EVERYBODY", "SIGNED_IN", "OF_ALL_TEAMS", "AT_A_BROWSER", "PROVED")
}


@dataclass
class Walk:
    """The lab, another lab whose owner is the stranger of the first, and clients by the kind of their caller."""

    lab: Lab
    stranger: make.Member
    theirs: Things
    not_mine: Things
    app: FastAPI
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)

    async def ask(self, who: str, call: Call, things: Things) -> httpx.Response:
        ids = things | {name: things[key] for name, key in call.ids.items()}
        body = None if call.body is None else _filled(call.body, ids)
        address = (calls.TEAM + call.path).format_map(ids)
        return await self.clients[who].request(
            call.method, address, json=body, headers=dict(call.headers), **dict(call.sent)
        )


def _filled(body: Any, ids: Things) -> Any:
    if isinstance(body, str):
        return body.format_map(ids)
    if isinstance(body, list):
        return [_filled(one, ids) for one in body]
    return {key.format_map(ids): _filled(one, ids) for key, one in body.items()} if isinstance(body, dict) else body


async def undone() -> AsyncIterator[AsyncSession]:
    """Instead of the session of a request: what it did is undone."""
    async with database.open_request_session() as session, session.begin() as transaction:
        yield session
        await session.flush()
        await transaction.rollback()


@pytest.fixture(scope="module")
async def walk(app: FastAPI) -> AsyncIterator[Walk]:
    async with AsyncExitStack() as stack:

        async def client(**headers: str) -> httpx.AsyncClient:
            return await stack.enter_async_context(browser_of(app, **headers))

        lab = await stack.enter_async_context(open_lab(app))
        stranger, visitor = await make.member(await client(), "Stranger"), await make.member(await client(), "Visitor")
        theirs = await furnish(stranger, visitor, visitor)
        theirs |= {key: str(visitor.id) for role in ROLES for key in (role, f"another_{role}")}
        owner, team = lab.owner.id, lab.owner.team
        clients = {kind: member.http for kind, member in lab.people.items()}
        clients |= {
            "signed out": await client(),
            "stranger": stranger.http,
            "token of this team": await client(**await bearer(owner, ["write"], team)),
            "token for reading": await client(**await bearer(owner, ["read"])),
            "token of another team": await client(**await bearer(owner, ["write"], lab.owner.personal)),
        }
        spare = await make.member(await client(), "Spare")
        clients["not proved"], clients["token"] = spare.http, await client(**await bearer(spare.id, ["write"]))
        clients["admin token"] = await client(**await _admin_token(spare.id))
        not_mine = await _account_data(lab.owner)
        app.dependency_overrides[database.session] = undone
        yield Walk(lab, stranger, theirs, not_mine, app, clients)
        del app.dependency_overrides[database.session]


async def _admin_token(person: UUID) -> dict[str, str]:
    """A token of somebody who administers the instance, and whose own session has not proved lately who it is."""
    async with database.open_system_session.begin() as db:
        await db.execute(text("update people set is_admin = true where id = :person"), {"person": person})
        await db.execute(
            text("update sessions set proved_at = '2001-01-01' where person_id = :person"), {"person": person}
        )
    return await bearer(person, ["write"])


async def _account_data(person: make.Member) -> Things:
    """Ids of what belongs to one person's account."""
    async with database.open_system_session.begin() as db:
        rows = {"session_id": "sessions", "token_id": "tokens"}
        mine = {"person": person.id}
        ids = {
            name: str(
                (await db.execute(text(f"select id from {table} where person_id = :person limit 1"), mine)).scalar_one()
            )
            for name, table in rows.items()
        }
        key = Passkey(
            person_id=person.id, credential_id=uuid4().bytes, public_key=b"", sign_count=0, name="", synced=False
        )
        key.transports = []
        identity = Identity(person_id=person.id, provider="none", issuer="https://none.example", subject=uuid4().hex)
        told = PushSubscription(
            person_id=person.id,
            session_id=UUID(ids["session_id"]),
            endpoint=f"https://push.example/{uuid4().hex}",
            point=b"",
            auth=b"",
        )
        db.add_all([key, identity, told])
        await db.flush()
        return ids | {"passkey_id": str(key.id), "identity_id": str(identity.id), "subscription_id": str(told.id)}


def kind_of(answer: httpx.Response) -> str:
    assert answer.status_code < 500, answer.text
    return str(answer.status_code) if answer.status_code in (401, 403, 404) else "allowed"


def refusals(call: Call, role: str, *, archived: bool = False) -> list[str]:
    """The rows of the page that say no."""
    scope = Scope.of_member(page.TEAM, page.ME, role, archived=archived)
    return [name for name, case in call.needs.items() if not page.allows(PREDICATES[name], scope, case)]


def expected(call: Call, who: str, *, archived: bool = False) -> str:
    if call.open_to_all:
        return "allowed"
    if who == "signed out":
        return "401"
    if who in OUTSIDERS:
        return "404"
    token = who in TOKENS
    role = "owner" if token else who
    if who == "token for reading" and call.method not in SAFE:
        return "403"
    refusing = next(iter(refusals(call, role, archived=archived)), None)
    if refusing:
        return "403" if refusing in call.told else "404"
    return "403" if token and call.proved else "allowed"


def operations_of(app: FastAPI) -> set[tuple[str, str]]:
    return {
        (method.upper(), path)
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if method != "parameters"
    }


def test_no_operation_is_left_out(app: FastAPI) -> None:
    known = {call.operation for call in CALLS} | {one for kind in ACCOUNT_CALLS.values() for one in kind}
    today = {one for one in operations_of(app) if not one[1].startswith("/api/admin/")}
    assert today - known == set(), "say in tests/isolation/calls.py or calls_outside.py who may do these"
    assert known - today == set(), "these are no operations any more"


def test_every_row_of_the_page_is_tried() -> None:
    tried = {name for call in CALLS for name in call.needs}
    assert tried <= set(PREDICATES)
    # One that others are made of, and one about what an answer shows, not about who gets one.
    assert set(PREDICATES) - tried <= {"can_edit_library", "can_read_hidden"}


@pytest.mark.parametrize("call", CALLS, ids=str)
async def test_who_may(walk: Walk, call: Call) -> None:
    found, wanted = {}, {}
    first = next(one for one in CALLS if one.operation == call.operation)
    for who in (*ROLES, *(OUTSIDERS + TOKENS if call is first else ())):
        role = who if who in walk.lab.own else "owner"
        answer = await walk.ask(who, call, walk.lab.of(role, call.about))
        found[who], wanted[who] = kind_of(answer), expected(call, who)
    assert {who: (found[who], wanted[who]) for who in found if found[who] != wanted[who]} == {}


def placeholders(written: Any) -> set[str]:
    return set(re.findall(r"{(\w+)}", json.dumps(written, ensure_ascii=False)))


FOREIGN = [
    (call, name)
    for call in CALLS
    if call.about == "others'"
    for name in sorted((placeholders(call.path) | placeholders(call.body)) - {"team", "number", "emoji"})
]


@pytest.mark.parametrize(("call", "name"), FOREIGN, ids=[f"{call} {name}" for call, name in FOREIGN])
async def test_ids_of_another_team_are_ids_of_nothing(walk: Walk, call: Call, name: str) -> None:
    """The owner of a team, in their own team, with one id of another: answered as if it had been made up."""
    key = call.ids.get(name, name)
    foreign = await walk.ask("stranger", call, walk.theirs | {key: walk.lab.things[key]})
    made_up = str(uuid4())
    nothing = await walk.ask("stranger", call, walk.theirs | {key: made_up})
    # What was asked about may be named in what is answered.
    told = foreign.text.replace(walk.lab.things[key], made_up)
    assert (foreign.status_code, told) == (nothing.status_code, nothing.text)
    if name in placeholders(call.path):
        assert kind_of(foreign) == "404"
    elif foreign.status_code not in (404, 422):
        # Many at once do what they can, and say how many that was; a text is formatted without what is not there.
        cited_nothing = foreign.json().get("missing") == [walk.lab.things[key]] and foreign.json()["entries"] == []
        assert cited_nothing or foreign.json() in ({"done": 0}, {"added": [], "removed": []})


OF_PAPERS = [call for call in CALLS if call.method == "GET" and placeholders(call.path) - {"team", "feed_token"}]


@pytest.mark.parametrize("call", OF_PAPERS, ids=str)
async def test_a_guest_sees_nothing_of_another_paper(walk: Walk, call: Call) -> None:
    answer = await walk.ask("guest", call, walk.lab.things | walk.lab.closed)
    assert kind_of(answer) == "404"


async def test_an_archived_team_is_only_read(walk: Walk) -> None:
    """Its owner and its editor may what the page allows a reader, and what is asked of the role that rests."""
    team = {"team": walk.lab.owner.team}
    async with database.open_system_session.begin() as db:
        await db.execute(text("update teams set archived_at = now() where id = :team"), team)
    found, wanted = {}, {}
    for call in CALLS:
        for who in ("owner", "editor"):
            if call.method in SAFE or not call.needs:
                continue
            answer = await walk.ask(who, call, walk.lab.of(who, call.about))
            found[str(call), who], wanted[str(call), who] = kind_of(answer), expected(call, who, archived=True)
    async with database.open_system_session.begin() as db:
        await db.execute(text("update teams set archived_at = null where id = :team"), team)
    assert {one: (found[one], wanted[one]) for one in found if found[one] != wanted[one]} == {}


async def test_a_team_that_requires_a_second_factor_is_closed_to_whoever_has_none(walk: Walk) -> None:
    """Every operation, whatever the role; the refusal comes before any other. The feed here is of its owner, who has
    one, and OPTIONS is of no team."""
    team = {"team": walk.lab.owner.team}
    editor = walk.lab.people["editor"].id
    clients = {who: walk.clients[who] for who in ("admin", "editor", "reader", "guest")}
    async with AsyncExitStack() as stack:
        walk.clients["token of an editor"] = clients["token of an editor"] = await stack.enter_async_context(
            browser_of(walk.app, **await bearer(editor, ["read", "write"]))
        )
        async with database.open_system_session.begin() as db:
            await db.execute(text("update teams set second_factor_required = true where id = :team"), team)
        let_in = []
        for call in CALLS:
            if call.open_to_all:
                continue
            for who in clients:
                own = who if who in walk.lab.own else "editor"
                answer = await walk.ask(who, call, walk.lab.of(own, call.about))
                # An answer to HEAD has no body.
                closed = not answer.content or answer.json().get("type") == "/problems/second-factor-needed"
                if answer.status_code != 403 or not closed:
                    let_in.append((str(call), who, answer.status_code))
        assert let_in == []
        assert (await walk.ask("owner", CALLS[0], walk.lab.things)).status_code == 200
        async with database.open_system_session.begin() as db:
            await db.execute(text("update teams set second_factor_required = false where id = :team"), team)


ACCOUNT = [(kind, *one) for kind, found in ACCOUNT_CALLS.items() for one in found]
# Secrets that were never given out, and names of nothing.
NOT_THERE = {"code": "x" * 30, "key": "x" * 30, "provider": "none", "team": str(uuid4())}
# Steps after a first one that was not taken, and an address that always leads back to a page.
OTHERWISE = {
    "DELETE /api/me/authenticator": "404",
    "GET /api/sign-in/new": "401",
    "GET /api/sessions/second-factor": "401",
    "POST /api/sessions/second-factor/passkey/options": "401",
    "GET /api/sign-in/{provider}/callback": "allowed",
}
BROWSERS = ("AT_A_BROWSER", "PROVED")


@pytest.mark.parametrize(("kind", "method", "path"), ACCOUNT, ids=[f"{one[1]} {one[2]}" for one in ACCOUNT])
async def test_who_may_what_is_of_no_team(walk: Walk, kind: str, method: str, path: str) -> None:
    """Who may is let through to what is not there: ids of another person, secrets of nobody, and bodies of nothing."""

    async def ask(who: str) -> str:
        body = {"json": {"name": "x"} if method == "PATCH" else {}} if method not in SAFE else {}
        client = walk.clients[who]
        cookies = httpx.Cookies(client.cookies)
        answer = await client.request(method, path.format_map(walk.not_mine | NOT_THERE), **body)
        client.cookies = cookies  # Whoever signs out is undone in the database, and here.
        return kind_of(answer)

    yes = OTHERWISE.get(f"{method} {path}", "404" if "{" in path else "allowed")
    wanted = {
        "signed out": "401",
        "stranger": yes,
        "not proved": "403" if kind == "PROVED" else yes,
        "token": "403" if kind in BROWSERS else yes,
        "token for reading": "403" if kind in BROWSERS or method not in SAFE else yes,
        "token of another team": "403" if kind != "SIGNED_IN" else yes,
    }
    if kind == "EVERYBODY":
        wanted = {"signed out": yes, "stranger": yes, "token for reading": yes}
    assert {who: await ask(who) for who in wanted} == wanted


async def test_administering_does_not_exist_for_others(app: FastAPI, walk: Walk) -> None:
    for method, path in sorted(one for one in operations_of(app) if one[1].startswith("/api/admin/")):
        address = re.sub(r"{\w+}", str(uuid4()), path)
        for who, wanted in (("signed out", "401"), ("stranger", "404"), ("admin token", "404")):
            body = {"json": {}} if method not in SAFE else {}
            assert kind_of(await walk.clients[who].request(method, address, **body)) == wanted, (method, path, who)


def test_routes_outside_the_description_are_known(app: FastAPI) -> None:
    """What the OpenAPI document leaves out: other ways to what is in it, and what shows nobody's."""
    included = [
        one.effective_route_contexts() if hasattr(one, "effective_route_contexts") else [one] for one in app.routes
    ]
    methods = {
        (method, getattr(route, "path", ""))
        for routes in included
        for route in routes
        for method in getattr(route, "methods", None) or ()
    }
    assert {one for one in methods - operations_of(app) if one[0] != "HEAD"} == {
        ("GET", "/api/openapi.json"),
        ("GET", "/api/docs"),
        ("GET", "/metrics"),
        # Whoever has its secret reads as its maker: exchange/test_live_references.py.
        ("GET", "/bib/{name}"),
        ("GET", "/development/mail"),
        ("GET", "/development/mail/{template}"),
        ("GET", "/development/mail/{template}.txt"),
        ("POST", "/api/teams/{team}/uploads/{upload_id}"),
        ("OPTIONS", "/api/teams/{team}/uploads/{upload_id}"),
    }
