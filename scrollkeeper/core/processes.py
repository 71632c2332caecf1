"""How our processes start, and children that are kept running and do not outlive us, however we die."""

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import structlog

log = structlog.get_logger()
PR_SET_PDEATHSIG = 1
# Before what dies again and again is started once more: at once the first time, later with some patience.
RESTART_SECONDS = (0, 1, 2, 5, 10, 30)
# Deaths are counted over this time; a process may give up after so many.
COUNTED_SECONDS, MOST_DEATHS = 60, 5
# The exit code of a process that said in a sentence why it cannot run: starting it again would not help.
REFUSED = 2


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


def describe_exit(status: int) -> str:
    """How a process ended, from its `returncode`: the name of the signal, or its exit code."""
    if status >= 0:
        return f"exit code {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"{name} (killed, perhaps for want of memory)" if name == "SIGKILL" else name


def keep_running(
    what: str, start: Callable[[], "subprocess.Popen[bytes]"], stopping: threading.Event, *, give_up: bool = False
) -> int:
    """Start it, and again whenever it dies, until `stopping` is set (then 0); `what` it is, for the log.

    With `give_up` it ends with an exit code after `MOST_DEATHS` within a minute, or when the process refuses to run at
    its first start. One that ran before may find its database away for a while: that is waited for.
    For a thread that lives as long as the process: the end of the thread is what tells children that we died.
    """
    deaths: list[float] = []
    while not stopping.is_set():
        status: int | None = None
        try:
            status = start().wait()
            reason = describe_exit(status)
        except OSError as error:
            reason = str(error)
        if stopping.is_set():
            return 0
        refused = status == REFUSED
        if give_up and refused and not deaths:
            return REFUSED
        now = time.monotonic()
        deaths = [*(moment for moment in deaths if now - moment < COUNTED_SECONDS), now]
        if give_up and not refused and len(deaths) >= MOST_DEATHS:
            log.error(f"the {what} died {len(deaths)} times within a minute and is not started again", reason=reason)
            return 1
        pause = RESTART_SECONDS[min(len(deaths), len(RESTART_SECONDS)) - 1]
        log.error(f"the {what} died and is started again", reason=reason, seconds=pause)
        stopping.wait(pause)
    return 0


class Child:
    """A Python module of ours as a child process, kept running by a thread until it is stopped."""

    def __init__(
        self,
        what: str,
        command: Sequence[str],
        *,
        environment: dict[str, str] | None = None,
        descriptors: Sequence[int] = (),
        dies_by: signal.Signals = signal.SIGTERM,
        given_up: threading.Event | None = None,
    ) -> None:
        """`dies_by` is the signal that it gets when we are killed; where it may be given up, `given_up` is set then."""
        self.command = [sys.executable, "-m", *command]
        self.environment = os.environ | {"PYTHONUNBUFFERED": "1"} | (environment or {})
        self.descriptors, self.dies_by = descriptors, dies_by
        self.process: subprocess.Popen[bytes] | None = None
        # When it is given up, `exit_code` says how we should end.
        self.given_up, self.exit_code = given_up, 0
        self._stopping = threading.Event()
        self._launching = threading.Lock()
        self._thread = threading.Thread(target=self._keep, args=(what,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Send SIGTERM, and start it no more."""
        self._stopping.set()
        with self._launching:
            if self.process and self.process.poll() is None:
                self.process.send_signal(signal.SIGTERM)

    def end(self, seconds: float) -> None:
        """Wait for the end of what was asked to stop, and kill it after so many seconds."""
        if self.process:
            try:
                self.process.wait(max(seconds, 0.01))
            except subprocess.TimeoutExpired:
                log.warning("a process did not end in time and is killed", command=self.command[2])
                self.process.kill()
                self.process.wait()
        if self._thread.ident:
            self._thread.join(5)

    def _keep(self, what: str) -> None:
        self.exit_code = keep_running(what, self._launch, self._stopping, give_up=self.given_up is not None)
        if self.given_up and not self._stopping.is_set():
            self.given_up.set()
            # The thread stays: with it would end what it started.
            self._stopping.wait()

    def _launch(self) -> "subprocess.Popen[bytes]":
        with self._launching:
            if self._stopping.is_set():
                raise OSError("it was stopped")
            # A session of its own: Ctrl-C reaches us, and we end it in good order.
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                start_new_session=True,
                pass_fds=self.descriptors,
                preexec_fn=die_with_parent(self.dies_by),
            )
            return self.process


def stop_all(children: Iterable[Child], seconds: float) -> None:
    """End them at the same time, within so many seconds together; who interrupts this once more gets it at once."""
    children, deadline = list(children), time.monotonic() + seconds
    for child in children:
        child.ask_to_stop()
    for child in children:
        try:
            child.end(deadline - time.monotonic())
        except KeyboardInterrupt:
            deadline = time.monotonic()
            child.end(0)
