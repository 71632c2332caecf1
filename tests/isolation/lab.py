"""Two teams with one of everything that has an id, and people of every kind who knock at their doors."""

import io
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from PIL import Image
from sqlalchemy import func, text, update

from scrollkeeper.accounts import tokens
from scrollkeeper.batches.jobs import go_on_with_batch
from scrollkeeper.citations.csl.models import TeamStyle
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import storage
from scrollkeeper.discussions.models import Comment
from scrollkeeper.library.models import File, FileStructure, Paper
from scrollkeeper.notes.models import NoteVersion
from scrollkeeper.teams.models import GuestPlace, JoinRequest
from scrollkeeper.teams.roles import ROLES
from tests import make
from tests.conftest import browser_of
from tests.discussions.conftest import PAGES, add_pages
from tests.isolation.calls import QUOTE, REFERENCES, TUS, some_update
from tests.pdfs import make_pdf

Things = dict[str, str]
# Members of these roles are changed and removed by others; whoever removes themselves leaves, which is another thing.
CHANGED = ("owner", "admin", "reader")


@dataclass
class Lab:
    """`things` are ids by the name of the parameter that takes them; `own[role]` are those that this person made.

    `closed` are those of a paper that the guest was not let see.
    """

    owner: make.Member
    people: dict[str, make.Member]
    things: Things
    closed: Things = field(default_factory=dict)
    own: dict[str, Things] = field(default_factory=dict)

    def of(self, role: str, about: str) -> Things:
        return self.things | (self.own[role] if about == "own" else {})


async def post(member: make.Member, path: str, body: Any = None, **more: Any) -> Any:
    answer = await member.http.post(member.url(path), json=body, **more)
    assert answer.is_success, (path, answer.status_code, answer.text)
    return answer.json() if answer.content else answer


async def make_paper(owner: make.Member) -> Things:
    """A paper with all that can hang on it, read by the parser, and with a second version of its file."""
    pdf = make_pdf(f"A page {uuid.uuid4()}")
    answer = await owner.http.post(owner.url("/papers"), files={"file": ("a.pdf", pdf)})
    assert answer.status_code == 201, answer.text
    paper, file = answer.json()["id"], answer.json()["files"][0]["id"]
    async with open_system_session.begin() as db:
        binned, _ = await make.paper(db, owner.scope)
        others = [(await make.paper(db, owner.scope))[0] for _ in range(2)]
        for other in others:
            other.status = "ready"
        found, first = await db.get_one(Paper, UUID(paper)), await db.get_one(File, UUID(file))
        version = File(team_id=found.team_id, paper_id=found.id, name="b.pdf", sha256=uuid.uuid4().hex * 2, size=9)
        db.add(version)
        await db.flush()
        for one in (first, version):
            one.pages, one.parser, one.status = len(PAGES), "test 1", "ready"
            await add_pages(db, found, one, PAGES)
        first.thumbnail_key = f"thumbnails/{first.sha256}.webp"
        structure: dict[str, Any] = {"sections": [], "citations": [], "figures": [], "tables": [], "warnings": []}
        db.add(FileStructure(file_id=first.id, team_id=first.team_id, parser="test 1", structure=structure))
    await storage().put(first.thumbnail_key, b"RIFF a picture")
    await owner.http.delete(owner.url(f"/papers/{binned.id}"))
    merged = await post(owner, "/papers/merge", {"into": str(others[0].id), "from": [str(others[1].id)]})
    return {
        "other_paper_id": str(others[0].id), "merge_id": merged["id"],
        "paper_id": paper, "file_id": file, "version_file_id": str(version.id), "number": "1",
        "binned_paper_id": str(binned.id),
    }  # fmt: skip


async def write(member: make.Member, things: Things) -> Things:
    """What one person makes: an annotation and a comment, with others deleted and hidden, an upload, an invitation."""
    paper = f"/papers/{things['paper_id']}"
    made: Things = {}
    for name in ("annotation_id", "deleted_annotation_id"):
        body = {"file": things["file_id"], "selectors": QUOTE, "comment": "Look"}
        made[name] = (await post(member, paper + "/annotations", body))["id"]
    deleted = paper + f"/annotations/{made['deleted_annotation_id']}"
    await member.http.delete(member.url(deleted), headers={"If-Match": "*"})
    thread = await post(member, "/threads", {"paper": things["paper_id"], "text": "Why?"})
    made["thread_id"] = thread["id"]
    for name in ("comment_id", "deleted_comment_id", "hidden_comment_id"):
        made[name] = (await post(member, f"/threads/{thread['id']}/comments", {"text": "Because."}))["id"]
    gone = f"/threads/{thread['id']}/comments/{made['deleted_comment_id']}"
    answer = await member.http.delete(member.url(gone), headers={"If-Match": "*"})
    assert answer.status_code == 204, answer.text
    hide = {"hidden_at": func.now(), "hidden_reason": "Too loud"}
    async with open_system_session.begin() as db:
        await db.execute(update(Comment).where(Comment.id == UUID(made["hidden_comment_id"])).values(hide))
    headers = TUS | {"Upload-Length": "9", "Upload-Metadata": "filename YS5wZGY="}
    answer = await member.http.post(member.url("/uploads"), headers=headers)
    made["upload_id"] = answer.headers["Location"].rpartition("/")[2]
    invited = await post(member, "/invitations", {"role": "reader", "emails": [make.email("new")]})
    made["invitation_id"] = invited["items"][0]["id"]
    if (address := await member.http.post(member.url("/reference-addresses"), json={})).is_success:
        made["address_id"] = address.json()["id"]
    return made


async def write_note(owner: make.Member, body: Things) -> Things:
    """A note with words in it, and with a version."""
    note = (await post(owner, "/notes", body))["id"]
    await post(owner, f"/notes/{note}/updates", {"update": some_update()})
    async with open_system_session.begin() as db:
        version = NoteVersion(note_id=UUID(note), team_id=UUID(owner.team), seq=1, state=b"\0\0", people=[])
        db.add(version)
        await db.flush()
        return {"note_id": note, "version_id": str(version.id)}


async def furnish(owner: make.Member, guest: make.Member, asking: make.Member) -> Things:
    """One of everything that has an id in this team."""
    await owner.http.patch(owner.url(), json={"inviters": "editors", "takes_requests": True})
    things = {"team": owner.team, "person_id": str(guest.id), "emoji": "👍"} | await make_paper(owner)
    things |= await write(owner, things)
    things |= await write_note(owner, {"paper": things["paper_id"]})
    things["deleted_note_id"] = (await post(owner, "/notes", {"title": "Gone"}))["id"]
    await owner.http.delete(owner.url(f"/notes/{things['deleted_note_id']}"))
    body = {"papers": [things["paper_id"]], "set": {"publisher": "Taylor"}}
    things["batch_id"] = (await post(owner, "/papers/batch", body))["id"]
    await go_on_with_batch(batch_id=things["batch_id"])
    changes = await owner.http.get(owner.url(f"/papers/{things['paper_id']}/changes"))
    things["change_id"] = changes.json()["items"][0]["id"]
    tags = ("tag_id", "other_tag_id", "deleted_tag_id")
    await post(owner, "/papers/tags", {"papers": [things["paper_id"]], "add": list(tags)})
    made = (await owner.http.get(owner.url("/tags"))).json()["items"]
    things |= {tag["name"]: tag["id"] for tag in made}
    await owner.http.delete(owner.url(f"/tags/{things['deleted_tag_id']}"))
    for name in ("field_id", "deleted_field_id"):
        field = {"name": name, "kind": "choice", "options": ["High", "Low"]}
        things[name] = (await post(owner, "/fields", field))["id"]
    await owner.http.delete(owner.url(f"/fields/{things['deleted_field_id']}"))
    for name in ("collection_id", "deleted_collection_id"):
        things[name] = (await post(owner, "/collections", {"name": "Rivers"}))["id"]
    await owner.http.delete(owner.url(f"/collections/{things['deleted_collection_id']}"))
    for name in ("search_id", "deleted_search_id"):
        things[name] = (await post(owner, "/searches", {"name": "Unread", "filter": "is:unread"}))["id"]
    await owner.http.delete(owner.url(f"/searches/{things['deleted_search_id']}"))
    answer = await owner.http.post(owner.url("/imports"), files=REFERENCES["files"])
    things["import_id"] = answer.json()["id"]
    things["webhook_id"] = (await post(owner, "/webhooks", {"url": "https://1.1.1.1/hook"}))["id"]
    things["address_id"] = (await post(owner, "/reference-addresses", {}))["id"]
    things["feed_token"] = (await post(owner, "/feed/token"))["token"]
    picture = _picture()
    await owner.http.put(owner.url("/picture"), content=picture, headers={"Content-Type": "image/png"})
    async with open_system_session.begin() as db:
        request = JoinRequest(team_id=UUID(owner.team), person_id=asking.id, message="Please")
        await make.join(db, owner.team, guest.id, "guest")
        style = TeamStyle(team_id=UUID(owner.team), title="Ours", format="note", xml="<style/>")
        place = GuestPlace(team_id=UUID(owner.team), person_id=guest.id, paper_id=UUID(things["paper_id"]))
        in_it = GuestPlace(team_id=UUID(owner.team), person_id=guest.id, collection_id=UUID(things["collection_id"]))
        db.add_all([request, place, in_it, style])
        await db.flush()
        things["style_id"] = str(style.id)
        things["request_id"] = str(request.id)
    return things


def _picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 64)).save(written, "PNG")
    return written.getvalue()


@asynccontextmanager
async def open_lab(app: FastAPI) -> AsyncIterator[Lab]:
    """People of every role were editors once, so that everybody has something of their own; then roles were given."""
    async with AsyncExitStack() as stack:

        async def somebody(name: str, team: str = "") -> make.Member:
            member = await make.member(await stack.enter_async_context(browser_of(app)), name)
            if team:
                member.team = team
            return member

        owner = await somebody("Owner")
        asking = await somebody("Asking")
        guest = await somebody("Guest", owner.team)
        lab = Lab(owner, {"owner": owner, "guest": guest}, await furnish(owner, guest, asking))
        others = [f"another_{role}" for role in CHANGED]
        for name in ("admin", "editor", "commenter", "reader", "revoked", *others):
            lab.people[name] = await somebody(name.capitalize(), owner.team)
        async with open_system_session.begin() as db:
            for name in lab.people.keys() - {"owner", "guest"}:
                await make.join(db, owner.team, lab.people[name].id, "editor")
            await db.execute(text(f"update members set role = 'editor' where person_id = '{guest.id}'"))
        lab.own = {role: await write(lab.people[role], lab.things) for role in ROLES}
        lab.things |= await write(lab.people["another_reader"], lab.things)
        for role in ROLES:
            lab.own[role]["person_id"] = lab.things[role] = str(lab.people[role].id)
        lab.things |= {f"another_{role}": str(lab.people[f"another_{role}"].id) for role in CHANGED}
        async with open_system_session.begin() as db:
            for name in (*ROLES, *others):
                await db.execute(
                    text("update members set role = :role where team_id = :team and person_id = :person"),
                    {"role": name.removeprefix("another_"), "team": owner.team, "person": lab.people[name].id},
                )
        lab.closed = lab.things | await make_paper(owner)
        lab.closed |= await write(owner, lab.closed)
        lab.closed["collection_id"] = (await post(owner, "/collections", {"name": "Closed"}))["id"]
        lab.closed |= await write_note(owner, {"title": "Of the team"})
        gone = await owner.http.delete(owner.url(f"/members/{lab.people['revoked'].id}"))
        assert gone.status_code == 204, gone.text
        yield lab


async def bearer(person: UUID, scopes: list[str], team: str | None = None) -> dict[str, str]:
    """The header of a new token."""
    async with open_system_session.begin() as db:
        only = UUID(team) if team else None
        _, secret = await tokens.add_token(db, person, name="walk", scopes=scopes, only_team_id=only, expires=None)
    return {"Authorization": f"Bearer {secret}"}
