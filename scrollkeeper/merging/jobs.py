"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.merging import service


@jobs.job("merging.settle", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def settle(merge_id: str, **_: Any) -> None:
    """A minute after a merge."""
    async with open_system_session.begin() as db:
        await service.settle_merge(db, UUID(merge_id))
