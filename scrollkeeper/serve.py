"""`scrollkeeper serve`: starts and watches database, web apps and job runner, each a process, and stops them in order.

It imports little: everything that could fail or grow runs in one of the children.
"""

import os
import select
import signal
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from scrollkeeper.core import logging
from scrollkeeper.core.connections import LEAST, LEAST_OF_PROCESS, split, web_apps_of
from scrollkeeper.core.postgres import EmbeddedPostgres
from scrollkeeper.core.processes import Child, stop_all
from scrollkeeper.core.settings import Settings, SettingsRefused, configure

# Web apps and job runner end within this time; with the database after them it is less than 25 seconds.
STOP_SECONDS = 23
BACKLOG = 2048


class CannotListen(Exception):
    """The address is taken or not ours; the message says what to do."""


@contextmanager
def database(chosen: Settings) -> Iterator[str]:
    """A database to talk to: that of DATABASE_URL, that of a running `serve`, or our own for as long as needed."""
    if chosen.database_url:
        yield chosen.database_url
        return
    embedded = EmbeddedPostgres(chosen.data_dir)
    if embedded.is_running_elsewhere():
        yield embedded.url
        return
    try:
        yield embedded.start()
    finally:
        embedded.stop()


def serve(chosen: Settings) -> int:
    """Run everything until Ctrl-C or SIGTERM (then 0) or until the web app cannot be kept running; an exit code.

    Raises SettingsRefused, DatabaseUnavailable or CannotListen before anything is served.
    """
    web_apps = _count_web_apps(chosen)
    # How service managers end a program; by default we would die of it and leave the children to themselves.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.set_up(chosen)
    # It is ours, not the web app's: who connects while that starts again waits a moment and is not refused.
    listener = listen(chosen.host, chosen.port)
    embedded = None if chosen.database_url else EmbeddedPostgres(chosen.data_dir)
    try:
        found = {"data_dir": chosen.data_dir.resolve(), "port": listener.getsockname()[1]}
        if embedded:
            embedded.start()
            embedded.keep()
            found |= {"database_url": embedded.url, "request_database_url": embedded.request_url}
        configure(chosen.model_copy(update=found))
        return _supervise(listener, chosen, web_apps)
    except KeyboardInterrupt:
        return 0
    finally:
        listener.close()
        if embedded:
            embedded.stop()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket at this address; raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise CannotListen(
            f"Cannot listen on {host}:{port} ({error.strerror}). Choose another with --port, or stop what uses it."
        ) from None
    return listener


def _count_web_apps(chosen: Settings) -> int:
    """How many there will be; raises SettingsRefused where the connections do not go round."""
    total = chosen.database_connections
    web_apps = chosen.web_processes or web_apps_of(total, os.cpu_count() or 1)
    least = LEAST_OF_PROCESS * web_apps + split(total)[1]
    if total < max(LEAST, least):
        raise SettingsRefused(
            f"SCROLLKEEPER_DATABASE_CONNECTIONS is {total}: too few for a `serve` with {web_apps} "
            f"{'web app' if web_apps == 1 else 'web apps'}. Raise it, or lower SCROLLKEEPER_WEB_PROCESSES."
        )
    return web_apps


def _supervise(listener: socket.socket, chosen: Settings, web_apps: int) -> int:
    """Keep web apps and job runner going until we are asked to end, or the first web app is given up."""
    ready, tell = os.pipe()
    of_web, of_worker = split(chosen.database_connections, web_apps)
    given_up = threading.Event()
    with tempfile.TemporaryDirectory(prefix="scrollkeeper-metrics-") as counted:
        environment = {
            "SCROLLKEEPER_DATABASE_CONNECTIONS": str(of_web),
            "SCROLLKEEPER_FILE_CACHE_BYTES": str(chosen.file_cache_bytes // web_apps),
        } | ({"PROMETHEUS_MULTIPROC_DIR": counted} if web_apps > 1 else {})
        webs = [
            Child(
                "web app",
                ["scrollkeeper.web", "--socket", str(listener.fileno()), *(["--ready", str(tell)] if first else [])],
                environment=environment,
                descriptors=(listener.fileno(), tell),
                # Nobody would be behind it: the address is free for the next start at once.
                dies_by=signal.SIGKILL,
                given_up=given_up if first else None,
            )
            for first in [True, *[False] * (web_apps - 1)]
        ]
        worker = Child(
            "job runner", ["scrollkeeper.worker"], environment={"SCROLLKEEPER_DATABASE_CONNECTIONS": str(of_worker)}
        )
        try:
            webs[0].start()
            # The first brings the database up to date before it is ready.
            while not given_up.is_set() and not select.select([ready], [], [], 0.2)[0]:
                pass
            if not given_up.is_set():
                for child in (worker, *webs[1:]):
                    child.start()
            given_up.wait()
            return webs[0].exit_code
        finally:
            # From now on only the web apps themselves take connections, for as long as they want any.
            listener.close()
            stop_all((*webs, worker), STOP_SECONDS)
            os.close(ready)
            os.close(tell)
