"""What OCR has read of a file, as the parser takes it to read the structure of scanned pages."""

import asyncio
from typing import Any
from uuid import UUID

from sqlalchemy import select

from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.models import FilePage

# Title, authors, sections and references of a paper are within this; of a scanned book the beginning has to do.
MOST_PAGES = 100


async def list_recognised(file_id: UUID) -> list[Any]:
    """[[page, [[[word, [x0, y0, x1, y1]], …] of a printed line, …]], …] of pages without a text layer but with text."""
    query = (
        select(FilePage.number, FilePage.text, FilePage.word_boxes)
        .where(FilePage.file_id == file_id, ~FilePage.has_text_layer, FilePage.text != "")
        .order_by(FilePage.number)
        .limit(MOST_PAGES)
    )
    async with open_system_session.begin() as db:
        rows = (await db.execute(query)).all()
    return await asyncio.to_thread(lambda: [[number, printed_lines(text, boxes)] for number, text, boxes in rows])


def printed_lines(text: str, boxes: bytes) -> list[list[Any]]:
    """Words line by line, as they are printed: a word that was joined over a line's end stands in its first line."""
    from scrollkeeper.parsing.layout.words import unpack_words  # numpy, which only this needs here.

    lines: list[list[Any]] = [[]]
    at = 0
    for word in unpack_words(boxes, text):
        if "\n" in text[at : word.start]:
            lines.append([])
        lines[-1].append([word.text, list(word.rects[0])])
        at = word.end
    return lines
