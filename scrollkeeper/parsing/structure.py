"""From lines to what they mean: metadata, sections, references, figures and tables, one readable step after another."""

from collections import Counter

from scrollkeeper.parsing.document import Line, Structure
from scrollkeeper.parsing.header import read_header
from scrollkeeper.parsing.references import read_references
from scrollkeeper.parsing.sections import read_captions, read_sections


def structure_of(lines: list[Line], heights: list[float], scanned: int) -> Structure:
    """The structure of a paper from its lines in reading order and the heights of its pages, in points."""
    _mark_running_heads(lines, heights)
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


def _mark_running_heads(lines: list[Line], heights: list[float]) -> None:
    """What stands at the top or bottom edge of several pages, but for its numbers, is not part of the flow."""
    seen: Counter[str] = Counter()
    edge: list[tuple[Line, str]] = []
    for line in lines:
        height = heights[line.page - 1] if line.page <= len(heights) else 0.0
        if height and (line.rect[1] < 0.09 * height or line.rect[3] > 0.92 * height):
            key = "".join(char for char in line.text if not char.isdigit()).strip()
            edge.append((line, key))
            seen[key] += 1
    for line, key in edge:
        if seen[key] >= 3 or not key:
            line.zone = "margin"
