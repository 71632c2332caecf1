"""Whether parsers are really locked away here: the proof behind `doctor` and `/api/ready`."""

import asyncio
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, Sandbox, SandboxMissing

REMEMBER_SECONDS, CHECK_AGAIN_SECONDS = 3600, 60
PROBE_SECONDS = 30
# What must be refused for the sandbox to count as one, in words for a report.
FORBIDDEN = {
    "read": "read a file",
    "write": "write a file",
    "connect": "open a socket",
    "exec": "start a program",
    "fork": "make another process",
    "signal": "send a signal to another process",
    "environment": "see the environment",
}


@dataclass(frozen=True, slots=True)
class SandboxReport:
    """`ok`: everything forbidden was refused; `layers` hold the child; `detail` is a sentence for the host."""

    ok: bool
    layers: list[str]
    detail: str


_last: tuple[float, SandboxReport] | None = None
_running: asyncio.Task[SandboxReport] | None = None


async def check_sandbox() -> SandboxReport:
    """Start a child that tries to get out, and report.

    Remembered, since probes ask often and what the kernel offers does not change: for an hour, a failure for a minute.
    A caller that does not wait for the end may ask again; the check goes on meanwhile. Raises TimeoutError where the
    machine is too busy for the child to end, which is not remembered.
    """
    global _last, _running
    if _last is not None:
        asked_at, report = _last
        if time.monotonic() - asked_at < (REMEMBER_SECONDS if report.ok else CHECK_AGAIN_SECONDS):
            return report
    if _running is None or _running.done() or _running.get_loop() is not asyncio.get_running_loop():
        _running = asyncio.create_task(_check())
    report = await asyncio.shield(_running)
    _last = (time.monotonic(), report)
    return report


async def _check() -> SandboxReport:
    sandbox = Sandbox(memory_bytes=256 << 20, seconds=PROBE_SECONDS, must_lock=False)
    try:
        with NamedTemporaryFile(prefix="scrollkeeper-probe-") as secret:
            secret.write(b"secret")
            secret.flush()
            async with sandbox.hold(Path(secret.name)) as child:
                results = await child.ask("probe", secret=secret.name)
                layers = [*(["bwrap"] if sandbox.bwrap else []), *child.layers]
    except (ChildTimedOut, subprocess.TimeoutExpired) as error:
        raise TimeoutError(str(error)) from None
    except (ChildDied, Refused, SandboxMissing, OSError) as error:
        return SandboxReport(False, [], f"The parser's sandbox does not start: {error}")
    finally:
        await sandbox.close()
    holes = [words for name, words in FORBIDDEN.items() if not str(results.get(name)).startswith("refused")]
    if holes:
        return SandboxReport(False, layers, f"The parser could {', '.join(holes)}. {_advice(layers)}")
    return SandboxReport(True, layers, f"Parsers are held by {', '.join(layers)}.")


def _advice(layers: list[str]) -> str:
    if "landlock" not in layers and "bwrap" not in layers:
        return "Use Linux 5.13 or newer with Landlock enabled, or install bubblewrap (bwrap)."
    return "Use a kernel with seccomp filters on x86-64 or 64-bit ARM."
