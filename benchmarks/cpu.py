"""CPU time of this process and of the database server that answers it: what stays the same on a busy machine."""

import os
import time
from pathlib import Path

TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")


class Meter:
    """Counts CPU seconds between `start` and `stop`; the server's clock ticks in hundredths of a second."""

    def __init__(self, server_pid: int) -> None:
        self.stat = Path(f"/proc/{server_pid}/stat")
        self.own = self.server = 0.0

    def start(self) -> None:
        self._own, self._server = time.process_time(), self._server_seconds()

    def stop(self) -> None:
        self.own += time.process_time() - self._own
        self.server += self._server_seconds() - self._server

    def _server_seconds(self) -> float:
        fields = self.stat.read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * TICK_SECONDS
