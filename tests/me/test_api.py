"""Taking one's data along, and ending one's account: what goes, what stays, and a week to think again."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, text, update

from scrollkeeper.accounts.models import Person, Session
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import storage
from scrollkeeper.discussions.models import Comment
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.library.models import Paper
from scrollkeeper.me.account_data import jobs as account_data_jobs
from scrollkeeper.teams.models import Team
from tests import make
from tests.accounts.conftest import Letterbox, post_office
from tests.conftest import browser_of

__all__ = ["post_office"]


@pytest.fixture
def letterbox(post_office: Any) -> Letterbox:
    return Letterbox(post_office)


async def add_paper(member: make.Member) -> tuple[Paper, str]:
    """A paper of the member with bytes behind it, an annotation of each visibility and a comment."""
    scope = member.scope
    async with open_system_session.begin() as db:
        paper, file = await make.paper(db, scope, {"title": "On the Tides"}, name="tides.pdf")
        db.add(
            Annotation(
                team_id=scope.team_id,
                paper_id=paper.id,
                file_id=file.id,
                person_id=member.id,
                kind="note",
                color="yellow",
                visibility="me",
                comment="mine alone",
                clock=1,
            )
        )
    await storage().put(file_key(file.sha256), b"%PDF-1.4 the tides")
    thread = await member.http.post(member.url("/threads"), json={"paper": str(paper.id), "text": "Is table 3 right?"})
    assert thread.status_code == 201, thread.text
    return paper, file.sha256


async def hurry(person_id: UUID) -> None:
    """A week later."""
    async with open_system_session.begin() as db:
        past = datetime.now(UTC) - timedelta(seconds=1)
        await db.execute(update(Person).where(Person.id == person_id).values(ends_at=past))
    await account_data_jobs.end_account(str(person_id))


async def exists(model: Any, *conditions: Any) -> bool:
    async with open_system_session.begin() as db:
        return bool((await db.execute(select(func.count()).select_from(model).where(*conditions))).scalar_one())


async def test_the_export_holds_what_one_added_and_nothing_of_others(
    ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    await add_paper(ada)
    await add_paper(eve)
    await ada.http.post("/api/tokens", json={"name": "backup", "scopes": ["read"]})
    mine = (await ada.http.post(ada.url("/collections"), json={"name": "Mine", "personal": True})).json()["id"]
    await ada.http.post(ada.url("/collections"), json={"name": "The team's"})
    listed = (await ada.http.get(ada.url("/papers"))).json()["items"]
    await ada.http.post(ada.url(f"/collections/{mine}/papers"), json={"add": [row["id"] for row in listed]})
    assert (await anyone.get("/api/me/export")).status_code == 401
    assert (await ada.http.post("/api/me/export")).json()["files"] == 1
    answer = await ada.http.get("/api/me/export")
    assert answer.headers["content-type"] == "application/zip"
    assert "attachment" in answer.headers["content-disposition"]
    assert eve.email not in answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        read = {name: archive.read(name) for name in archive.namelist()}
    assert read[f"files/{ada.slug}/tides.pdf"] == b"%PDF-1.4 the tides"
    of = {name: json.loads(content) for name, content in read.items() if name.endswith(".json")}
    assert of["profile.json"]["email"] == ada.email
    assert [team["kind"] for team in of["teams.json"]].count("personal") == 1
    assert [row["comment"] for row in of["annotations.json"]] == ["mine alone"]
    assert [(row["name"], len(row["papers"])) for row in of["collections.json"]] == [("Mine", 1)]
    assert [row["text"] for row in of["comments.json"]] == ["Is table 3 right?"]
    assert [row["metadata"]["title"] for row in of["papers.json"]] == ["On the Tides"]
    assert [row["name"] for row in of["tokens.json"]] == ["backup"]
    assert len(of["sessions.json"]) == 1
    assert b"hash" not in b"".join(read.values())


async def test_what_becomes_of_things_is_said_first(ada: make.Member, eve: make.Member) -> None:
    await add_paper(ada)
    said = (await ada.http.get("/api/me/deletion")).json()
    assert {team["fate"] for team in said["teams"]} == {"deleted"}
    assert (said["papers"], said["comments"], said["days"]) == (0, 0, 7), "what goes with a team is not left behind"
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "editor")
    said = (await ada.http.get("/api/me/deletion")).json()
    [lab] = [team for team in said["teams"] if team["id"] == ada.team]
    assert (lab["fate"], lab["members"], lab["papers"]) == ("orphaned", 2, 1)
    assert (said["papers"], said["comments"], said["private_annotations"]) == (1, 1, 1)
    [same] = [team for team in (await eve.http.get("/api/me/deletion")).json()["teams"] if team["id"] == ada.team]
    assert same["fate"] == "stays"


async def test_a_closed_account_ends_after_a_week(
    app: FastAPI, letterbox: Letterbox, ada: make.Member, eve: make.Member, anyone: httpx.AsyncClient
) -> None:
    paper, _ = await add_paper(ada)
    made = (await ada.http.post("/api/tokens", json={"name": "x", "scopes": ["read"]})).json()
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "owner")
    assert (await ada.http.post("/api/me/deletion", json={})).status_code == 200
    assert (await ada.http.get("/api/me")).status_code == 401
    headers = {"authorization": f"Bearer {made['token']}"}
    assert (await anyone.get("/api/me", headers=headers)).status_code == 401
    assert (await letterbox.subjects(ada.email))[-1] == "Your account will be deleted"
    await account_data_jobs.end_account(str(ada.id))
    assert await exists(Person, Person.id == ada.id), "not before its time"

    await hurry(ada.id)
    assert not await exists(Person, Person.id == ada.id)
    assert not await exists(Team, Team.id == UUID(ada.personal))
    assert (await eve.http.get(ada.url(f"/papers/{paper.id}"))).json()["added_by"] is None
    assert await exists(Comment, Comment.team_id == UUID(ada.team), Comment.person_id.is_(None))
    assert not await exists(Annotation, Annotation.team_id == UUID(ada.team)), "what only she saw"
    members = (await eve.http.get(ada.url("/members"))).json()["items"]
    assert [one["person"]["id"] for one in members] == [str(eve.id)]
    again = {"email": ada.email, "name": "Ada", "password": make.PASSWORD}
    assert (await anyone.post("/api/accounts", json=again)).status_code == 201, "the address is free"


async def test_signing_in_keeps_the_account(letterbox: Letterbox, ada: make.Member, anyone: httpx.AsyncClient) -> None:
    await ada.http.post("/api/me/deletion", json={})
    body = {"email": ada.email, "password": make.PASSWORD}
    assert (await anyone.post("/api/sessions", json=body)).status_code == 201
    assert (await letterbox.subjects(ada.email))[-1] == "Your account won’t be deleted"
    await account_data_jobs.end_account(str(ada.id))
    assert (await anyone.get(ada.url())).status_code == 200
    assert await exists(Person, Person.id == ada.id, Person.ends_at.is_(None))


async def test_a_team_of_others_is_handed_over_or_deleted_on_purpose(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "admin")
    refused = await ada.http.post("/api/me/deletion", json={})
    assert refused.status_code == 409
    assert "You’re the only owner" in refused.json()["detail"]
    assert (await eve.http.get(ada.url())).status_code == 200
    assert (await ada.http.post("/api/me/deletion", json={"delete_teams": [ada.team]})).status_code == 200
    assert (await eve.http.get(ada.url())).status_code == 404


async def test_a_team_whose_other_owner_left_gets_its_longest_serving_admin(
    app: FastAPI, ada: make.Member, eve: make.Member
) -> None:
    async with browser_of(app) as another:
        kim = await make.member(another, "Kim")
        async with open_system_session.begin() as db:
            await make.join(db, ada.team, eve.id, "reader")
            await make.join(db, ada.team, kim.id, "owner")
        assert (await ada.http.post("/api/me/deletion", json={})).status_code == 200
        assert (await kim.http.delete(ada.url(f"/members/{kim.id}"))).status_code == 204
        await hurry(ada.id)
        assert (await eve.http.get(ada.url())).json()["role"] == "owner"


async def test_overdue_accounts_each_get_a_job_of_their_own(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        past = datetime.now(UTC) - timedelta(seconds=1)
        await db.execute(update(Person).where(Person.id == ada.id).values(ends_at=past))
    for _ in range(2):
        await account_data_jobs.end_overdue_accounts()
    async with open_system_session.begin() as db:
        query = text("delete from procrastinate_jobs where args->>'person_id' = :id returning task_name")
        assert (await db.execute(query, {"id": str(ada.id)})).scalars().all() == ["belongings.end_account"]


async def test_both_ask_again_who_one_is(ada: make.Member, anyone: httpx.AsyncClient) -> None:
    made = (await ada.http.post("/api/tokens", json={"name": "x", "scopes": ["write"]})).json()
    async with open_system_session.begin() as db:
        long_ago = func.now() - timedelta(hours=1)
        await db.execute(update(Session).where(Session.person_id == ada.id).values(proved_at=long_ago))
    for method, path in (("POST", "/deletion"), ("POST", "/export"), ("GET", "/export")):
        refused = await ada.http.request(method, f"/api/me{path}", json={})
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/ask-again")
        headers = {"authorization": f"Bearer {made['token']}"}
        assert (await anyone.request(method, f"/api/me{path}", json={}, headers=headers)).status_code == 403
