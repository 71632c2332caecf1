"""Values of custom fields by kind: checked when they come in, and written as text. Pure.

In a paper's description a custom field has the name `custom:<id>`, so that history, batches and merges treat it as
any other; a paper keeps the values apart from its CSL-JSON (`Paper.custom`).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from scrollkeeper.library.csl_dates import BadDate, check_date

KINDS = ("text", "number", "date", "choice", "person", "link", "yes_no")
PREFIX = "custom:"
MAX_VALUE, MAX_NUMBER = 2_000, 1e15
NO_MEMBER = "Choose a member of the team."
_NUMBER = re.compile(r"[-+]?\d{1,16}(\.\d{1,16})?", re.ASCII)
_DATE = re.compile(r"(?P<year>\d{4})(-(?P<month>\d\d?)(-(?P<day>\d\d?))?)?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}

# As it is stored: of a choice the id of the option, of a person theirs.
Value = str | int | float | bool
Option = Mapping[str, Any]


class BadValue(ValueError):
    """This is no value of such a field; the message says what to enter."""


def name_of(field_id: UUID | str) -> str:
    """What the field is called in descriptions of papers."""
    return f"{PREFIX}{field_id}"


def split(metadata: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The CSL-JSON of a description, and its custom values by the id of their field."""
    csl = {name: value for name, value in metadata.items() if not name.startswith(PREFIX)}
    return csl, {name.removeprefix(PREFIX): metadata[name] for name in metadata if name not in csl}


def joined(csl: Mapping[str, Any], custom: Mapping[str, Any]) -> dict[str, Any]:
    """Both as one description."""
    return {**csl, **{name_of(field_id): value for field_id, value in custom.items()}}


def check_value(kind: str, options: Sequence[Option], given: Any) -> Value | None:
    """The value ready to store, None where it is empty; raises BadValue. Whether a person is in the team is not asked.

    An option is given by its name, without regard to case, or by its id.
    """
    if given is None or given in ("", [], {}):
        return None
    match kind:
        case "number":
            return _check_number(given)
        case "yes_no":
            return _check_yes_no(given)
        case "person":
            return _check_person(given)
    if not isinstance(given, str) or len(given) > MAX_VALUE or _CONTROL.search(given):
        raise BadValue(f"Enter text of at most {MAX_VALUE:,} characters.")
    text = given.strip()
    if not text:
        return None
    match kind:
        case "date":
            return _check_date(text)
        case "choice":
            return _check_choice(options, text)
        case "link":
            return _check_link(text)
    return text


def _check_number(given: Any) -> int | float:
    if isinstance(given, str) and _NUMBER.fullmatch(written := given.strip().replace("−", "-").replace(",", "")):
        given = float(written) if "." in written else int(written)
    good = isinstance(given, int | float) and not isinstance(given, bool) and abs(given) <= MAX_NUMBER
    if not good:
        raise BadValue("Enter a number, such as 3 or 0.5.")
    return int(given) if given == int(given) else float(given)


def _check_yes_no(given: Any) -> bool:
    if isinstance(given, str):
        given = _YES_NO.get(given.strip().lower())
    if not isinstance(given, bool):
        raise BadValue("Enter yes or no.")
    return given


def _check_person(given: Any) -> str:
    if isinstance(given, dict):
        given = given.get("id")
    try:
        return str(UUID(given))
    except (ValueError, TypeError, AttributeError):
        raise BadValue(NO_MEMBER) from None


def _check_date(text: str) -> str:
    """A year, a month or a day, as ISO 8601 has them: 2024, 2024-05, 2024-05-17."""
    found = _DATE.fullmatch(text)
    parts = [int(part) for part in found.group("year", "month", "day") if part] if found else []
    try:
        check_date({"date-parts": [parts]})
    except BadDate:
        raise BadValue("Enter a year, a month or a day: 2024, 2024-05 or 2024-05-17.") from None
    return "-".join(f"{part:0{2 if place else 4}}" for place, part in enumerate(parts))


def _check_choice(options: Sequence[Option], text: str) -> str:
    for option in live(options):
        if option["id"] == text or option["name"].lower() == text.lower():
            return str(option["id"])
    raise BadValue("Choose one of the options of this field.")


def _check_link(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and "." in (parts.hostname or "")
    except ValueError:
        good = False
    if not good or re.search(r"\s", address):
        raise BadValue("Enter a web address, such as https://example.org/page.")
    return address


def live(options: Sequence[Option]) -> list[Option]:
    """Options that were not deleted."""
    return [option for option in options if not option.get("deleted")]


def name_options(options: Sequence[Option]) -> dict[str, str]:
    """Names of options by their ids."""
    return {option["id"]: option["name"] for option in options}


def shown(kind: str, options: Mapping[str, str], stored: Any, people: Mapping[str, str]) -> Any:
    """A value as it is answered: of a choice its name, None where it is not in `options`; of a person {id, name}."""
    if kind == "choice":
        return options.get(stored)
    if kind == "person":
        return {"id": stored, "name": people.get(str(stored), "A former member")}
    return stored


def written(answered: Any) -> str:
    """A value as it is answered, as text: for tables and for other programs."""
    if isinstance(answered, bool):
        return "yes" if answered else "no"
    return str(answered["name"] if isinstance(answered, dict) else answered)
