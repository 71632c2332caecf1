"""The job that forgets a deleted custom field for good."""

from typing import Any
from uuid import UUID

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.custom_fields import service


@jobs.job("library.forget_field", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def forget_field(field_id: str, **_: Any) -> None:
    """Remove a field and its values, 30 days after it was deleted, some papers a transaction."""
    more = True
    while more:
        async with open_system_session.begin() as db:
            more = await service.forget_field(db, UUID(field_id))
