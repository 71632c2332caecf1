"""The job that goes through a batch of papers."""

from typing import Any
from uuid import UUID

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.history import batches


@jobs.job("library.go_on_with_batch", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def go_on_with_batch(batch_id: str, **_: Any) -> None:
    """Set or unset the fields of a batch, some papers a transaction."""
    more = True
    while more:
        async with open_system_session.begin() as db:
            more = await batches.go_on(db, UUID(batch_id))
