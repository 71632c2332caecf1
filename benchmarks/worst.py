"""The worst legal request of each operation: the largest strings, longest lists and highest numbers of its schema."""

import json
from collections.abc import Mapping
from typing import Any

# Of an ordinary body a mebibyte is allowed; the rest is room for what is around the values.
BODY_CHARACTERS = 900_000
LONGEST_UNBOUNDED, MOST_UNBOUNDED, DEEPEST = 100_000, 1_000, 8
FORMATS = {
    "uuid": "00000000-0000-7000-8000-000000000000", "date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z",
    "uri": "https://example.org/",
}  # fmt: skip
# Fields that are filled with as much as they hold, whatever a legal body has; and such as only some values fit.
WORDS = ("text", "comment", "title", "reason", "message")
CHOICES = ("visibility", "people", "selectors")
# Much to parse as Markdown, and much to look for mentions in.
TEXT = "**[@a](b)** `_ "


def worst_value(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int = 0, room: int = 0) -> Any:
    """The largest value that this schema of an OpenAPI document allows within `room` characters."""
    room = room or BODY_CHARACTERS
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return worst_value(document["components"]["schemas"][name], document, depth, room)
    if options := schema.get("anyOf") or schema.get("oneOf"):
        some = [one for one in options if one.get("type") != "null"]
        return max((worst_value(one, document, depth, room) for one in some), key=lambda one: len(json.dumps(one)))
    if "const" in schema or "enum" in schema:
        return schema.get("const", (schema.get("enum") or [None])[-1])
    kind = schema.get("type")
    if kind == "string":
        return _worst_string(schema, room)
    if kind == "array":
        return _worst_list(schema, document, depth, room)
    if kind == "object" or "properties" in schema:
        return _worst_object(schema, document, depth, room)
    if kind in ("integer", "number"):
        return schema.get("maximum", schema.get("minimum", 1))
    return True if kind == "boolean" else None


def _worst_string(schema: Mapping[str, Any], room: int) -> str:
    if schema.get("format") in FORMATS:
        return str(FORMATS[schema["format"]])
    if "pattern" in schema:
        return "a" * int(max(schema.get("minLength", 8), 8))
    length = min(schema.get("maxLength", LONGEST_UNBOUNDED), room)
    return str((TEXT * (length // len(TEXT) + 1))[:length]).strip() or "a"


def _worst_list(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int, room: int) -> list[Any]:
    if depth > DEEPEST:
        return []
    most = schema.get("maxItems", MOST_UNBOUNDED)
    item = worst_value(schema.get("items", {}), document, depth + 1, max(room // 4, 100))
    return [item] * max(min(most, room // (len(json.dumps(item)) + 2)), schema.get("minItems", 0))


def _worst_object(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int, room: int) -> dict[str, Any]:
    if depth > DEEPEST:
        return {}
    properties = schema.get("properties", {})
    part = room // max(1, len(properties))
    return {name: worst_value(one, document, depth + 1, part) for name, one in properties.items()}


def worst_query(operation: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, str]:
    """Bounded numbers of an operation's query at their highest; what would choose or page is left out."""
    found = {}
    for parameter in operation.get("parameters", []):
        schema = parameter["schema"]
        if parameter["in"] == "query" and schema.get("type") == "integer" and "maximum" in schema:
            found[parameter["name"]] = str(worst_value(schema, document))
    return found


def merged(worst: Any, legal: Any) -> Any:
    """The worst body with what a legal one needs to be let in: its ids, its choices, its addresses."""
    if not isinstance(worst, dict) or not isinstance(legal, dict):
        return worst if legal is None or isinstance(worst, dict) else legal
    kept = {
        name: value for name, value in legal.items() if name not in ("text", "comment", "title", "reason", "message")
    }
    return {name: value for name, value in worst.items() if name not in ("visibility", "people", "selectors")} | kept
