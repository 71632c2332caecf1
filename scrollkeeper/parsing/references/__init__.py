"""The lists of references: where they are, where one entry ends and the next begins, and what its fields are."""

from dataclasses import dataclass

from scrollkeeper.parsing.document import Line, Reference
from scrollkeeper.parsing.layout.text import vocabulary_of
from scrollkeeper.parsing.references.fields import REPEATED, read_fields
from scrollkeeper.parsing.references.find import find_reference_lines, without_heading
from scrollkeeper.parsing.references.footnotes import find_footnote_lines, names_a_work, without_pointer
from scrollkeeper.parsing.references.join import join_reference
from scrollkeeper.parsing.references.split import split_references, without_label


@dataclass(slots=True)
class Entry:
    """One printed reference; `raw` is without its label."""

    label: str | None
    raw: str
    lines: list[Line]


def list_entries(lines: list[Line]) -> list[Entry]:
    """Every entry of every list, in printed order, from the lines of a paper in reading order."""
    entries = [entry for found in find_reference_lines(lines) for entry in _entries(found)]
    if entries:
        return entries
    notes = _entries(find_footnote_lines(lines))
    return [
        Entry(note.label, without_pointer(note.raw), note.lines)
        for note in notes
        if note.label and names_a_work(note.raw)
    ]


def _entries(lines: list[Line]) -> list[Entry]:
    entries: list[Entry] = []
    vocabulary = vocabulary_of(lines)
    for label, group in split_references(lines):
        raw = without_label(without_heading(join_reference(group, vocabulary)), label)
        if len(raw) > 12 and sum(map(str.isalpha, raw)) > 5:
            entries.append(Entry(label, raw, group))
    return entries


def read_references(lines: list[Line]) -> list[Reference]:
    """References of a paper in printed order, from its lines in reading order; theirs get the zone "references"."""
    entries = list_entries(lines)
    for entry in entries:
        for line in entry.lines:
            line.zone = "references"
    references: list[Reference] = []
    for entry in entries:
        csl = read_fields(entry.raw)
        if REPEATED.match(entry.raw) and references and "author" in references[-1].csl:
            csl["author"] = list(references[-1].csl["author"])  # Dashes stand for the authors of the entry above.
        references.append(Reference(entry.label, entry.raw, entry.lines[0].page, csl))
    return references
