"""Annotations as others read them: W3C JSON-LD, Markdown by a template, CSV."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from scrollkeeper.discussions.selectors import PDF_FRAGMENTS, path_of, write_fragment

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
_FIELD = re.compile(r"\{(\w+)\}")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class Reply:
    id: UUID
    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Exported:
    """An annotation with all that is told of it; `link` opens it, `source` is the address of its file."""

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


def to_w3c(annotations: Sequence[Exported], *, address: str, label: str) -> dict[str, Any]:
    """An AnnotationCollection with its one AnnotationPage (Web Annotation Data Model, 5); replies are in it too."""
    items = [item for one in annotations for item in (_w3c(one), *_w3c_replies(one))]
    page = {"id": f"{address}#page", "type": "AnnotationPage", "partOf": address, "startIndex": 0, "items": items}
    return {"@context": CONTEXT, "id": address, "type": "AnnotationCollection", "label": label, "total": len(items),
            "first": page}  # fmt: skip


def _w3c(one: Exported) -> dict[str, Any]:
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


def _css(one: Exported) -> str:
    if one.kind == "underline":
        return f".{one.color}.{UNDERLINED} {{ text-decoration: underline {STYLES[one.color]} }}"
    return f".{one.color} {{ background: {STYLES[one.color]} }}"


def _selectors(one: Exported) -> list[dict[str, Any]]:
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


def _w3c_replies(one: Exported) -> list[dict[str, Any]]:
    return [
        {"id": f"urn:uuid:{reply.id}", "type": "Annotation", "motivation": "replying", "target": one.link,
         "creator": _creator(reply.author, None), "created": _moment(reply.at),
         "body": [_body(reply.text, "replying", "text/markdown")]}
        for reply in one.replies
    ]  # fmt: skip


def _body(text: str, purpose: str, kind: str = "text/plain") -> dict[str, Any] | None:
    return {"type": "TextualBody", "value": text, "format": kind, "purpose": purpose} if text else None


def _creator(name: str, person_id: UUID | None) -> dict[str, Any]:
    return {"type": "Person", "name": name} | ({"id": f"urn:uuid:{person_id}"} if person_id else {})


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def to_markdown(annotations: Sequence[Exported], template: str = MARKDOWN) -> str:
    """Papers with their annotations, each by the template."""
    written: list[str] = []
    paper = None
    for one in annotations:
        if one.paper != paper:
            written.append(f"# {_on_one_line(one.paper)}")
            paper = one.paper
        written.append(_fill(template, _markdown_fields(one)))
    return "\n\n".join(written) + "\n" if written else ""


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


def _markdown_fields(one: Exported) -> dict[str, str]:
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


def to_csv(annotations: Iterable[Exported]) -> str:
    """One line an annotation, in the form of RFC 4180; no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in annotations:
        replies = "\n".join(f"{reply.author}: {reply.text}" for reply in one.replies)
        cells = (
            one.paper, one.page or "", one.kind, one.color, one.meaning, one.exact or "", one.comment, one.alt,
            ", ".join(one.tags), one.author, _moment(one.created_at),
            _moment(one.changed_at) if one.changed_at else "", one.link, replies,
        )  # fmt: skip
        writer.writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
