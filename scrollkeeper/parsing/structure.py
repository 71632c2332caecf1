"""From lines to what they mean: metadata, sections, references, figures and tables, one readable step after another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from scrollkeeper.parsing.citations import read_citations
from scrollkeeper.parsing.document import Bookmark, Line, Structure
from scrollkeeper.parsing.front_matter.header import body_size, read_header
from scrollkeeper.parsing.front_matter.kinds import read_kind
from scrollkeeper.parsing.glyphs.columns import MAX_GLYPHS
from scrollkeeper.parsing.glyphs.quality import warnings_of
from scrollkeeper.parsing.layout.captions import read_captions
from scrollkeeper.parsing.layout.margins import mark_margins
from scrollkeeper.parsing.layout.sections import read_sections
from scrollkeeper.parsing.references import read_references

# Of the characters that are read of a page (some of which are line ends), and the words whose places are indexed.
NEARLY, IN_FULL = 0.95, 16_000
PageSize = tuple[float, float]


def structure_of(
    lines: list[Line],
    heights: list[float],
    scanned: int,
    outline: Sequence[Bookmark] = (),
    qualities: Sequence[float] = (),
    stated: Mapping[str, str] = MappingProxyType({}),
    widths: Sequence[float] = (),
) -> Structure:
    """The structure of a paper from its lines in reading order and the sizes of its pages, in points.

    `stated` is what the file says of itself (xmp.py).
    """
    sizes = mark_zones(lines, heights)
    body = body_size(lines)
    header = read_header(lines, sizes, body, stated)
    metadata, confidence = header.metadata, header.confidence
    kind, sure = read_kind(lines, list(zip(widths, heights, strict=False)), metadata)
    metadata = {name: value for name, value in (metadata | kind).items() if value is not None}
    confidence = {name: value for name, value in (confidence | {"type": sure}).items() if name in metadata}
    references = read_references(lines)
    figures, tables = read_captions(lines)
    structure = Structure(
        metadata=metadata,
        confidence=confidence,
        sections=read_sections(lines, body, outline),
        references=references,
        citations=read_citations(lines, references),
        figures=figures,
        tables=tables,
    )
    structure.warnings += header.warnings
    structure.warnings += warnings_of(qualities or [1.0] * len(heights), scanned) + _warnings_of_length(lines)
    if "title" not in structure.metadata:
        structure.warnings.append("No title was found.")
    return structure


def _warnings_of_length(lines: Sequence[Line]) -> list[str]:
    """Sentences on pages with more text than is read, or than search has room for in full."""
    lengths: Counter[int] = Counter()
    for line in lines:
        lengths[line.page] += len(line.text) + 1
    warnings = []
    for page, length in lengths.items():
        if length > NEARLY * MAX_GLYPHS:
            warnings.append(f"Page {page} has so much text that its end is not read, and not found by search.")
        elif length > IN_FULL and sum(len(line.pieces) for line in lines if line.page == page) > IN_FULL:
            warnings.append(f"Page {page} has so much text that search finds words in all of it, but not all phrases.")
    return warnings


def mark_zones(lines: list[Line], heights: list[float]) -> list[PageSize]:
    """Gives lines their zones; the sizes of the first pages in points."""
    mark_margins(lines, heights)
    return [(_width(lines, page), height) for page, height in enumerate(heights[:2], 1)]


def _width(lines: list[Line], page: int) -> float:
    """Width of a page in points, taken from its text: as much is left free on the right as on the left."""
    rects = [line.rect for line in lines if line.page == page]
    return max((rect[2] for rect in rects), default=0.0) + max(min((rect[0] for rect in rects), default=0.0), 0.0)
