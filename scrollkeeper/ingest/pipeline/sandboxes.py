"""The sandbox of this process, made from the settings when the first document needs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import ObjectMissing, storage
from scrollkeeper.sandbox.processes import Sandbox, SandboxChild, close_all

_sandbox: Sandbox | None = None


def sandbox() -> Sandbox:
    global _sandbox
    if _sandbox is None:
        _sandbox = Sandbox(
            memory_bytes=settings().parse_memory_bytes,
            seconds=settings().parse_timeout_seconds,
            must_lock=settings().mode == "production",
        )
    return _sandbox


async def close_sandbox() -> None:
    """End its processes and those of all other sandboxes here, as this process stops."""
    global _sandbox
    _sandbox = None
    await close_all()


@asynccontextmanager
async def open_document(key: str, password: str | None = None) -> AsyncIterator[SandboxChild]:
    """The stored PDF, opened in a locked process. Raises what `Sandbox.open` raises, and ObjectMissing."""
    async with storage().as_file(key) as path:
        if not await asyncio.to_thread(path.is_file):
            raise ObjectMissing(key)
        async with sandbox().open(path, password) as document:
            yield document
