"""When the sweeps run. The worker imports this beside the other jobs."""

from scrollkeeper.core import jobs
from scrollkeeper.ingest.uploads import sweep


@jobs.job("ingest.sweep_uploads", in_queue=jobs.HOUSEKEEPING, cron="*/10 * * * *")
async def sweep_uploads(timestamp: int) -> None:
    await sweep.sweep_uploads()


@jobs.job("ingest.sweep_files", in_queue=jobs.HOUSEKEEPING, cron="25 3 * * *")
async def sweep_files(timestamp: int) -> None:
    await sweep.sweep_files()
