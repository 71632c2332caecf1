"""Changes that must not undo somebody else's: `If-Match` names the version that was looked at (RFC 9110, 13.1.1)."""

import re
from typing import Annotated, Any

from fastapi import Header

from scrollkeeper.core.errors import Problem

IfMatch = Annotated[str | None, Header(max_length=200, description='`ETag` of what you looked at, such as `"17"`.')]
PRECONDITIONS: dict[int | str, dict[str, Any]] = {
    status: {"description": sentence, "content": {"application/problem+json": {}}}
    for status, sentence in ((412, "Changed in the meantime"), (428, "`If-Match` is missing"))
}
_TAG = re.compile(r'\s*(?:W/)?"(\d{1,20})"\s*')


class Changed(Problem):
    """This was changed in the meantime, perhaps in another window. Reload it and try again."""

    status, title = 412, "Changed in the meantime"


class VersionMissing(Problem):
    """Say in If-Match which version you change: the ETag that you got with it."""

    status, title = 428, "If-Match is missing"


def etag(clock: int) -> str:
    return f'"{clock}"'


def require_match(if_match: str | None, clock: int) -> None:
    """Raises VersionMissing without a version, Changed where the row has another than this."""
    if if_match is None or not if_match.strip():
        raise VersionMissing
    if if_match.strip() == "*":
        return
    tags = [_TAG.fullmatch(one) for one in if_match.split(",")]
    if not any(tag is not None and int(tag[1]) == clock for tag in tags):
        raise Changed
