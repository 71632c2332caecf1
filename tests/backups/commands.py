"""The command in a process of its own, with settings of its own and not those of the tests' app."""

import os
from multiprocessing.connection import Connection
from pathlib import Path

from scrollkeeper.core.settings import settings
from tests.forking import Pipe, fork
from tests.test_cli import PATIENCE_SECONDS, _run

KEY = "a backup key for tests, which is long enough"


def _alone(calls: tuple[tuple[list[str], str], ...], told: Connection) -> None:
    settings.cache_clear()
    _run(calls, told)


def environment(**chosen: str) -> dict[str, str]:
    """Ours without any setting of ours, and these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SCROLLKEEPER_")}
    kept.pop("DATABASE_URL", None)
    kept.pop("STORAGE_URL", None)
    return kept | {"SCROLLKEEPER_BACKUP_KEY": KEY, "COLUMNS": "300"} | chosen


def command(data_dir: Path, *arguments: str, **chosen: str) -> tuple[int, str, str]:
    """Exit code, output and errors."""
    told, theirs = Pipe()
    call = ([*arguments, "--data-dir", str(data_dir)], "")
    with told, theirs:
        process = fork(_alone, (call,), theirs, environment=environment(**chosen))
        theirs.close()
        assert told.poll(PATIENCE_SECONDS), arguments
        answer: tuple[int, str, str] = told.recv()
        process.join(PATIENCE_SECONDS)
        process.close()
    return answer
