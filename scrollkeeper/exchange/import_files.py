"""A bibliography as it was sent, read in a sandboxed process into entries."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import structlog

from scrollkeeper.core.errors import Invalid, Unavailable
from scrollkeeper.core.settings import settings
from scrollkeeper.exchange.formats.entries import MAX_BYTES, Entry
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, Sandbox, SandboxBusy, SandboxMissing

log = structlog.get_logger()
MEMORY_BYTES, SECONDS = 1 << 30, 20


class NotABibliography(Invalid):
    """This file cannot be read as a bibliography."""


class TooLarge(Invalid):
    """A bibliography may have at most 32 MB. Import it in parts."""

    status, title = 413, "Too large"


@dataclass(frozen=True, slots=True)
class Bibliography:
    """What a file holds; `format` is the name of one in formats/catalogue.py."""

    format: str
    entries: list[Entry]


@cache
def _sandbox() -> Sandbox:
    return Sandbox(
        memory_bytes=MEMORY_BYTES,
        seconds=SECONDS,
        must_lock=settings().mode == "production",
        at_once=2,
        verbs="scrollkeeper.exchange.import_verbs",
        who="The reader of bibliographies",
    )


async def read_bibliography(content: bytes) -> Bibliography:
    """The entries of a file; raises NotABibliography with what is wrong with it."""
    if len(content) > MAX_BYTES:
        raise TooLarge
    if not content.strip():
        raise NotABibliography("The file is empty.")
    return await _run("read", content=content)


async def read_captured_page(url: str, page: str, *, today: str) -> Bibliography:
    """The works that a web page describes; one that describes none is itself one."""
    return await _run("read_captured", url=url, page=page, today=today)


async def _run(verb: str, **arguments: Any) -> Bibliography:
    try:
        answer = await _sandbox().run(verb, **arguments)
    except Refused as refusal:
        if refusal.code == "internal":
            raise NotABibliography from None
        raise NotABibliography(str(refusal)) from None
    except (ChildDied, ChildTimedOut) as error:
        log.warning("a bibliography ended the process that read it", reason=str(error))
        raise NotABibliography(f"{error} Import the file in parts.") from None
    except (SandboxBusy, SandboxMissing) as error:
        log.warning("a bibliography could not be read", reason=str(error))
        raise Unavailable("Bibliographies cannot be read at the moment. Try again in a minute.") from None
    entries = [Entry(*entry) for entry in answer["entries"]]
    return Bibliography(str(answer["format"]), entries)
