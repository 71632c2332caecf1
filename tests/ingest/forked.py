"""The web app in a process that starts in a moment, so that a test can kill it as often as it likes."""

import os
import signal
import socket
import time
from multiprocessing.connection import Connection

import httpx

from scrollkeeper.ingest.uploads.parts import PART_BYTES
from tests import make
from tests.forking import Pipe, fork
from tests.ingest.server import NO_TLS, Account

START_SECONDS = 60


def _breed(listener: socket.socket, part_bytes: int, orders: Connection) -> None:
    """What the child process runs: the app is made once, and each order forks one more of it."""
    import uvicorn

    from scrollkeeper.accounts.sign_in_methods import passwords
    from scrollkeeper.core.settings import configure, read_settings
    from scrollkeeper.ingest.uploads import parts
    from scrollkeeper.main import create_app

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # The dead are buried by the system.
    passwords.use_cost(1, 8)
    configure(read_settings())
    # Small parts let small files have many of them.
    parts.PART_BYTES = part_bytes
    app = create_app()
    while orders.poll(None):
        try:
            orders.recv()
        except EOFError:
            return
        child = os.fork()
        if child:
            orders.send(child)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on")).run(sockets=[listener])
        os._exit(0)


class ForkedServer:
    """One address, behind which the process may die and be replaced."""

    def __init__(self, *, part_bytes: int = PART_BYTES, **environment: str) -> None:
        # The listener outlives the processes: a connection made while none runs waits for the next.
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = self.listener.getsockname()
        self.url = f"http://127.0.0.1:{self.address[1]}"
        self.orders, theirs = Pipe()
        self.breeder = fork(_breed, self.listener, part_bytes, theirs, environment=os.environ | environment)
        theirs.close()
        self.pid = 0

    def start(self) -> "ForkedServer":
        self.orders.send("one more")
        self.pid = self.orders.recv()
        with self.http() as http:
            assert http.get("/api/health", timeout=START_SECONDS).status_code == 200
        return self

    def kill(self) -> None:
        """As by the kernel's hand, and wait until it is gone."""
        if not self.pid:
            return
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                self.pid = 0
                return
            time.sleep(0.005)
        raise RuntimeError("the app does not die")

    def stop(self) -> None:
        self.kill()
        self.orders.close()
        self.breeder.join(START_SECONDS)
        self.breeder.close()
        self.listener.close()

    def http(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=120, verify=NO_TLS)

    def sign_up(self) -> Account:
        body = {"email": make.email("kim"), "name": "Kim", "password": make.PASSWORD}
        with self.http() as http:
            answer = http.post("/api/accounts", json=body)
            assert answer.status_code == 201, answer.text
            return Account(answer.json()["teams"][0]["id"], dict(http.cookies))
