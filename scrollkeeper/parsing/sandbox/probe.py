"""What a locked child tries, to prove that it cannot: the child's half of the check of the sandbox."""

import os
import socket
from pathlib import Path


def attempt_all(secret: str) -> dict[str, str]:
    """Run in the child: try each forbidden thing; gives "refused: …" or "done" for each."""
    attempts = {
        "read": lambda: Path(secret).read_bytes(),
        "write": lambda: Path(secret).write_bytes(b"written"),
        "connect": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close(),
        "exec": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
        "fork": _fork,
        "signal": lambda: os.kill(os.getppid(), 0),
        "environment": _environment,
    }
    results = {}
    for name, attempt in attempts.items():
        try:
            attempt()
            results[name] = "done"
        except Exception as error:
            results[name] = f"refused: {error}"
    return results


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _environment() -> None:
    # Python sets LC_CTYPE itself when there is no locale (PEP 538), and the nursery one for numpy.
    known = {"LC_CTYPE", "OPENBLAS_NUM_THREADS", "PWD"}
    if not set(os.environ) - known:
        raise PermissionError("it is empty")
