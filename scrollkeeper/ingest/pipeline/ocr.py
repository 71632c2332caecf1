"""Text for scanned pages: Tesseract reads those that have none, one after the other, when nothing else waits."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.errors import NotFound
from scrollkeeper.ingest.pipeline.passwords import readable_key
from scrollkeeper.ingest.pipeline.sandboxes import open_document
from scrollkeeper.ingest.pipeline.steps import Parse, find_duplicates, read_structure
from scrollkeeper.ingest.pipeline.tesseract import OcrWord, find_tesseract, recognise
from scrollkeeper.library.models import File, FilePage
from scrollkeeper.parsing.document import Rect, Word
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, SandboxChild, SandboxMissing

log = structlog.get_logger()
DPI = 150
POINTS_PER_INCH = 72


async def defer_ocr(db: AsyncSession, file: File) -> None:
    """Queue the file for reading its scanned pages, where Tesseract is installed."""
    if find_tesseract():
        await jobs.defer(
            db, "ingest.ocr_file", in_queue=jobs.OCR, priority=-10, only_once=f"ocr:{file.id}", file_id=str(file.id)
        )


async def read_scanned_pages(file_id: UUID) -> None:
    """Read every page that has no text yet; each is written when it is read, so a stopped job goes on where it was."""
    async with open_system_session.begin() as db:
        file = (await db.execute(select(File).where(File.id == file_id))).scalar_one_or_none()
        query = select(FilePage.number).where(
            FilePage.file_id == file_id, ~FilePage.has_text_layer, FilePage.text == ""
        )
        numbers = (await db.execute(query.order_by(FilePage.number))).scalars().all()
    if file is None or not numbers or not find_tesseract():
        return
    try:
        async with open_document(await readable_key(file)) as document:
            read = [number for number in numbers if await _read_page(document, file_id, number)]
            if read:
                scanned = [int(number) for number in file.scanned_pages]
                parse = Parse(
                    file.id, file.team_id, file.paper_id, file.sha256, document, file.parser or "", 0, scanned
                )
                await read_structure(parse)
                await find_duplicates(parse)
    except NotFound:
        return  # The paper went while we read it.
    except (Refused, ChildDied, ChildTimedOut, SandboxMissing) as error:
        # The paper is ready without it; trying again would end the same way.
        log.warning("scanned pages could not be read", file=str(file_id), reason=str(error))


async def _read_page(document: SandboxChild, file_id: UUID, number: int) -> bool:
    """Whether there was something to read."""
    try:
        image = await document.ask("page_image", number=number, dpi=DPI)
    except Refused as error:
        log.info("page cannot be painted", file=str(file_id), page=number, reason=str(error))
        return False
    width, height, gray = int(image["width"]), int(image["height"]), bytes(image["gray"])
    if width * height != len(gray):
        return False
    dpi = min(max(float(image["dpi"]), 1.0), DPI)
    text, words = join_words(await recognise(gray, width, height, round(dpi)), POINTS_PER_INCH / dpi)
    if not text:
        return False
    boxes = await asyncio.to_thread(_pack, words)
    async with open_system_session.begin() as db:
        page = update(FilePage).where(FilePage.file_id == file_id, FilePage.number == number)
        await db.execute(page.where(FilePage.text == "").values(text=text, word_boxes=boxes))
    return True


def _pack(words: Sequence[Word]) -> bytes:
    from scrollkeeper.parsing.layout.words import pack_words  # numpy, which only this needs here.

    return pack_words(words)


def join_words(found: Sequence[OcrWord], scale: float) -> tuple[str, list[Word]]:
    """Text with a line break between lines, and its words with boxes in points; line-end hyphens are joined."""
    text, words = "", list[Word]()
    previous: OcrWord | None = None
    for one in found:
        rect: Rect = (one.box[0] * scale, one.box[1] * scale, one.box[2] * scale, one.box[3] * scale)
        new_line = previous is not None and previous.line != one.line
        if new_line and _is_broken(text, one.text):
            text = text[:-1] + one.text
            last = words[-1]
            words[-1] = Word(text[last.start :], last.start, len(text), [*last.rects, rect])
        else:
            text += ("\n" if new_line else " ") if previous else ""
            words.append(Word(one.text, len(text), len(text) + len(one.text), [rect]))
            text += one.text
        previous = one
    return text, words


def _is_broken(text: str, following: str) -> bool:
    """Whether a word goes on in the next line: "recog-" and "nition", but not "Smith-" and "Jones" or "- item"."""
    return len(text) > 2 and text[-1] == "-" and text[-2].isalpha() and following[0].islower()
