"""What is counted for Prometheus, and the page that shows it."""

import os
import time
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Names a folder to prometheus_client, which looks for it when it is imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
REQUESTS = Counter("scrollkeeper_requests_total", "Requests answered.", ("method", "route", "status"))
SECONDS = Histogram(
    "scrollkeeper_request_seconds",
    "Time to the first byte of the answer.",
    ("method", "route"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


class CountRequests:
    """ASGI middleware: counts by route pattern, never by address, so that ids do not make new series."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "other")
                REQUESTS.labels(scope["method"], route, message["status"]).inc()
                SECONDS.labels(scope["method"], route).observe(time.perf_counter() - started)
            await send(message)

        await self.app(scope, receive, watched)


def forget_dead_processes() -> None:
    """What died no longer holds anything: its gauges are left out from now on, what it counted stays."""
    for file in Path(os.environ.get(FOLDER) or os.devnull).glob("gauge_live*_*.db"):
        pid = file.stem.rpartition("_")[2]
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


def metrics_response() -> Response:
    """What this process counted, or all web apps of this `serve`, which then count in files of this folder."""
    registry = REGISTRY
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
