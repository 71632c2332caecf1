"""How our processes start, and children that do not outlive us, however we die."""

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger()
PR_SET_PDEATHSIG = 1
# Before what dies again and again is started once more; a minute of life is taken for a recovery.
RESTART_SECONDS, LIVED_SECONDS = (1, 2, 5, 10, 30), 60


@contextmanager
def staying() -> Iterator[None]:
    """What is made inside stays as long as the process: it is never looked through for garbage.

    A fifth of a start goes into that otherwise, since modules, models and routes are hundreds of thousands of objects.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def die_with_parent(signal_number: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: Linux sends the child this signal when the thread that started it ends. None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    # Loaded here, before the fork: between fork and exec as little as possible may happen.
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(signal_number))
        if os.getppid() != parent:  # It died in between.
            os._exit(1)

    return ask


def keep_running(what: str, start: Callable[[], "subprocess.Popen[bytes]"], stopping: threading.Event) -> None:
    """Start it, and again whenever it dies, until `stopping` is set; `what` it is, for the log.

    For a thread that lives as long as the process: the end of the thread is what tells children that we died.
    """
    deaths = 0
    while not stopping.is_set():
        began = time.monotonic()
        try:
            status: int | str = start().wait()
        except OSError as error:
            status = str(error)
        if stopping.is_set():
            return
        deaths = 0 if time.monotonic() - began > LIVED_SECONDS else deaths + 1
        pause = RESTART_SECONDS[min(deaths, len(RESTART_SECONDS) - 1)]
        log.error(f"the {what} died and is started again", status=status, seconds=pause)
        stopping.wait(pause)
