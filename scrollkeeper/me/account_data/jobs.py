"""The jobs of this context."""

from typing import Any
from uuid import UUID

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.me.account_data import service


@jobs.job("belongings.end_account", in_queue=jobs.HOUSEKEEPING)
async def end_account(person_id: str, **_: Any) -> None:
    async with open_system_session.begin() as db:
        await service.end_account(db, UUID(person_id))


@jobs.job("belongings.end_overdue_accounts", in_queue=jobs.HOUSEKEEPING, cron="20 * * * *")
async def end_overdue_accounts(**_: Any) -> None:
    async with open_system_session.begin() as db:
        await service.end_overdue_accounts(db)
