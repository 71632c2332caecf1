"""The list of references: where it is, where one ends and the next begins, and what its fields are."""

from scrollkeeper.parsing.document import Line, Reference
from scrollkeeper.parsing.references.fields import read_fields
from scrollkeeper.parsing.references.find import find_reference_lines
from scrollkeeper.parsing.references.split import split_references


def read_references(lines: list[Line]) -> list[Reference]:
    """References of a paper in printed order, from its lines in reading order."""
    entries = split_references(find_reference_lines(lines))
    return [Reference(label, raw, page, read_fields(raw)) for label, raw, page in entries]
