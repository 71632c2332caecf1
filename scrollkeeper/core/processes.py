"""Child processes that do not outlive us, however we die."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


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
