"""How our processes start, and children that do not outlive us, however we die."""

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PR_SET_PDEATHSIG = 1


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
