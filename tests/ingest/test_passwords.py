"""A locked PDF says so, opens once with its password, and the password is kept nowhere."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import storage
from scrollkeeper.ingest.pipeline import run as pipeline
from scrollkeeper.library.files.keys import unlocked_key
from tests import make, pdfs
from tests.ingest.parsing_of import events_of, look, parsed, upload

PASSWORD = "open sesame 4711"


def locked(mark: str) -> bytes:
    return pdfs.encrypted_pdf(f"Behind the lock lies {mark}.\nIt can be read.", PASSWORD)


async def give(who: make.Member, team: make.Member, file_id: str, password: str) -> tuple[int, dict[str, object]]:
    answer = await who.http.put(team.url(f"/files/{file_id}/password"), json={"password": password})
    return answer.status_code, answer.json()


async def everything_stored() -> str:
    """Every column of text of every table that a password could have got into."""
    tables = ("files", "papers", "event_log", "procrastinate_jobs", "procrastinate_events", "file_structures")
    async with open_system_session.begin() as db:
        return "".join([str((await db.execute(text(f"select * from {table}"))).all()) for table in tables])


async def test_a_locked_pdf_asks_for_its_password_once(ada: make.Member) -> None:
    paper = await parsed(ada, locked("amber"))
    file = paper["files"][0]
    assert (paper["status"], file["needs_password"], file["encrypted"]) == ("failed", True, True)
    assert "password" in paper["reason"]
    status, answer = await give(ada, ada, file["id"], "not it")
    assert (status, answer["detail"]) == (422, "That password doesn't open this PDF. Check it and try again.")
    assert (await look(ada, paper["id"]))["status"] == "failed"
    status, answer = await give(ada, ada, file["id"], PASSWORD)
    assert (status, answer["status"], answer["needs_password"]) == (202, "queued", False)
    await pipeline.parse_file(UUID(file["id"]))
    shown = await look(ada, paper["id"])
    assert (shown["status"], shown["reason"], shown["files"][0]["encrypted"]) == ("ready", None, True)
    page = (await ada.http.get(ada.url(f"/files/{file['id']}/pages/1"))).json()
    assert "Behind the lock lies amber." in page["text"]
    content = shown["files"][0]["content"]
    assert b"/Encrypt" in (await ada.http.get(content)).content, "the file itself stays as it came"
    unlocked = await ada.http.get(content, params={"unlocked": True})
    assert unlocked.content.startswith(b"%PDF-")
    assert b"/Encrypt" not in unlocked.content
    assert int((await ada.http.head(content, params={"unlocked": True})).headers["Content-Length"]) == len(
        unlocked.content
    )
    assert PASSWORD not in await everything_stored()
    assert [event["data"].get("status") for event in await events_of(ada, paper["id"])][-1] == "ready"


async def test_parsing_again_needs_no_password(ada: make.Member) -> None:
    paper = await parsed(ada, locked("beryl"))
    file_id = paper["files"][0]["id"]
    assert (await give(ada, ada, file_id, PASSWORD))[0] == 202
    for _ in range(2):
        await pipeline.parse_file(UUID(file_id))
    shown = await look(ada, paper["id"])
    assert (shown["status"], shown["files"][0]["needs_password"]) == ("ready", False)
    content = await ada.http.get(ada.url(f"/files/{file_id}/content"))
    assert content.content == locked("beryl"), "what was uploaded is what is kept"


async def test_another_team_with_the_same_bytes_has_to_know_the_password(ada: make.Member, eve: make.Member) -> None:
    mine, hers = await parsed(ada, locked("coral")), await parsed(eve, locked("coral"))
    assert (await give(ada, ada, mine["files"][0]["id"], PASSWORD))[0] == 202
    await pipeline.parse_file(UUID(hers["files"][0]["id"]))
    shown = await look(eve, hers["id"])
    assert (shown["status"], shown["files"][0]["needs_password"]) == ("failed", True)
    assert await storage().size(unlocked_key(UUID(hers["files"][0]["id"]))) is None


async def test_who_may_give_a_password(ada: make.Member, eve: make.Member) -> None:
    paper = await parsed(ada, locked("diamond"))
    file_id = paper["files"][0]["id"]
    assert (await give(eve, ada, file_id, PASSWORD))[0] == 404
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "reader")
    assert (await give(eve, ada, file_id, PASSWORD))[0] == 403
    assert (await look(ada, paper["id"]))["status"] == "failed"
    assert (await give(ada, ada, "00000000-0000-0000-0000-000000000000", PASSWORD))[0] == 404


async def test_a_file_that_is_not_locked_needs_none(ada: make.Member) -> None:
    paper = await upload(ada, pdfs.make_pdf(text="Open to all."))
    status, answer = await give(ada, ada, paper["files"][0]["id"], PASSWORD)
    assert (status, answer["detail"]) == (409, "This PDF opens without a password; none is needed.")


@pytest.mark.parametrize("password", ["", "x" * 128])
async def test_what_is_no_password(ada: make.Member, password: str) -> None:
    paper = await upload(ada, locked(f"emerald {len(password)}"))
    assert (await give(ada, ada, paper["files"][0]["id"], password))[0] == 422


async def test_a_pdf_that_only_forbids_changes_is_read_without_asking(ada: make.Member) -> None:
    paper = await parsed(ada, pdfs.encrypted_pdf("Only the owner may print this.", ""))
    file = paper["files"][0]
    assert (paper["status"], file["encrypted"], file["needs_password"]) == ("ready", True, False)


@pytest.mark.corpus
async def test_a_locked_pdf_of_another_program(ada: make.Member, corpus: Path) -> None:
    found = next((corpus / "hostile").glob("pdfplumber_*_password-example.pdf"))
    paper = await parsed(ada, await asyncio.to_thread(found.read_bytes))
    assert paper["files"][0]["needs_password"] is True
    assert (await give(ada, ada, paper["files"][0]["id"], "test"))[0] == 202
    await pipeline.parse_file(UUID(paper["files"][0]["id"]))
    assert (await look(ada, paper["id"]))["files"][0]["pages"] == 4
    hits = (await ada.http.get(ada.url("/search?q=%22backup+solution%22"))).json()["items"]
    assert paper["id"] in {hit["paper"]["id"] for hit in hits}
