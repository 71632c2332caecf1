"""From lines to what they mean: metadata, sections, references, figures and tables, one readable step after another."""

from collections import Counter

from scrollkeeper.parsing.document import Line, Structure
from scrollkeeper.parsing.header import read_header
from scrollkeeper.parsing.margins import mark_margins
from scrollkeeper.parsing.references import read_references
from scrollkeeper.parsing.sections import read_captions, read_sections


def structure_of(lines: list[Line], heights: list[float], scanned: int) -> Structure:
    """The structure of a paper from its lines in reading order and the heights of its pages, in points."""
    mark_margins(lines, heights)
    body = _body_size(lines)
    figures, tables = read_captions(lines)
    structure = Structure(
        metadata=read_header(lines, heights[0] if heights else 0.0),
        sections=read_sections(lines, body),
        references=read_references(lines),
        figures=figures,
        tables=tables,
    )
    if scanned:
        structure.warnings.append(f"{scanned} of {len(heights)} pages have no text layer.")
    if "title" not in structure.metadata:
        structure.warnings.append("No title was found.")
    return structure


def _body_size(lines: list[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0
