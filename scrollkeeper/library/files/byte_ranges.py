"""Conditional and ranged requests (RFC 9110, sections 13 and 14) as plain values."""

import re

# 19 digits are more than any file has, and few enough for a number that somebody made up.
_RANGE = re.compile(r"(\d{0,19})-(\d{0,19})")
_TAG = re.compile(r'(?:W/)?("[^"]*")')


class Unsatisfiable(Exception):
    """The range begins after the end of the file."""


def read_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last that a `Range` header asks of `size` bytes; None where all are meant.

    A header with several ranges, of another unit or not well-formed is answered with the whole file, as the RFC allows.
    Raises Unsatisfiable.
    """
    unit, _, spec = (header or "").partition("=")
    found = _RANGE.fullmatch(spec.strip())
    if unit.strip().lower() != "bytes" or found is None or found.group() == "-":
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise Unsatisfiable
        return size - length, size
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return int(first), min(int(last) + 1, size) if last else size


def is_unchanged(if_none_match: str | None, etag: str) -> bool:
    """Whether the client has this version already, by the weak comparison that `If-None-Match` wants."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag.removeprefix("W/") in _TAG.findall(if_none_match)


def may_send_part(if_range: str | None, etag: str) -> bool:
    """Whether the part that the client has is of this version: `If-Range` compares strongly; we give no dates."""
    return if_range is None or (if_range.strip() == etag and not etag.startswith("W/"))
