"""The jobs of this context."""

from typing import Any

from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.teams import lifecycle


@jobs.job("teams.end_deleted_teams", in_queue=jobs.HOUSEKEEPING, cron="20 2 * * *")
async def end_deleted_teams(**_: Any) -> None:
    async with open_system_session.begin() as db:
        overdue = await lifecycle.find_overdue_teams(db)
    for team_id in overdue:
        async with open_system_session.begin() as db:
            await lifecycle.end_team(db, team_id)
