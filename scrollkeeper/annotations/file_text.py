"""A file as the parser read it: the text that quotes are found in, and where its words stand."""

import asyncio
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations.anchoring import FileText
from scrollkeeper.library.models import File, FilePage
from scrollkeeper.parsing.document import Rect
from scrollkeeper.parsing.layout.words import read_rows


@dataclass
class ParsedFile:
    """A file as the parser read it: its text, and the size and the words' places of each page, from 1."""

    file: File
    text: FileText
    sizes: dict[int, tuple[float, float]]
    boxes: dict[int, bytes]

    def rect_at(self, character: int) -> tuple[int, Rect] | None:
        """Page and rectangle of the word at, or nearest before, this character of the text."""
        page = self.text.page_of(character)
        if not self.boxes.get(page):
            return None
        starts, rects = read_rows(self.boxes[page])
        if not len(starts):
            return None
        number = max(0, int(np.searchsorted(starts, character - self.text.starts[page - 1], "right")) - 1)
        x0, y0, x1, y1 = rects[number].tolist()
        return page, (x0, y0, x1, y1)


async def read_parsed_file(db: AsyncSession, file: File) -> ParsedFile:
    query = select(FilePage.number, FilePage.text, FilePage.width, FilePage.height, FilePage.word_boxes).where(
        FilePage.team_id == file.team_id, FilePage.file_id == file.id
    )
    rows = {row.number: row for row in await db.execute(query)}
    texts = [rows[number].text if number in rows else "" for number in range(1, max(rows, default=0) + 1)]
    text = await asyncio.to_thread(FileText, texts)
    sizes = {number: (row.width, row.height) for number, row in rows.items()}
    return ParsedFile(file, text, sizes, {number: row.word_boxes for number, row in rows.items()})
