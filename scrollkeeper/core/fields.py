"""Kinds of text that people type, bounded and clean, for the `…In` models of every context."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from scrollkeeper.core.email_addresses import normalise_email
from scrollkeeper.core.names import normalise_name

MAX_LINE = 200
MAX_TEXT = 50_000
SHORTEST_PASSWORD = 10


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


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LINE), AfterValidator(_one_line)
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TEXT), AfterValidator(_printable)]
# What people call themselves, their teams, tags and things: in one form, with something in it to be seen.
Name = Annotated[Line, AfterValidator(normalise_name)]
# As it was typed, for finding an account by it: some are older than the one form that Email has.
EnteredEmail = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,189}$"),
    AfterValidator(_one_line),
]
Email = Annotated[EnteredEmail, AfterValidator(normalise_email)]
Password = Annotated[
    str, StringConstraints(min_length=SHORTEST_PASSWORD, max_length=1024), AfterValidator(_in_one_form)
]
# As it was typed; what accounts are signed in to with may be hashed in another Unicode form (accounts/passwords.py).
EnteredPassword = Annotated[str, StringConstraints(max_length=1024)]
