"""Annotations as others read them: W3C JSON-LD, Markdown by a template, CSV; written one after the other."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from scrollkeeper.annotations.selectors import PDF_FRAGMENTS, path_of, write_fragment

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MOTIVATIONS = {"highlight": "highlighting", "underline": "highlighting", "note": "commenting", "area": "describing",
               "ink": "highlighting"}  # fmt: skip
STYLES = {"yellow": "#ffe27a", "green": "#b9eab0", "blue": "#b5d8ff", "pink": "#ffc4de", "orange": "#ffd3a6",
          "purple": "#dccbff"}  # fmt: skip
# A mark in a PDF with this before its name came out of ScrollKeeper.
OURS = "scrollkeeper:"
# A class of its own, since highlights and underlines have one motivation.
UNDERLINED = "underline"
# A line for each annotation; {name} is replaced, and a line of which all that it names is empty is left out.
MARKDOWN = """\
> {quote}

{comment}

— {author}, {date}{page_label} · [open]({link}) {tags}

{replies}
"""
FIELDS = ("quote", "comment", "author", "date", "page", "page_label", "link", "tags", "color", "meaning", "kind", "alt",
          "replies")  # fmt: skip
# A template that names one thing again and again would make much out of little.
MOST_OF_A_FIELD = 2
_FIELD = re.compile(r"\{(\w+)\}")
_STATED = re.compile(r"imported(?: by [^\n]{1,200})?; author as stated: (.*)", re.DOTALL)
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Reply:
    id: UUID
    author: str
    author_id: UUID | None
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class AnnotationExport:
    """An annotation with all that is told of it; `link` opens it, `source` is the address of its file.

    `author_id` is that of a member who made it here; what was imported has none.
    """

    id: UUID
    paper: str
    kind: str
    color: str
    meaning: str
    author: str
    author_id: UUID | None
    created_at: datetime
    changed_at: datetime | None
    comment: str
    tags: Sequence[str]
    alt: str
    exact: str | None
    prefix: str
    suffix: str
    start: int | None
    end: int | None
    page: int
    places: Sequence[Mapping[str, Any]]
    strokes: Sequence[Sequence[float]]
    link: str
    source: str
    replies: Sequence[Reply] = field(default_factory=list)


def imported_author(stated: str, importer: str | None) -> str:
    """How the author of something imported is named, so that nobody takes it for a member's own words."""
    return f"imported{f' by {importer}' if importer else ''}; author as stated: {stated}"


def stated_author(name: str) -> str:
    """The author as stated where it first came from, of what `imported_author` wrote or of any other name."""
    match = _STATED.fullmatch(name)
    return match[1] if match else name


class Form(Protocol):
    """Writes a document of annotations: `begin`, then each of them in order, then `end`."""

    def begin(self) -> str: ...
    def write(self, one: AnnotationExport) -> str: ...
    def end(self) -> str: ...


class W3C:
    """An AnnotationCollection with its one AnnotationPage (Web Annotation Data Model, 5); replies are in it too."""

    def __init__(self, *, address: str, label: str, total: int) -> None:
        page = {"id": f"{address}#page", "type": "AnnotationPage", "partOf": address, "startIndex": 0, "items": []}
        collection = {"@context": CONTEXT, "id": address, "type": "AnnotationCollection", "label": label,
                      "total": total, "first": page}  # fmt: skip
        self._head, self._tail = json.dumps(collection)[:-3], "]}}"
        self._between = ""

    def begin(self) -> str:
        return self._head

    def write(self, one: AnnotationExport) -> str:
        written = self._between + ",\n".join(json.dumps(item) for item in (_w3c(one), *_w3c_replies(one)))
        self._between = ",\n"
        return written

    def end(self) -> str:
        return self._tail


def _w3c(one: AnnotationExport) -> dict[str, Any]:
    bodies = [
        _body(one.comment, "commenting"), _body(one.alt, "describing"), *(_body(tag, "tagging") for tag in one.tags),
        _body(one.meaning, "classifying"),
    ]  # fmt: skip
    styles = [one.color, UNDERLINED] if one.kind == "underline" else [one.color]
    target: dict[str, Any] = {"source": one.source, "styleClass": styles[0] if len(styles) == 1 else styles}
    if selectors := _selectors(one):
        target["selector"] = selectors
    return {
        "id": one.link, "type": "Annotation", "motivation": MOTIVATIONS[one.kind],
        "creator": _creator(one.author, one.author_id), "created": _moment(one.created_at),
        **({"modified": _moment(one.changed_at)} if one.changed_at else {}),
        "body": [body for body in bodies if body], "target": target,
        "stylesheet": {"type": "CssStylesheet", "value": _css(one)},
    }  # fmt: skip


def _css(one: AnnotationExport) -> str:
    if one.kind == "underline":
        return f".{one.color}.{UNDERLINED} {{ text-decoration: underline {STYLES[one.color]} }}"
    return f".{one.color} {{ background: {STYLES[one.color]} }}"


def _selectors(one: AnnotationExport) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if one.exact is not None and one.start is not None and one.end is not None:
        found.append({"type": "TextQuoteSelector", "exact": one.exact, "prefix": one.prefix, "suffix": one.suffix})
        found.append({"type": "TextPositionSelector", "start": one.start, "end": one.end})
    for place in one.places:
        value = write_fragment(place["page"], place["rects"])
        found.append({"type": "FragmentSelector", "conformsTo": PDF_FRAGMENTS, "value": value})
    if one.strokes:
        paths = "".join(f'<path d="{path_of(stroke)}"/>' for stroke in one.strokes)
        found.append({"type": "SvgSelector", "value": f'<svg xmlns="http://www.w3.org/2000/svg">{paths}</svg>'})
    return found


def _w3c_replies(one: AnnotationExport) -> list[dict[str, Any]]:
    return [
        {
            "id": f"urn:uuid:{reply.id}",
            "type": "Annotation",
            "motivation": "replying",
            "target": one.link,
            "creator": _creator(reply.author, reply.author_id),
            "created": _moment(reply.at),
            "body": [_body(reply.text, "replying", "text/markdown")],
        }
        for reply in one.replies
    ]


def _body(text: str, purpose: str, kind: str = "text/plain") -> dict[str, Any] | None:
    return {"type": "TextualBody", "value": text, "format": kind, "purpose": purpose} if text else None


def _creator(name: str, person_id: UUID | None) -> dict[str, Any]:
    return {"type": "Person", "name": name} | ({"id": f"urn:uuid:{person_id}"} if person_id else {})


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def repeated_fields(template: str) -> list[str]:
    """What a template names more often than it may."""
    return [name for name, count in Counter(_FIELD.findall(template)).items() if count > MOST_OF_A_FIELD]


class Markdown:
    """Papers with their annotations, each by the template."""

    def __init__(self, template: str = MARKDOWN) -> None:
        self._template = template
        self._paper: str | None = None

    def begin(self) -> str:
        return ""

    def write(self, one: AnnotationExport) -> str:
        written = [] if self._paper is None else [""]
        if one.paper != self._paper:
            written.append(f"# {_on_one_line(one.paper)}\n")
            self._paper = one.paper
        return "\n".join([*written, _fill(self._template, _markdown_fields(one)), ""])

    def end(self) -> str:
        return ""


def _fill(template: str, values: Mapping[str, str]) -> str:
    lines = []
    for line in template.splitlines():
        named = [name for name in _FIELD.findall(line) if name in values]
        if named and not any(values[name] for name in named):
            continue
        prefix = "> " if line.startswith("> ") else ""
        filled = _FIELD.sub(lambda match: values.get(match.group(1), match.group(0)), line.removeprefix(prefix))
        # What was written in lines stays within the quotation.
        lines += [(prefix + part).rstrip() for part in filled.splitlines()] or [""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _markdown_fields(one: AnnotationExport) -> dict[str, str]:
    replies = "\n".join(
        f"- **{_on_one_line(reply.author)}** ({reply.at:%Y-%m-%d}): {_on_one_line(reply.text)}" for reply in one.replies
    )
    return {
        "quote": _on_one_line(one.exact or ""), "comment": one.comment, "author": _on_one_line(one.author),
        "date": f"{one.created_at:%Y-%m-%d}", "page": str(one.page or ""),
        "page_label": f", p. {one.page}" if one.page else "", "link": one.link,
        "tags": " ".join("#" + "-".join(tag.split()) for tag in one.tags), "color": one.color,
        "meaning": one.meaning, "kind": one.kind, "alt": _on_one_line(one.alt), "replies": replies,
    }  # fmt: skip


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


COLUMNS = ("paper", "page", "kind", "color", "meaning", "quote", "comment", "description", "tags", "author", "created",
           "changed", "link", "replies")  # fmt: skip


class Csv:
    """One line an annotation, in the form of RFC 4180; no cell is taken for a formula."""

    def begin(self) -> str:
        # Spreadsheets take UTF-8 for what it is only with this mark.
        return "\ufeff" + _line(COLUMNS)

    def write(self, one: AnnotationExport) -> str:
        replies = "\n".join(f"{reply.author}: {reply.text}" for reply in one.replies)
        cells = (
            one.paper, one.page or "", one.kind, one.color, one.meaning, one.exact or "", one.comment, one.alt,
            ", ".join(one.tags), one.author, _moment(one.created_at),
            _moment(one.changed_at) if one.changed_at else "", one.link, replies,
        )  # fmt: skip
        return _line([_harmless(cell) for cell in cells])

    def end(self) -> str:
        return ""


def _line(cells: Sequence[str | int]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
