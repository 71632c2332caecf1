"""Where the lexemes that were looked for stand in a text."""

import asyncio
from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.search import queries
from scrollkeeper.search.words import find_words

# Words whose positions a vector can tell apart.
MOST_POSITIONS = 16_382


async def complete_positions(
    db: AsyncSession,
    text: str,
    stored: Mapping[str, list[int]] | None,
    lexemes: Sequence[str],
    beginnings: Sequence[str],
) -> Mapping[str, list[int]]:
    """Positions of the lexemes in the text; its vector counts no farther, so that a long text is cut once more."""
    spans = await asyncio.to_thread(find_words, text) if len(text) > MOST_POSITIONS else []
    if len(spans) <= MOST_POSITIONS:
        return stored or {}
    starts = [start for start, _ in spans[::MOST_POSITIONS]]
    texts = [text[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    found: dict[str, list[int]] = {}
    for number, lexeme, positions in await queries.find_positions(db, texts, lexemes, beginnings):
        found.setdefault(lexeme, []).extend(at + (number - 1) * MOST_POSITIONS for at in positions)
    return found
