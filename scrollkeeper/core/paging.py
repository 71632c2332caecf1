"""Pages of a list: an opaque cursor that names the last row seen, never an offset."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from fastapi import Query
from pydantic import BaseModel

from scrollkeeper.core.errors import Problem

T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=200, description="How many items to answer at the most.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next` of the page before.")]


# Types for `read_cursor`: a number that somebody made up must not be more than its column can be compared with.
Int4 = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
Int8 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class BadCursor(Problem):
    """The cursor is not one that we gave out. Start again without it."""

    status, title = 400, "Bad cursor"


class Page(BaseModel, Generic[T]):
    """A page of a list; `next` is null on the last one."""

    items: list[T]
    next: str | None = None


def write_cursor(*values: Any) -> str:
    """Cursor naming a row by the values that the list is ordered by."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def read_cursor(cursor: str, *types: Any) -> tuple[Any, ...]:
    """The values again, each of its type; raises BadCursor for anything we did not write."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        values = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=tuple[*types])  # type: ignore[valid-type]
    except (msgspec.MsgspecError, binascii.Error, UnicodeError, ValueError):
        raise BadCursor from None
    if any(isinstance(value, str) and "\0" in value for value in values):
        raise BadCursor
    return tuple(values)


def cut_page(rows: Sequence[T], limit: int, key: Callable[[T], tuple[Any, ...]]) -> tuple[list[T], str | None]:
    """Rows fetched with `limit + 1` become the page and the cursor of the next one."""
    if len(rows) <= limit:
        return list(rows), None
    return list(rows[:limit]), write_cursor(*key(rows[limit - 1]))
