"""Values of custom fields as another team's fields of the same name and kind take them. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from scrollkeeper.library.custom_fields.models import CustomField
from scrollkeeper.library.custom_fields.values import live, name_of, name_options


class FieldMap:
    """Fields of one team and those of another that they become; `members` are the other team's people, by id."""

    def __init__(self, mine: Sequence[CustomField], theirs: Sequence[CustomField], members: Collection[str]) -> None:
        known = {(field.name_key, field.kind): field for field in theirs}
        self._mine = {str(field.id): field for field in mine}
        self._theirs = {str(field.id): known.get((field.name_key, field.kind)) for field in mine}
        self._members = members

    def move(self, custom: Mapping[str, Any]) -> tuple[dict[str, Any], set[str]]:
        """The values by the ids that the fields have there, and names of fields whose value does not go along."""
        moved: dict[str, Any] = {}
        lost: set[str] = set()
        for key, value in custom.items():
            if key not in self._mine:
                continue  # Deleted.
            field = self._theirs[key]
            there = None if field is None else self._value(self._mine[key], field, value)
            if field is None or there is None:
                lost.add(self._mine[key].name)
            else:
                moved[str(field.id)] = there
        return moved, lost

    def name_there(self, name: str) -> str | None:
        """What a description there calls a field that it calls `name` here; None where it has no such field."""
        key = name.removeprefix(name_of(""))
        if key == name:
            return name
        field = self._theirs.get(key)
        return name_of(field.id) if field is not None else None

    def _value(self, mine: CustomField, theirs: CustomField, value: Any) -> Any:
        if mine.kind == "person":
            return value if str(value) in self._members else None
        if mine.kind != "choice":
            return value
        said = name_options(mine.options).get(value, "").lower()
        return next((option["id"] for option in live(theirs.options) if option["name"].lower() == said), None)
