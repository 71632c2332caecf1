"""The words of a note, for search: one line for each block, without signs of markup."""

from collections.abc import Iterator, Sequence

from scrollkeeper.notes.document import Block, Run

# More than anybody writes; a search vector takes no more words than these have.
MOST_CHARACTERS = 300_000
# Attributes that a page shows as words: of formulas, citations and quoted annotations.
_SHOWN = ("latex", "label", "quote")


def write_plain_text(blocks: Sequence[Block], most: int = MOST_CHARACTERS) -> str:
    """The document's words; cut after `most` characters."""
    lines: list[str] = []
    room = most
    for line in _lines(blocks):
        lines.append(line[:room])
        room -= len(line) + 1
        if room <= 0:
            break
    return "\n".join(lines)


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if line := " ".join("".join(_pieces(block)).replace("\0", "").split()):
            yield line
        yield from _lines([child for child in block.children if isinstance(child, Block) and not _is_inline(child)])


def _pieces(block: Block) -> Iterator[str]:
    """Text of the block itself and of what stands in its lines."""
    for name in _SHOWN:
        if value := block.attributes.get(name):
            yield f"{value} "
    for child in block.children:
        if isinstance(child, Run):
            yield child.text
        elif _is_inline(child):
            yield " "
            yield from _pieces(child)


def _is_inline(block: Block) -> bool:
    return block.name in ("citation", "inlineMath", "hardBreak")
