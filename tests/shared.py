"""Servers that the whole run shares: one PostgreSQL with a migrated template, one S3.

They belong to the process that pytest was started as, and are started when somebody first asks. With xdist the tests
run in other processes, which ask through a socket.
"""

import os
import pwd
import shutil
import signal
import tempfile
import threading
import time
from contextlib import ExitStack
from multiprocessing.connection import Client, Listener
from pathlib import Path

import psycopg

from scrollkeeper.core.postgres import EmbeddedPostgres
from scrollkeeper.core.postgres_logins import OWNER, SUPERUSER
from scrollkeeper.migrations.run import migrate
from tests.s3 import running_s3

TEMPLATE = "scrollkeeper"


def let_superuser_in(server: EmbeddedPostgres) -> str:
    """The superuser's address, which nobody may use outside of tests."""
    assert server.process
    with (server.folder / "pg_ident.conf").open("a") as logins:
        logins.write(f'scrollkeeper "{pwd.getpwuid(os.geteuid()).pw_name}" {SUPERUSER}\n')
    server.process.send_signal(signal.SIGHUP)
    url, deadline = server.url.replace(OWNER, SUPERUSER), time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url).close()
            return url
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


class SharedServers:
    """Address of each server by its name."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="scrollkeeper-tests-"))
        self.socket = str(self.folder / "socket")
        self._starts = {"postgres": self._postgres, "s3": self._s3}
        self._lock = threading.Lock()
        self._urls: dict[str, str] = {}
        self._running = ExitStack()
        self._listener = Listener(self.socket, "AF_UNIX")
        threading.Thread(target=self._answer, daemon=True).start()

    def get(self, name: str) -> str:
        with self._lock:
            if name not in self._urls:
                self._urls[name] = self._starts[name]()
            return self._urls[name]

    def close(self) -> None:
        self._listener.close()
        self._running.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _postgres(self) -> str:
        # Nothing that a test writes has to outlive the machine; many databases have many connections.
        server = EmbeddedPostgres(self.folder / "database", max_connections="500", fsync="off")
        self._running.callback(server.stop)
        url = server.start()
        migrate(url)
        with psycopg.connect(let_superuser_in(server), autocommit=True) as connection:
            # Each worker makes a database of its own, and some tests make roles.
            connection.execute(f"alter role {OWNER} createdb createrole")
            connection.execute(f"grant set on parameter session_replication_role to {OWNER}")
        return url

    def _s3(self) -> str:
        folder = self.folder / "s3"
        folder.mkdir()
        return self._running.enter_context(running_s3(folder))

    def _answer(self) -> None:
        """One thread for all: PostgreSQL ends with the thread that started it."""
        while True:
            try:
                with self._listener.accept() as asker:
                    asker.send(self.get(asker.recv()))
            except EOFError:  # It asks no more.
                continue
            except OSError:  # Closed.
                return


def ask(socket: str, name: str) -> str:
    """The address of the server of this name, from a process that pytest started."""
    with Client(socket, "AF_UNIX") as connection:
        connection.send(name)
        if not connection.poll(120):
            raise TimeoutError(f"the shared {name} did not start")
        return str(connection.recv())
