"""A paper without a file, as JSON in the body of a route that also streams files."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec

from scrollkeeper.core.errors import Invalid
from scrollkeeper.core.limits import MAX_BODY_BYTES
from scrollkeeper.ingest.uploads.service import TooLarge


class NewPaper(msgspec.Struct, forbid_unknown_fields=True):
    metadata: dict[str, Any]


async def read_metadata(body: AsyncIterator[bytes]) -> dict[str, Any]:
    """CSL-JSON of the paper, unchecked; raises Invalid for any other JSON, TooLarge over a megabyte."""
    held = bytearray()
    async for chunk in body:
        held += chunk
        if len(held) > MAX_BODY_BYTES:
            raise TooLarge(f"A description may have at most {MAX_BODY_BYTES:,} bytes.")
    try:
        return msgspec.json.decode(bytes(held), type=NewPaper).metadata
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Invalid('Send {"metadata": {…}} with fields of CSL-JSON, or a PDF as multipart/form-data.') from None
