"""What hangs on items of a Zotero library: notes go into the notes of their papers, PDFs become files of them."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from scrollkeeper.core.db import lock, open_team_session
from scrollkeeper.core.errors import Problem
from scrollkeeper.exchange.models import ZoteroObject
from scrollkeeper.exchange.zotero import items
from scrollkeeper.exchange.zotero.run import Run
from scrollkeeper.exchange.zotero.sources import BROKEN, Source
from scrollkeeper.ingest.uploads.receive import receive_whole
from scrollkeeper.library.files.dispositions import pdf_name
from scrollkeeper.notes import service as notes
from scrollkeeper.notes import writing

MAX_NOTE_TITLE = 100
NOT_BROUGHT = {
    "linked file": "It lies outside Zotero’s folder. Upload it to the paper by hand.",
    "link": "It is only a link to a web page.",
    "snapshot": "Snapshots of web pages are not PDFs.",
    "file": "Only PDFs are brought in.",
}


async def bring_notes(run: Run, papers: Mapping[str, UUID], parts: Sequence[Mapping[str, Any]]) -> None:
    """Notes of items at the end of their papers' notes, and notes of their own as notes of the team; each once."""
    async with open_team_session(run.scope.team_id) as db:
        known = await run.find_objects(db, [note["key"] for part in parts for note in part["notes"]])
    for part in parts:
        for note in part["notes"]:
            title = str(note["title"] if part["type"] == "note" else part["csl"].get("title", ""))[:MAX_NOTE_TITLE]
            before = known.get(note["key"])
            if before is not None:
                if before.data.get("sha256") != _hashed(note["html"]):
                    run.leave_out("note", title, "It changed in Zotero since it was brought in; the one here stays.")
            elif part["type"] == "note" or part["key"] in papers:
                await _bring_note(run, papers.get(part["key"]), title, note)


async def _bring_note(run: Run, paper_id: UUID | None, title: str, note: Mapping[str, Any]) -> None:
    try:
        async with open_team_session(run.scope.team_id) as db:
            await lock(db, "zotero", run.scope.team_id)
            if await run.find_objects(db, [note["key"]]):
                return
            made = await notes.add_note(db, run.scope, title=title or "Note", paper_id=paper_id)
            await writing.append_html(db, run.scope, made, note["html"])
            run.add_object(db, note["key"], "note", made.id, {"sha256": _hashed(note["html"])})
        run.counts["notes"] += 1
    except Problem as refusal:
        run.leave_out("note", title, refusal.detail)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def remember_files(run: Run, papers: Mapping[str, UUID], parts: Sequence[Mapping[str, Any]]) -> None:
    """Note down which files are to come, with their annotations, and say of the others why they do not."""
    found = []
    for part in parts:
        stored = sorted(part["attachments"], key=lambda one: len(one["annotations"]))
        for one in stored:
            if one["mode"] == "picture" or (part["type"] != "attachment" and part["key"] not in papers):
                continue
            if one["mode"] not in ("file", "snapshot") or not _is_pdf(one):
                run.leave_out("file", one["name"] or one["title"], NOT_BROUGHT.get(one["mode"], NOT_BROUGHT["file"]))
                continue
            found.append((part, one))
    async with open_team_session(run.scope.team_id) as db:
        await lock(db, "zotero", run.scope.team_id)
        known = await run.find_objects(db, [one["key"] for _, one in found])
        for part, one in found:
            data = {"name": one["name"], "annotations": one["annotations"]}
            if part["type"] == "attachment":
                data |= {"tags": part["tags"], "lists": part["collections"]}
            else:
                data["paper"] = str(papers[part["key"]])
            row = known.get(one["key"])
            if row is None:
                run.add_object(db, one["key"], "attachment", None, data)
            elif row.pending or row.data.get("annotations") != one["annotations"]:
                # The run that they were to be placed after may have been cut short: now it is this one.
                row.data, row.import_id = row.data | data, run.import_id
                row.pending = row.object_id is not None
            if row is None or row.object_id is None:
                run.files.append(one["key"])


def _is_pdf(attachment: Mapping[str, Any]) -> bool:
    return bool(attachment["kind"] == "application/pdf" or attachment["name"].lower().endswith(".pdf"))


async def bring_file(run: Run, source: Source, key: str) -> None:
    """One file of an item to its paper, or as a paper of its own."""
    async with open_team_session(run.scope.team_id) as db:
        row = (await run.find_objects(db, [key])).get(key)
    if row is None or row.object_id is not None:
        return
    name, paper = str(row.data["name"]), row.data.get("paper")
    stored = source.find(key, name)
    if stored is None:
        run.leave_out("file", name, "It is not in the storage folder. Let Zotero download it, then bring it in again.")
        return
    try:
        finished = await receive_whole(
            run.scope, name=pdf_name(stored.name.removesuffix(".pdf")), chunks=stored.chunks(), length=stored.size,
            version_of=UUID(paper) if paper else None,
        )  # fmt: skip
    except Problem as refusal:
        run.leave_out("file", name, refusal.detail)
        return
    except BROKEN:
        run.leave_out("file", name, "It is damaged where it comes from.")
        return
    upload = finished.upload
    assert upload.paper_id is not None
    if upload.already_here:
        run.counts["files_known"] += 1
        if paper and str(upload.paper_id) != paper:
            run.leave_out("file", name, "The same file is here with another paper; the two may be one.")
    else:
        run.counts["files"] += 1
    await _settle(run, row, upload.paper_id, upload.file_id, made=not paper and not upload.already_here)


async def _settle(run: Run, row: ZoteroObject, paper_id: UUID, file_id: UUID | None, *, made: bool) -> None:
    async with open_team_session(run.scope.team_id) as db:
        settled = (await run.find_objects(db, [row.key]))[row.key]
        settled.object_id, settled.pending, settled.import_id = file_id, bool(row.data["annotations"]), run.import_id
        if made:
            await run.add_papers(db, [paper_id])
            run.counts["new"] += 1
    if "lists" in row.data:
        await items.bring_tags(run, [(row.key, paper_id, row.data["tags"])])
        await items.bring_lists(run, [(row.key, paper_id, row.data["lists"])])
