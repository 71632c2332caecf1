"""When backups are made by themselves, and when it is asked whether the last is too old."""

import structlog

from scrollkeeper.backups import automatic
from scrollkeeper.backups.errors import BackupFailed, BackupRefused
from scrollkeeper.core import jobs
from scrollkeeper.core.errors import Unavailable
from scrollkeeper.core.settings import settings

log = structlog.get_logger()


@jobs.job("backups.make_backup", in_queue=jobs.BACKUPS, cron="40 2 * * *")
async def make_backup(timestamp: int) -> None:
    """Each night; one that fails is tried again the next, and what it failed of is in the log and the list of jobs."""
    url = settings().database_url
    assert url, "the worker has one"
    try:
        await automatic.make_backup(url)
    except (BackupRefused, BackupFailed, Unavailable) as reason:
        log.error("no backup was made", reason=str(reason))
        raise


@jobs.job("backups.ask_for_age", in_queue=jobs.BACKUPS, cron="15 * * * *")
async def ask_for_age(timestamp: int) -> None:
    if trouble := await automatic.find_trouble():
        log.error("backups need looking after", reason=trouble)
