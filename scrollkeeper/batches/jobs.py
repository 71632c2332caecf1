"""The job that goes through a batch of papers."""

from typing import Any
from uuid import UUID

from scrollkeeper.batches import service
from scrollkeeper.core import jobs
from scrollkeeper.core.db import act_as, open_request_session, open_system_session
from scrollkeeper.core.errors import Problem


# Under the second name by an earlier version.
@jobs.job("batches.go_on", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
@jobs.job("library.go_on_with_batch", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def go_on_with_batch(batch_id: str, **_: Any) -> None:
    """Do or undo a batch, each step in a transaction that sees what the person sees who wants it."""
    more = True
    while more:
        try:
            more = await _go_on(UUID(batch_id))
        except Problem as refusal:
            if refusal.status >= 500:
                raise
            async with open_system_session.begin() as db:
                await service.stop(db, UUID(batch_id), refusal.detail)
            return


async def _go_on(batch_id: UUID) -> bool:
    async with open_system_session.begin() as db:
        going, person_id = await service.find_worker(db, batch_id)
    if not going:
        return False
    if person_id is None:
        raise service.NoLonger
    async with open_request_session.begin() as db:
        await act_as(db, person_id)
        return await service.go_on(db, batch_id)
