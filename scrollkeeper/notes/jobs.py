"""The jobs of this context."""

from typing import Any
from uuid import UUID

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.notes import texts, versions


@jobs.job("notes.keep_version", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def keep_version(note_id: str, **_: Any) -> None:
    async with open_system_session.begin() as db:
        await versions.keep_version(db, UUID(note_id))


@jobs.job("notes.read_text", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def read_text(note_id: str, **_: Any) -> None:
    async with open_system_session.begin() as db:
        await texts.read_text(db, UUID(note_id))


@jobs.job("notes.read_texts", in_queue=jobs.HOUSEKEEPING, cron="*/5 * * * *")
async def read_texts(**_: Any) -> None:
    async with open_system_session.begin() as db:
        await texts.read_texts(db)
