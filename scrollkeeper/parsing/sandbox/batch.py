"""Many PDFs at once: each read in a locked process of its own, as many side by side as there are processors."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, Sandbox

MEMORY_BYTES = 1 << 30
SECONDS = 120


@dataclass
class Read:
    """How it went with one file: where its JSON lies, and the sentence why where it could not be read."""

    path: Path
    target: Path
    refused: str | None = None


async def read_files(files: Sequence[tuple[Path, Path]]) -> AsyncIterator[Read]:
    """Read each (PDF, name of its JSON) and yield as they are done; one that cannot be read gets {"error": …}."""
    sandbox = Sandbox(memory_bytes=MEMORY_BYTES, seconds=SECONDS, must_lock=False)
    slots = asyncio.Semaphore(os.cpu_count() or 1)

    async def read(path: Path, target: Path) -> Read:
        async with slots:
            return await _read(sandbox, path, target)

    try:
        for task in asyncio.as_completed([asyncio.ensure_future(read(*file)) for file in files]):
            yield await task
    finally:
        await sandbox.close()


async def _read(sandbox: Sandbox, path: Path, target: Path) -> Read:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        async with sandbox.open(path) as document:
            with part.open("wb") as file:
                async for chunk in document.stream("whole"):
                    file.write(chunk)
        part.replace(target)
        return Read(path, target)
    except Refused as error:
        return _refuse(path, target, error.code, str(error))
    except (ChildDied, ChildTimedOut) as error:
        code = "timed_out" if isinstance(error, ChildTimedOut) else "crashed"
        return _refuse(path, target, code, str(error))
    except OSError as error:
        return _refuse(path, target, "unreadable", f"The file cannot be read ({error.strerror}).")
    finally:
        part.unlink(missing_ok=True)


def _refuse(path: Path, target: Path, code: str, detail: str) -> Read:
    found: dict[str, Any] = {"error": {"code": code, "detail": detail}}
    target.write_text(json.dumps(found, indent=1, sort_keys=True), encoding="utf-8")
    return Read(path, target, detail)
