"""The steps from a stored PDF to a ready paper: each asks the sandbox one question and writes the answer down.

A step may run again at any time (a worker was killed, somebody asked for it, the parser has a new version) and then
leaves the same rows. No transaction is open while the parser works.
"""

import math
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.storage import storage
from scrollkeeper.ingest.pipeline.recognised import list_recognised
from scrollkeeper.library import duplicates_search
from scrollkeeper.library import service as library
from scrollkeeper.library.citation_keys.service import assign_keys
from scrollkeeper.library.files.keys import thumbnail_key
from scrollkeeper.library.models import File, FilePage, FileStructure
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, SandboxChild
from scrollkeeper.teams.scope import Scope

PAGES_AT_ONCE = 64
# Whoever watches sees a page number move about twice a second; the row is only for those who come later.
BROADCAST_SECONDS, REMEMBER_SECONDS = 0.5, 2.0
# Of a document's sections, citations, figures, tables and references; a long book has a few thousand.
MOST_OF_A_KIND = 20_000


@dataclass
class Parse:
    """A file on its way through the steps."""

    file_id: UUID
    team_id: UUID
    paper_id: UUID
    sha256: str
    document: SandboxChild
    parser: str = ""
    pages: int = 0
    scanned: list[int] = field(default_factory=list)
    has_marks: bool = False
    # Of a document that is ready already: nobody is shown how far it is.
    quiet: bool = False
    # Columns that are written together with the status at the end.
    outcome: dict[str, Any] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        return Scope.of_system(self.team_id)


async def identify(parse: Parse) -> None:
    """How many pages, encrypted or not."""
    facts = await parse.document.ask("identify")
    parse.pages, parse.parser = int(facts["pages"]), str(facts["parser"])
    # The decrypted copy of a locked file says that it is not encrypted, but the file is.
    parse.outcome |= {"encrypted": True} if facts["encrypted"] else {}
    # Shown while the text of a long document is read; that of a short one is there before anybody could look.
    if parse.pages > PAGES_AT_ONCE and not parse.quiet:
        async with open_system_session.begin() as db:
            await _update_file(db, parse, pages=parse.pages, progress=0)


async def extract_text(parse: Parse) -> None:
    """Text and word boxes, page by page.

    There is no step that indexes: the search vectors are columns that PostgreSQL generates in this very transaction,
    so a page can be found as soon as it is here, before the slower steps have begun.
    """
    batch: list[dict[str, Any]] = []
    flushed = remembered = time.monotonic()
    parse.scanned, parse.has_marks = [], False
    async for page in parse.document.stream("extract_text"):
        batch.append(_page_row(parse, page))
        if not page["has_text_layer"]:
            parse.scanned.append(int(page["number"]))
        parse.has_marks |= bool(page["has_marks"])
        now = time.monotonic()
        if len(batch) >= PAGES_AT_ONCE or now - flushed >= BROADCAST_SECONDS:
            remember = now - remembered >= REMEMBER_SECONDS
            async with open_system_session.begin() as db:
                await _store_pages(db, parse, batch, remember=remember)
            remembered = now if remember else remembered
            flushed, batch = time.monotonic(), []
    async with open_system_session.begin() as db:
        await _store_pages(db, parse, batch)
        await db.execute(delete(FilePage).where(FilePage.file_id == parse.file_id, FilePage.number > parse.pages))
        progress = {} if parse.quiet else {"progress": parse.pages}
        await _update_file(db, parse, pages=parse.pages, scanned_pages=parse.scanned, **progress)


async def read_structure(parse: Parse) -> None:
    """Title, authors, abstract, sections, references …; what a person has set stays."""
    recognised = await list_recognised(parse.file_id) if parse.scanned else []
    try:
        structure = storable(await parse.document.ask("read_structure", recognised=recognised))
        metadata, confidence = structure.pop("metadata", {}), structure.pop("confidence", {})
        structure = {name: one[:MOST_OF_A_KIND] if isinstance(one, list) else one for name, one in structure.items()}
    except Refused as error:
        # The text is there and can be searched; a paper without its references is better than none.
        structure, metadata = {"warnings": [str(error)]}, None
        confidence = {}
    async with open_system_session.begin() as db:
        if metadata is not None and await _is_article(db, parse):
            await library.apply_parsed(db, parse.scope, parse.paper_id, metadata, confidence)
        row = {"team_id": parse.team_id, "parser": parse.parser, "structure": structure}
        await db.execute(
            insert(FileStructure)
            .values(file_id=parse.file_id, **row)
            .on_conflict_do_update(index_elements=["file_id"], set_=row)
        )
        await jobs.defer(
            db,
            "citations.read_references",
            in_queue=jobs.PARSING,
            priority=-1,
            only_once=f"references:{parse.file_id}",
            file_id=str(parse.file_id),
        )


async def _is_article(db: AsyncSession, parse: Parse) -> bool:
    """Whether the paper is what its file says; a supplement has a title of its own.

    People may change it while the file is read; with the paper locked it stays.
    """
    await library.get_paper(db, parse.scope, parse.paper_id, for_update=True)
    return await db.scalar(select(File.kind).where(File.id == parse.file_id)) == "article"


async def find_duplicates(parse: Parse) -> None:
    """Flag papers of the team that look like the same work."""
    async with open_system_session.begin() as db:
        await duplicates_search.compare_papers(db, parse.team_id, [parse.paper_id])
        await assign_keys(db, parse.team_id, [parse.paper_id])


async def thumbnail(parse: Parse) -> None:
    """A small picture of the first page. A page that cannot be painted is no reason to refuse a paper."""
    try:
        picture = await parse.document.ask("thumbnail")
    except (Refused, ChildDied, ChildTimedOut):
        return
    key = thumbnail_key(parse.sha256)
    await storage().put(key, bytes(picture))
    parse.outcome["thumbnail_key"] = key


# Order is the design: text first, since search is what people wait for.
STEPS = [identify, extract_text, read_structure, find_duplicates, thumbnail]


async def _update_file(db: AsyncSession, parse: Parse, **columns: Any) -> None:
    await (await db.connection()).execute(update(File).where(File.id == parse.file_id).values(**columns))


async def _notify(db: AsyncSession, parse: Parse, page: int) -> None:
    data = {"paper": str(parse.paper_id), "file": str(parse.file_id), "page": page, "pages": parse.pages}
    await events.broadcast(db, parse.team_id, f"team:{parse.team_id}", "parse.progress", data)


async def _store_pages(db: AsyncSession, parse: Parse, batch: list[dict[str, Any]], remember: bool = False) -> None:
    if not batch:
        return
    statement = insert(FilePage)
    new = statement.excluded
    # Text that OCR has read on a page without any stays: the text layer has nothing to put in its place.
    keep = (FilePage.text != "") & (new.text == "") & ~new.has_text_layer
    # The file may have come to another paper in the meantime, and its pages with it.
    fresh = {name: new[name] for name in ("team_id", "width", "height", "has_text_layer")}
    kept = {name: case((keep, getattr(FilePage, name)), else_=new[name]) for name in ("text", "word_boxes")}
    statement = statement.on_conflict_do_update(index_elements=["file_id", "number"], set_=fresh | kept)
    # By the core: the ORM would make an object of every row only to forget it.
    await (await db.connection()).execute(statement, batch)
    if parse.quiet:
        return
    last = int(batch[-1]["number"])
    if remember:
        await _update_file(db, parse, progress=last)
    await _notify(db, parse, last)


def _page_row(parse: Parse, page: dict[str, Any]) -> dict[str, Any]:
    return {
        "file_id": parse.file_id, "team_id": parse.team_id, "paper_id": parse.paper_id,
        "number": int(page["number"]), "width": float(page["width"]), "height": float(page["height"]),
        "has_text_layer": bool(page["has_text_layer"]), "text": storable(str(page["text"])),
        "word_boxes": bytes(page["words"]),
    }  # fmt: skip


def storable(value: Any) -> Any:
    """The same without what PostgreSQL cannot keep: NUL, and numbers that are none. Places in a text do not move."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {storable(str(key)): storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable(one) for one in value]
    return value
