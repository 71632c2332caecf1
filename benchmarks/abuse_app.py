"""The real app with a meter in its process: what the last request cost in CPU, memory and silence of the event loop.

Silence is counted in CPU time of the loop's own thread between two of its turns, so that other programs of a busy
machine do not count.
"""

import asyncio
import faulthandler
import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

import uvicorn

from scrollkeeper.core import logging
from scrollkeeper.core.processes import staying
from scrollkeeper.core.settings import settings
from scrollkeeper.main import create_app
from scrollkeeper.rate_limits.limiter import RATES, Rate

READINGS = "/benchmark/readings"
TURN_SECONDS = 0.002


class Metered:
    """ASGI app around the app; `GET /benchmark/readings` gives what was measured since it was asked last."""

    def __init__(self) -> None:
        with staying():
            self.app = create_app()
        # SIGUSR1 says on standard error where each thread is.
        faulthandler.register(signal.SIGUSR1)
        self.silence = 0.0
        self._turns: asyncio.Task[None] | None = None
        self._reset()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._turns = self._turns or asyncio.create_task(self._turn())
        if scope["type"] == "http" and scope["path"] == READINGS:
            body = json.dumps(self._read()).encode()
            self._reset()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
            return
        await self.app(scope, receive, send)

    async def _turn(self) -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(TURN_SECONDS)
            self.silence = max(self.silence, time.thread_time() - before)

    def _reset(self) -> None:
        # Forgets the highest memory so far (proc(5), clear_refs).
        Path("/proc/self/clear_refs").write_text("5")
        self.silence, self._cpu, self._memory = 0.0, time.process_time(), _kilobytes("VmRSS")

    def _read(self) -> dict[str, float]:
        return {
            "silence": self.silence * 1e3,
            "cpu": (time.process_time() - self._cpu) * 1e3,
            "memory": max(0.0, (_kilobytes("VmHWM") - self._memory) / 1024),
        }


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def lift_rates() -> None:
    """Whoever measures asks more often than anybody may."""
    RATES.update({name: Rate(10**7, 0.001, lease=1_000) for name in RATES})


def main() -> None:
    """Serve it at the port that is named, logging as production does."""
    lift_rates()
    logging.set_up(settings())
    uvicorn.run(
        Metered(), host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False, timeout_keep_alive=900
    )


if __name__ == "__main__":
    main()
