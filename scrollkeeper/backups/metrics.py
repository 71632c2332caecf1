"""The age of the last backup, for Prometheus, beside everything else that is counted."""

import time
from datetime import UTC, datetime

import structlog
from prometheus_client import Gauge
from starlette.responses import Response

from scrollkeeper.backups import automatic
from scrollkeeper.backups.errors import BackupRefused
from scrollkeeper.core.errors import Unavailable
from scrollkeeper.core.settings import settings
from scrollkeeper.ingest import metrics as ingest

log = structlog.get_logger()
AGE = Gauge(
    "scrollkeeper_last_backup_age_seconds",
    "Age of the last complete backup where they are made by themselves; infinite where there is none.",
    multiprocess_mode="mostrecent",
)
# The target may be far away.
KEPT_SECONDS = 300
_asked_at = -KEPT_SECONDS * 1.0
_last: datetime | None = None


async def metrics() -> Response:
    """Everything that is counted, as Prometheus reads it."""
    if automatic.place_of(settings()):
        await _look()
        # It grows while the target cannot be looked at: an alert must not wait for that.
        AGE.set((datetime.now(UTC) - _last).total_seconds() if _last else float("inf"))
    return await ingest.metrics()


async def _look() -> None:
    global _asked_at, _last
    if time.monotonic() - _asked_at < KEPT_SECONDS:
        return
    _asked_at = time.monotonic()
    try:
        _last = await automatic.find_last()
    except (BackupRefused, Unavailable) as reason:
        log.warning("the last backup could not be looked at", reason=str(reason))
