"""The jobs of this context."""

from typing import Any

from scrollkeeper.accounts import confirmations, password_resets, service
from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session


@jobs.job("accounts.send_reset", in_queue=jobs.MAIL)
async def send_reset(email: str, **_: Any) -> None:
    async with open_system_session.begin() as db:
        await password_resets.send_reset(db, email)


@jobs.job("accounts.forget_expired", in_queue=jobs.HOUSEKEEPING, cron="50 3 * * *")
async def forget_expired(**_: Any) -> None:
    async with open_system_session.begin() as db:
        await service.end_expired_sessions(db)
        await confirmations.forget_expired(db)
