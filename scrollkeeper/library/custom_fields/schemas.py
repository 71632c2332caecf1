"""Values of custom fields as they are given and answered."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, WithJsonSchema

from scrollkeeper.library.custom_fields.service import MAX_FIELDS
from scrollkeeper.library.custom_fields.values import MAX_NUMBER, MAX_VALUE
from scrollkeeper.teams.schemas import PersonRef


def _few(given: Any) -> Any:
    """Before each of them is looked at, and described if it is wrong."""
    if isinstance(given, dict) and len(given) > MAX_FIELDS:
        raise ValueError(f"At most {MAX_FIELDS} custom fields can be set.")
    return given


_VALUE = {
    "anyOf": [
        {"type": "string", "maxLength": MAX_VALUE},
        {"type": "number", "minimum": -MAX_NUMBER, "maximum": MAX_NUMBER},
        {"type": "boolean"},
        {"type": "null"},
    ],
    "description": "What its kind asks for: an option by its name, a person by their id, a date as 2024-05-17.",
}
CustomValuesIn = Annotated[
    dict[UUID, Annotated[Any, WithJsonSchema(_VALUE)]],
    BeforeValidator(_few),
    Field(max_length=MAX_FIELDS, description="Custom fields by their ids; null clears one."),
]
CustomValue = bool | int | float | PersonRef | str
CustomValuesOut = Annotated[
    dict[str, CustomValue],
    Field(description="Custom fields by their ids: a choice by its name, a person as {id, name}."),
]
