"""`scrollkeeper serve`: database, job runner and web app, started in that order and stopped in reverse."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from scrollkeeper.core import logging
from scrollkeeper.core.bounded_http import BoundedHttp
from scrollkeeper.core.postgres import EmbeddedPostgres
from scrollkeeper.core.processes import die_with_parent, keep_running, staying
from scrollkeeper.core.settings import Settings, configure
from scrollkeeper.migrations.run import migrate
from scrollkeeper.realtime import hub

GRACE_SECONDS = 20


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


def serve(chosen: Settings) -> None:
    """Run everything until Ctrl-C or SIGTERM, which are both a KeyboardInterrupt here, and stop it in good order.

    Raises DatabaseUnavailable or CannotListen before anything is served.
    """
    # How service managers end a program. uvicorn closes the web app first and then raises the signal again; by default
    # we would die of it there, and the database would end while the job runner still has work to put back.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.set_up(chosen)
    listener = _listen(chosen.host, chosen.port)
    embedded = None if chosen.database_url else EmbeddedPostgres(chosen.data_dir)
    try:
        url = embedded.start() if embedded else str(chosen.database_url)
        if embedded:
            embedded.keep()
        migrate(url)
        found = {"database_url": url, "data_dir": chosen.data_dir.resolve(), "port": listener.getsockname()[1]}
        configure(chosen.model_copy(update=found))
        worker = Worker()
        worker.start()
        try:
            _run_web(listener)
        finally:
            worker.stop()
    finally:
        listener.close()
        if embedded:
            embedded.stop()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise CannotListen(
            f"Cannot listen on {host}:{port} ({error.strerror}). Choose another with --port, or stop what uses it."
        ) from None
    return listener


def _run_web(listener: socket.socket) -> None:
    with staying():
        from scrollkeeper.main import create_app

        app = create_app()
    host, port = listener.getsockname()[:2]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    address = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    config = uvicorn.Config(
        app,
        log_config=None,
        timeout_keep_alive=65,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_max_size=64 << 10,
        # Frames are short, and each socket's compressor would cost memory and time.
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        server_header=False,
        # Who may say where a request comes from is a setting of ours (main.py).
        proxy_headers=False,
        http=BoundedHttp,
    )
    server = _Server(config, address)
    server.run(sockets=[listener])
    if not server.started:
        raise SystemExit(1)


class _Server(uvicorn.Server):
    """Says where it listens once it does."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self.address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"\n  ScrollKeeper is ready at {self.address}\n", flush=True)  # noqa: T201

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn would close live connections with a code of its own before the app hears of its end.
        await hub.say_goodbye()
        await super().shutdown(sockets)


class Worker:
    """The job runner as a child process, started again when it dies."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._started = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._watcher.start()
        self._started.wait(10)

    def stop(self) -> None:
        self._stopping.set()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._watcher.join(5)

    def _watch(self) -> None:
        keep_running("job runner", self._launch, self._stopping)

    def _launch(self) -> "subprocess.Popen[bytes]":
        # A session of its own: Ctrl-C reaches us, and we end the worker in good order.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scrollkeeper.worker"],
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        self._started.set()
        return self.process
