"""Pages of a list: an opaque cursor that names the last row seen, never an offset.

A cursor carries which list it goes on with: the route, its order and its filters. Under others it is refused.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from fastapi import Query
from pydantic import AfterValidator, BaseModel
from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from scrollkeeper.core.errors import Problem

T = TypeVar("T")
Limit = Annotated[int, Query(ge=1, le=200, description="How many items to answer at the most.")]
# An empty one means the first page, as scripts write it that always send the parameter.
_OF_CURSOR = r"^[A-Za-z0-9_-]*$"
# A page of large items ends early, so that reading and writing it takes nobody else's time; an item may be larger.
MOST_PAGE_BYTES = 1_000_000
# What an item weighs beside its texts: ids, times and names.
ITEM_BYTES, NAME_BYTES, POINT_BYTES = 500, 100, 8
READ_AT_ONCE = 10


# Types for `read_cursor`: a number that somebody made up must not be more than its column can be compared with.
Int4 = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
Int8 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
# What JSON carries exactly in every language; larger bounds could not be written in the description of the API.
EXACT = 2**53 - 1


class BadCursor(Problem):
    """The cursor is not one that we gave out. Start again without it."""

    status, title = 400, "Bad cursor"


def _is_ours(cursor: str | None) -> str | None:
    """Also where a list is empty before anybody looks at its cursor."""
    if cursor is not None and not re.fullmatch(_OF_CURSOR, cursor):
        raise BadCursor
    return cursor


Cursor = Annotated[
    str | None,
    AfterValidator(_is_ours),
    Query(
        max_length=2000,
        description="`next` of the page before; empty for the first.",
        json_schema_extra={"pattern": _OF_CURSOR},
    ),
]


class OtherCursor(Problem):
    """This cursor belongs to another list, order or filter. Start again without it."""

    status, title = 422, "Cursor of another list"


# The request that is being answered; a list asks for it when it writes or reads a cursor.
_request: ContextVar[HTTPConnection | None] = ContextVar("_request", default=None)
# Where a list ends is another question than which list it is; and a cursor goes on from where `since` began.
_NOT_OF_THE_LIST = {"limit", "cursor", "since"}


async def remember_request(request: HTTPConnection) -> None:
    """Dependency of every route, so that cursors know their list."""
    _request.set(request)


class Page(BaseModel, Generic[T]):
    """A page of a list; `next` is null on the last one."""

    items: list[T]
    next: str | None = None


def write_cursor(*values: Any, of: str | None = None) -> str:
    """Cursor naming a row by the values that the list is ordered by.

    `of` names the list where its pages are asked for by another route than the one that is being answered.
    """
    written = msgspec.json.encode((_list_now() if of is None else of, *values))
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def read_cursor(cursor: str, *types: Any, of: str | None = None) -> tuple[Any, ...]:
    """The values again, each of its type; raises BadCursor for what we did not write, OtherCursor for another list."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        written = base64.urlsafe_b64decode(padded)
        whose = msgspec.json.decode(written, type=list[Any])[:1]
        if not whose or not isinstance(whose[0], str):
            raise BadCursor
        if whose[0] != (_list_now() if of is None else of):
            raise OtherCursor
        values = msgspec.json.decode(written, type=tuple[str, *types])[1:]  # type: ignore[valid-type]
    except (msgspec.MsgspecError, binascii.Error, UnicodeError, ValueError, RecursionError):
        raise BadCursor from None
    if any(isinstance(value, str) and "\0" in value for value in values):
        raise BadCursor
    return tuple(values)


def _list_now() -> str:
    """Short name of the list that is being answered: its route with ids, and each filter with its value or default."""
    request = _request.get()
    if request is None:
        return ""
    route = request.scope["route"]
    place = [(name, str(value)) for name, value in sorted(request.path_params.items()) if name != "team"]
    chosen = []
    for field in _query_fields(route.dependant):
        if field.alias not in _NOT_OF_THE_LIST:
            values = request.query_params.getlist(field.alias) or [_written(field.default)]
            chosen.append((field.alias, sorted(values)))
    named = msgspec.json.encode((route.path, place, sorted(chosen)))
    return hashlib.blake2s(named, digest_size=6).hexdigest()


def _query_fields(dependant: Any) -> Iterator[Any]:
    """What the route and its dependencies take in the query."""
    yield from dependant.query_params
    for one in dependant.dependencies:
        yield from _query_fields(one)


def _written(default: Any) -> str:
    """A default as it would stand in an address."""
    return "" if default is None else str(default).lower() if isinstance(default, bool) else str(default)


def cut_page(
    rows: Sequence[T], limit: int, key: Callable[[T], tuple[Any, ...]], *, of: str | None = None
) -> tuple[list[T], str | None]:
    """Rows fetched with `limit + 1` become the page and the cursor of the next one."""
    if len(rows) <= limit:
        return list(rows), None
    return list(rows[:limit]), write_cursor(*key(rows[limit - 1]), of=of)


def cut_large_page(
    rows: Iterable[T],
    limit: int,
    key: Callable[[T], tuple[Any, ...]],
    *,
    size: Callable[[T], int],
    of: str | None = None,
) -> tuple[list[T], str | None]:
    """As `cut_page`, and the page ends before the row that would make it larger than MOST_PAGE_BYTES."""
    page = _LargePage(limit, size)
    if all(page.takes(row) for row in rows):
        return page.rows, None
    return page.rows, write_cursor(*key(page.rows[-1]), of=of)


async def read_large_page(
    db: AsyncSession,
    query: Select[*tuple[Any, ...]],
    limit: int,
    key: Callable[[Any], tuple[Any, ...]],
    *,
    size: Callable[[Any], int],
    of: str | None = None,
) -> tuple[list[Any], str | None]:
    """A page of rows that may be large. They are read a few at a time, and no more of them than are answered."""
    page = _LargePage(limit, size)
    found = await db.stream(query.limit(limit + 1), execution_options={"yield_per": READ_AT_ONCE})
    try:
        async for row in found:
            if not page.takes(row):
                return page.rows, write_cursor(*key(page.rows[-1]), of=of)
    finally:
        await found.close()
    return page.rows, None


class _LargePage(Generic[T]):
    def __init__(self, limit: int, size: Callable[[T], int]) -> None:
        self.rows: list[T] = []
        self._limit, self._size, self._room = limit, size, MOST_PAGE_BYTES

    def takes(self, row: T) -> bool:
        """Put the row on the page, if there is room; the first one has room whatever its size."""
        self._room -= self._size(row)
        if self.rows and (len(self.rows) == self._limit or self._room < 0):
            return False
        self.rows.append(row)
        return True
