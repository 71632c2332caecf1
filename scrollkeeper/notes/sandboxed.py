"""Yjs asked in sandboxed processes, from the web app and the job runner: see note_verbs.py for what is done there."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import structlog

from scrollkeeper.core.errors import Invalid, Problem, Unavailable
from scrollkeeper.notes.update_bounds import Shape
from scrollkeeper.notes.update_format import BadUpdate
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, Sandbox, SandboxBusy, SandboxMissing

log = structlog.get_logger()
MEMORY_BYTES, SECONDS = 1 << 30, 20


class NoteFull(Problem):
    """This note has reached its maximum size. Continue in a new note."""

    status, title = 413, "Note is full"


class Unreadable(Invalid):
    """This note is damaged. Restore an earlier version."""

    title = "Note cannot be read"


@cache
def _sandbox() -> Sandbox:
    # Where nothing can be locked away a process that may die is still better than none.
    return Sandbox(
        memory_bytes=MEMORY_BYTES,
        seconds=SECONDS,
        must_lock=False,
        verbs="scrollkeeper.notes.note_verbs",
        who="The reader of notes",
    )


async def look_at(updates: Sequence[bytes]) -> Shape:
    """The exact shape of the document that these updates make. Raises BadUpdate, Unreadable, NoteFull, Unavailable."""
    found = await _ask("look", updates)
    return Shape(int(found["structs"]), int(found["depth"]), 0)


async def compact(updates: Sequence[bytes]) -> tuple[bytes, Shape]:
    """The document as one update, and its shape. Raises like `look_at`."""
    found = await _ask("compact", updates)
    return bytes(found["state"]), Shape(int(found["structs"]), int(found["depth"]), 0)


async def merge(updates: Sequence[bytes]) -> bytes:
    """One update that does what all of these do. Raises like `look_at`."""
    some = [update for update in updates if update]
    return bytes(await _ask("merge", some)) if len(some) > 1 else b"".join(some)


async def append_html(updates: Sequence[bytes], html: str) -> bytes:
    """The update that puts this text at the end of the document. Raises like `look_at`."""
    return bytes(await _ask("append_html", [update for update in updates if update], text=html))


async def write_markdown(updates: Sequence[bytes], *, base: str) -> str:
    """The document as Markdown; `base` is the address of the team, for what is cited. Raises like `look_at`."""
    return str(await _ask("markdown", updates, base=base))


async def write_plain_text(updates: Sequence[bytes]) -> str:
    """The words of the document, a line for each block. Raises like `look_at`."""
    return str(await _ask("plain_text", updates))


async def _ask(verb: str, updates: Sequence[bytes], **arguments: Any) -> Any:
    try:
        return await _sandbox().run(verb, updates=list(updates), **arguments)
    except Refused as refused:
        if refused.code == "full":
            raise NoteFull from None
        if refused.code == "internal":
            raise Unreadable from None
        raise BadUpdate(str(refused)) from None
    except (ChildDied, ChildTimedOut) as error:
        log.warning("a note ended the process that read it", verb=verb, reason=str(error))
        raise Unreadable from None
    except (SandboxBusy, SandboxMissing) as error:
        log.warning("a note could not be read", verb=verb, reason=str(error))
        raise Unavailable("Notes cannot be looked through at the moment. Try again in a minute.") from None
