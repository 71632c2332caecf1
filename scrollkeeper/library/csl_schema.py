"""What metadata may be, as JSON Schema for the description of the API; `check_field` is what holds it.

Days that a month does not have are the one thing that it leaves open.
"""

from typing import Any

from scrollkeeper.library.csl import (
    DATE_FIELDS,
    MAX_AFFILIATIONS,
    MAX_NAME,
    MAX_NAMES,
    MAX_TEXT,
    NAME_FIELDS,
    NAME_PARTS,
    TEXT_FIELDS,
    TYPES,
)
from scrollkeeper.library.csl_dates import MAX_WORDS

Schema = dict[str, Any]
_LINES = r"^[^\x00-\x08\x0b-\x1f\x7f]*$"
_LINE = r"^[^\x00-\x1f\x7f]*$"
_NAME: Schema = {"type": "string", "maxLength": MAX_NAME, "pattern": _LINES}
_WORDS: Schema = {"type": "string", "maxLength": MAX_WORDS, "pattern": _LINE}
_SAID: Schema = {"type": "string", "pattern": r"\S"}
_TEXT: Schema = {"anyOf": [{"type": "string", "maxLength": MAX_TEXT, "pattern": _LINES}, {"type": "number"}]}
_DOI: Schema = {
    "type": "string", "maxLength": MAX_TEXT, "pattern": _LINES, "examples": ["10.1234/abcd"],
    "allOf": [{"pattern": r"^\s*$|10\.[0-9]{4,9}/[^\s\"<>]"}],
}  # fmt: skip


def _part(least: int, most: int, written: str) -> Schema:
    return {"anyOf": [{"type": "integer", "minimum": least, "maximum": most}, {"type": "string", "pattern": written}]}


_PARTS: Schema = {
    "type": "array", "minItems": 1, "maxItems": 2,
    "items": {
        "type": "array", "minItems": 1, "maxItems": 3,
        "prefixItems": [
            _part(-9999, 9999, "^-?[0-9]{1,4}$"),
            _part(1, 12, "^(0?[1-9]|1[0-2])$"),
            _part(1, 31, "^(0?[1-9]|[12][0-9]|3[01])$"),
        ],
    },
}  # fmt: skip
_DATE: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "date-parts": _PARTS,
        "season": {"anyOf": [{"type": ["boolean", "number", "null"]}, _WORDS]},
        "circa": {"anyOf": [{"type": ["boolean", "number", "null"]}, _WORDS]},
        "literal": {"anyOf": [{"type": "null"}, _WORDS]},
        "raw": {"anyOf": [{"type": "null"}, _WORDS]},
    },
    "anyOf": [
        {"maxProperties": 0},
        {"required": ["date-parts"]},
        {"required": ["literal"], "properties": {"literal": _SAID}},
        {"required": ["raw"], "properties": {"raw": _SAID}},
    ],
}
_TYPED_DATE: Schema = {
    "type": "string", "maxLength": MAX_WORDS, "description": "As people type it: May 2024, 2024–25, n.d., circa 1890.",
}  # fmt: skip
_AFFILIATION: Schema = {
    "anyOf": [
        _NAME,
        {
            "type": "array",
            "maxItems": MAX_AFFILIATIONS,
            "items": {
                "anyOf": [_NAME, {"type": "object", "additionalProperties": False, "properties": {"name": _NAME}}]
            },
        },
    ]
}
_NAMES: Schema = {
    "type": "array",
    "maxItems": MAX_NAMES,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(sorted(NAME_PARTS), _NAME) | {"affiliation": _AFFILIATION},
        "anyOf": [{"required": [part], "properties": {part: {"minLength": 1}}} for part in ("family", "literal")],
    },
}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


FIELDS_SCHEMA: dict[str, Schema] = {
    "type": {"enum": list(TYPES)},
    **dict.fromkeys(TEXT_FIELDS, _TEXT),
    "DOI": _DOI,
    **dict.fromkeys(NAME_FIELDS, _NAMES),
    **{name: {"anyOf": [_DATE, _TYPED_DATE]} for name in DATE_FIELDS},
}
EDIT_SCHEMA: Schema = {
    "type": "object",
    "additionalProperties": False,
    "maxProperties": 100,
    "description": "Fields of CSL-JSON; null hands one back to the parser.",
    "examples": [{"title": "On rivers", "author": [{"family": "Curie", "given": "Marie"}], "DOI": None}],
    "properties": {name: _or_null(schema) for name, schema in FIELDS_SCHEMA.items()},
}
NEW_SCHEMA: Schema = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 100,
    "description": "Fields of CSL-JSON.",
    "examples": [{"title": "On rivers", "type": "book"}],
    "properties": FIELDS_SCHEMA,
}
