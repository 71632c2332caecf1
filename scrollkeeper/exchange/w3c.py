"""Annotations of the W3C Web Annotation Data Model on their way in: of each what can be kept of it here."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, get_args
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from scrollkeeper.annotations.schemas import Color, Kind
from scrollkeeper.annotations.selectors import FragmentSelector, Selector, TextPositionSelector, TextQuoteSelector
from scrollkeeper.core.fields import Name, Text
from scrollkeeper.exchange.annotation_formats import MOTIVATIONS, UNDERLINED, stated_author

# Before the key of one that came so; others came inside their file.
W3C = "w3c:"
SELECTORS = {"TextQuoteSelector", "TextPositionSelector", "PageSelector", "FragmentSelector"}
_PATH = re.compile(r'\bd="([^"]*)"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_OURS = re.compile(r"[?&]annotation=([0-9a-f-]{36})$")


class Incoming(BaseModel):
    """One of them. `ours` is its id where it went out of ScrollKeeper, `author_id` that of whom we know."""

    name: str
    key: str
    ours: UUID | None
    kind: Kind
    color: Color
    selectors: list[Selector] = Field(max_length=200)
    strokes: list[Annotated[list[float], Field(min_length=2, max_length=4_000)]] = Field(max_length=500)
    comment: Text
    alt: Text
    tags: Annotated[list[Name], Field(max_length=20), AfterValidator(lambda tags: sorted(set(tags)))]
    author: Annotated[Text, Field(max_length=200)]
    author_id: UUID | None
    at: datetime | None


def annotations_of(sent: Any) -> Iterator[Mapping[str, Any]]:
    """The annotations of a collection with its first page, of a page, of a list, or the one annotation."""
    for one in _some(sent):
        if not isinstance(one, dict):
            continue
        if {"AnnotationCollection", "AnnotationPage"} & set(_some(one.get("type"))):
            yield from annotations_of(one.get("items") or one.get("first"))
        elif "Annotation" in _some(one.get("type")):
            yield one


def name_of(one: Mapping[str, Any]) -> str:
    return str(one.get("id") or "")[:500]


def is_reply(one: Mapping[str, Any]) -> bool:
    return "replying" in _some(one.get("motivation"))


def read_annotation(one: Mapping[str, Any]) -> Incoming:
    """Raises pydantic's ValidationError where something in it is none of ours."""
    target = next((target for target in _some(one.get("target")) if isinstance(target, dict)), {})
    creator = next((creator for creator in _some(one.get("creator")) if isinstance(creator, dict)), {})
    bodies = [body if isinstance(body, dict) else {"value": body} for body in _some(one.get("body"))]
    if isinstance(one.get("bodyValue"), str):
        bodies.append({"value": one["bodyValue"]})
    by_purpose: dict[str, list[Any]] = {}
    for body in bodies:
        by_purpose.setdefault(next(iter(_some(body.get("purpose"))), "commenting"), []).append(body.get("value"))
    selectors = list(_selectors(target.get("selector")))
    styles = [style for style in _some(target.get("styleClass")) if isinstance(style, str)]
    strokes = [stroke for found in selectors if found.get("type") == "SvgSelector" for stroke in _strokes(found)]
    known = [found for found in selectors if found.get("type") in SELECTORS]
    name = name_of(one)
    ours = _OURS.search(name)
    read = Incoming.model_validate(
        {
            "name": name, "key": _key(one),
            "ours": ours[1] if ours else None, "kind": "note",
            "color": next((style for style in styles if style in get_args(Color)), "yellow"),
            "selectors": known, "strokes": strokes, "comment": _joined(by_purpose.get("commenting")),
            "alt": _joined(by_purpose.get("describing")), "tags": by_purpose.get("tagging", []),
            "author": _stated(creator.get("name")), "author_id": _person(creator.get("id")), "at": one.get("created"),
        }
    )  # fmt: skip
    if read.at is not None and read.at.tzinfo is None:
        read.at = read.at.replace(tzinfo=UTC)
    read.kind = _kind(read, _some(one.get("motivation")), styles)
    return read


def _kind(read: Incoming, motivations: list[Any], styles: list[str]) -> Kind:
    if read.strokes:
        return "ink"
    if any(isinstance(one, TextQuoteSelector | TextPositionSelector) for one in read.selectors):
        return "underline" if UNDERLINED in styles else "highlight"
    square = any(isinstance(one, FragmentSelector) and "viewrect=" in one.value for one in read.selectors)
    return "area" if square and (MOTIVATIONS["area"] in motivations or not motivations) else "note"


def _selectors(value: Any, depth: int = 4) -> Iterator[Mapping[str, Any]]:
    """Those of a target, and quotes that refine them: a quote is found in the whole, so other fragments may go."""
    found = [one for one in _some(value) if isinstance(one, dict)]
    quotes = [
        quote
        for one in found
        if depth
        for quote in _selectors(one.get("refinedBy"), depth - 1)
        if quote.get("type") == "TextQuoteSelector"
    ]
    quoted = quotes or any(one.get("type") == "TextQuoteSelector" for one in found)
    for one in found:
        if not (quoted and one.get("type") == "FragmentSelector" and "page=" not in str(one.get("value"))):
            yield one
    yield from quotes


def _key(one: Mapping[str, Any]) -> str:
    named = str(one.get("id") or json.dumps(one, sort_keys=True))
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _strokes(selector: Mapping[str, Any]) -> Iterator[list[float]]:
    for path in _PATH.findall(str(selector.get("value", ""))):
        numbers = [float(one) for one in _NUMBER.findall(path)]
        yield numbers[: len(numbers) // 2 * 2]


def _stated(name: Any) -> Any:
    return stated_author(name) if isinstance(name, str) else name or ""


def _joined(values: list[Any] | None) -> str:
    return "\n\n".join(one for one in values or [] if isinstance(one, str))


def _person(name: Any) -> UUID | None:
    try:
        return UUID(str(name).removeprefix("urn:uuid:"))
    except ValueError:
        return None


def _some(value: Any) -> list[Any]:
    """JSON-LD writes one thing without its list."""
    return [] if value is None else value if isinstance(value, list) else [value]
