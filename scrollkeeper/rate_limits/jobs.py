"""Housekeeping of rates and bans."""

from typing import Any

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.rate_limits import bans, limiter


@jobs.job("abuse.forget_ended", in_queue=jobs.HOUSEKEEPING, cron="7 * * * *")
async def forget_ended(**_: Any) -> None:
    await limiter.forget_used()
    async with open_system_session.begin() as db:
        await bans.forget_ended(db)
