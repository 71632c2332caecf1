"""What is wrong with a request, as sentences: the validator's errors in plain words, naming the field."""

import re
from collections.abc import Callable, Mapping
from typing import Any

# Words for fields whose name in the API would not be understood.
NAMES = {
    "q": "search", "csl": "metadata", "if-match": "If-Match", "idempotency-key": "Idempotency-Key", "id": "id",
    "url": "address", "upto": "number of the clock", "since": "number of the clock", "p256dh": "key",
    "new": "new password",
}  # fmt: skip
# Fields whose label people see says what they are already.
PASSWORDS = frozenset({"password", "new", "new_password"})
EMAIL = "Enter an email address such as name@example.org."
DATE = "Enter a date like 2024-05-17."
TIME = "Enter a date and time like 2024-05-17T10:00:00Z."
# A field of a certain form says by example which; the name is that of the field in the API.
FORMS: dict[str, str] = {
    "email": EMAIL, "emails": EMAIL,
    "sort": "Name up to three columns, such as author,-year.",
    "network": "Enter an address or a network, such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/48.",
    "url": "Enter an address that begins with https:// or http:// and has no spaces in it.",
    "endpoint": "Enter an endpoint that begins with https://.",
    "next": "Enter a path of this site, such as /settings.",
    "action": "Enter an action as the log names it, such as session.started.",
    "address": "Enter an address as the log names it, such as 203.0.113.7.",
    "color": "Enter a colour such as yellow or #ffd400.",
    "idempotency-key": "Give letters, digits and the signs . : _ - as the Idempotency-Key.",
}  # fmt: skip

SENTENCES: dict[str, str] = {
    "missing": "{Field} is missing.",
    "extra_forbidden": "{Field} is not known here.",
    "json_invalid": "The body is not valid JSON.",
    "json_type": "{Field} must be JSON.",
    "none_required": "{Field} must be null.",
    "string_type": "{Field} must be text.",
    "string_unicode": "{Field} must be text.",
    "string_not_ascii": "{Field} may only hold plain letters, digits and signs.",
    "string_too_short": "{Field} must have at least {min_length} characters.",
    "string_too_long": "{Field} may have at most {max_length} characters.",
    "bytes_too_short": "{Field} must have at least {min_length} bytes.",
    "bytes_too_long": "{Field} may have at most {max_length} bytes.",
    "string_pattern_mismatch": "{Field} does not have the right form.",
    "too_short": "{Field} must have at least {min_length} entries.",
    "too_long": "{Field} may have at most {max_length} entries.",
    "greater_than": "{Field} must be more than {gt}.",
    "greater_than_equal": "{Field} must be at least {ge}.",
    "less_than": "{Field} must be less than {lt}.",
    "less_than_equal": "{Field} must be at most {le}.",
    "multiple_of": "{Field} must be a multiple of {multiple_of}.",
    "finite_number": "{Field} must be an ordinary number.",
    "bool_type": "{Field} must be true or false.",
    "bool_parsing": "{Field} must be true or false.",
    "enum": "{Field} must be one of these: {choices}.",
    "literal_error": "{Field} must be one of these: {choices}.",
    "union_tag_invalid": "{Field} must have as its {discriminator} one of these: {tags}.",
    "union_tag_not_found": "{Field} must say its {discriminator}.",
    "timezone_aware": "{Field} needs a time zone, such as the Z at the end of 2024-05-17T10:00:00Z.",
    "timezone_naive": "{Field} must be without a time zone.",
    "timezone_offset": "{Field} has the wrong time zone.",
    "date_past": "{Field} must lie in the past.",
    "date_future": "{Field} must lie in the future.",
    "datetime_past": "{Field} must lie in the past.",
    "datetime_future": "{Field} must lie in the future.",
    "url_scheme": "{Field} must be an address that begins with {expected_schemes}.",
    "url_too_long": "{Field} may have at most {max_length} characters.",
}
# Kinds of errors that begin alike mean alike.
FAMILIES: dict[str, str] = {
    "int_": "{Field} must be a whole number.",
    "float_": "{Field} must be a number.",
    "decimal_": "{Field} must be a number.",
    "fraction_": "{Field} must be a number.",
    "complex_": "{Field} must be a number.",
    "uuid_": "{Field} must be an id.",
    "url_": "{Field} must be an address such as https://example.org.",
    "date_": DATE,
    "datetime_": TIME,
    "time_": "Enter a time like 10:30.",
    "bytes_": "{Field} must be text.",
    "base64_": "{Field} must be in base64.",
    "list_": "{Field} must be a list.",
    "tuple_": "{Field} must be a list.",
    "set_": "{Field} must be a list.",
    "frozen_set_": "{Field} must be a list.",
    "deque_": "{Field} must be a list.",
    "iterable_": "{Field} must be a list.",
    "dict_": "{Field} must be an object.",
    "mapping_": "{Field} must be an object.",
    "model_": "{Field} must be an object.",
    "dataclass_": "{Field} must be an object.",
}
OTHERWISE = "{Field} is not valid."


def field_of(error: Mapping[str, Any]) -> str:
    """Path of the field within the body or among the parameters: `selectors.0.exact`."""
    parts = [str(part) for part in error["loc"][1:] if not _is_of_validator(part)]
    return ".".join(parts) or str(error["loc"][0])


def sentence_of(error: Mapping[str, Any]) -> str:
    """One error of pydantic as a sentence for people."""
    kind, context = str(error["type"]), dict(error.get("ctx") or {})
    if kind in ("value_error", "assertion_error"):
        return _own_words(str(context.get("error", "")), error)
    named = [part for part in error["loc"][1:] if isinstance(part, str)]
    if kind == "string_pattern_mismatch" and named and named[-1].lower() in FORMS:
        return FORMS[named[-1].lower()]
    if kind == "string_too_short" and named and named[-1].lower() in PASSWORDS:
        return f"Use at least {context['min_length']} characters."
    if kind in ("string_too_short", "too_short") and context.get("min_length") == 1:
        return f"{_subject(error)} must not be empty."
    sentence = SENTENCES.get(kind) or next(
        (one for start, one in FAMILIES.items() if kind.startswith(start)), OTHERWISE
    )
    words: dict[str, Callable[[], str]] = {
        "Field": lambda: _subject(error),
        "choices": lambda: _listed(context.get("expected")),
        "tags": lambda: _listed(context.get("expected_tags")),
        "discriminator": lambda: str(context.get("discriminator", "type")).strip("'"),
        "expected_schemes": lambda: _listed(context.get("expected_schemes")),
    }
    filled = re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], lambda: _number(context.get(found[1])))(), sentence)
    return re.sub(r"\b1 (character|entrie)s", lambda one: "1 " + one[1].replace("entrie", "entry"), filled)


def _own_words(words: str, error: Mapping[str, Any]) -> str:
    """Of a check of ours: a whole sentence, or what follows the name of the field (“must be one line”)."""
    if not words:
        return OTHERWISE.replace("{Field}", _subject(error))
    whole = words if words[:1].isupper() else f"{_subject(error)} {words}"
    return whole if whole.endswith(".") else f"{whole}."


def _subject(error: Mapping[str, Any]) -> str:
    """“The name”, “Entry 3 of emails”, or “The body” where it has no field."""
    path = [part for part in error["loc"][1:] if not _is_of_validator(part)]
    if not path:
        return "The body" if error["loc"][:1] == ("body",) else "A value"
    if isinstance(path[-1], int):
        whose = next((part for part in reversed(path) if isinstance(part, str)), None)
        return f"Entry {path[-1] + 1} of {_words(whose)}" if whose else f"Entry {path[-1] + 1}"
    return f"The {_words(str(path[-1]))}"


def _words(name: str) -> str:
    return NAMES.get(name.lower(), name.replace("_", " "))


def _is_of_validator(part: Any) -> bool:
    """Whether a part of the place names a kind of value and not a field: `list[int]`, `function-after[…]`, `[key]`."""
    return isinstance(part, str) and "[" in part


def _listed(expected: Any) -> str:
    choices = re.findall(r"'([^']*)'", str(expected)) or [str(expected)]
    return ", ".join(choices)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
