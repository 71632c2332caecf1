"""Kinds of text that people type, bounded and clean, for the `…In` models of every context."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, Strict, StringConstraints

from scrollkeeper.core.email_addresses import normalise_email
from scrollkeeper.core.names import normalise_name
from scrollkeeper.core.validation import DATE, TIME

MAX_LINE = 200
MAX_TEXT = 50_000
SHORTEST_PASSWORD = 10
# Of the checks below, what a pattern can say; for the description of the API.
_OF_LINE = {"pattern": r"^[^\x00-\x1f\x7f-\x9f]*[^\x00-\x1f\x7f-\x9f\s][^\x00-\x1f\x7f-\x9f]*$"}
_OF_TEXT = {"pattern": r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$"}

_OF_EMAIL = r"^[^@\s<>,;\"\x00-\x1f\x7f-\x9f]{1,64}@[^@\s<>,;\"\x00-\x1f\x7f-\x9f]{1,189}$"
# Without what is drawn as nothing, as far as a pattern of every language can say it.
_OF_NEW_EMAIL = _OF_EMAIL.replace(
    r"\x9f]{1,64}",
    r"\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680\u17b4\u17b5\u180e"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u2800\u3000\u3164\ufeff\uffa0\ufff9-\ufffb]{1,64}",
)


def _printable(value: str) -> str:
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in value):
        raise ValueError("holds control characters")
    return value


def _one_line(value: str) -> str:
    if "\n" in value:
        raise ValueError("must be one line")
    return _printable(value)


def _in_one_form(value: str) -> str:
    """A new password in Unicode's form NFC, whose characters are counted."""
    value = unicodedata.normalize("NFC", value)
    if len(value) < SHORTEST_PASSWORD:
        raise ValueError(f"should have at least {SHORTEST_PASSWORD} characters")
    return value


def written_as_date(value: Any) -> Any:
    """Days and times are written out; pydantic would also take seconds since 1970."""
    if (isinstance(value, str) and not re.match(r"\s*\d{4}-\d\d-\d\d", value)) or isinstance(value, int | float):
        raise ValueError(TIME)
    return value


def _written_as_day(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError(DATE)
    return value


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LINE),
    Field(json_schema_extra=dict(_OF_LINE)),
    AfterValidator(_one_line),
]
# As much as a filter box takes.
LongLine = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300),
    Field(json_schema_extra=dict(_OF_LINE)),
    AfterValidator(_one_line),
]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MAX_TEXT),
    Field(json_schema_extra=dict(_OF_TEXT)),
    AfterValidator(_printable),
]
# true or false; pydantic would also take 0 and "yes", which the description of the API forbids.
Flag = Annotated[bool, Strict()]
Moment = Annotated[AwareDatetime, BeforeValidator(written_as_date)]
Day = Annotated[date, BeforeValidator(_written_as_day)]
# What people call themselves, their teams, tags and things: in one form, with something in it to be seen.
Name = Annotated[Line, AfterValidator(normalise_name)]
# As it was typed, for finding an account by it: some are older than the one form that Email has.
EnteredEmail = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=_OF_EMAIL),
    AfterValidator(_one_line),
]
Email = Annotated[EnteredEmail, Field(json_schema_extra={"pattern": _OF_NEW_EMAIL}), AfterValidator(normalise_email)]
Password = Annotated[
    str, StringConstraints(min_length=SHORTEST_PASSWORD, max_length=1024), AfterValidator(_in_one_form)
]
# As it was typed; an account's password may be hashed in another Unicode form (accounts/sign_in_methods/passwords.py).
EnteredPassword = Annotated[str, StringConstraints(max_length=1024)]
