"""`scrollkeeper serve` as a process of its own, to be killed and started again on the same data."""

import os
import re
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests import make

START_SECONDS = 120
# A client reads all certificates of the machine into a context of its own, which takes longer than most requests.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Server:
    """The whole product on one data folder; `kill` is kill -9, and what it started dies with it."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("SCROLLKEEPER_")}
        self.environment.pop("DATABASE_URL", None)
        self.environment.pop("STORAGE_URL", None)
        # One web app starts sooner than one for each core.
        self.environment |= {"SCROLLKEEPER_WEB_PROCESSES": "1", "PYTHONUNBUFFERED": "1"} | environment
        self.log = data_dir / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> "Server":
        """Start, and wait until it says where it listens."""
        said = self.log.stat().st_size if self.log.exists() else 0
        program = "from scrollkeeper.cli import main; main()"
        command = [sys.executable, "-c", program, "serve", "--data-dir", str(self.data_dir), "--port", "0"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=self.environment, cwd=self.data_dir)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            found = re.search(rb"ready at (http://\S+)", self.log.read_bytes()[said:])
            if found:
                self.url = found[1].decode()
                return self
            time.sleep(0.05)
        raise RuntimeError(f"serve did not start: {self.log.read_text()[-3000:]}")

    def kill(self) -> None:
        """As by the kernel's hand: nothing of it gets to do anything more."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self, signal_number: signal.Signals = signal.SIGINT) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal_number)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()

    def http(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=120, verify=NO_TLS)

    def sign_up(self) -> "Account":
        """A new person; their cookie serves every later start of this server too."""
        with self.http() as http:
            body = {"email": make.email("kim"), "name": "Kim", "password": make.PASSWORD}
            answer = http.post("/api/accounts", json=body)
            assert answer.status_code == 201, answer.text
            return Account(answer.json()["teams"][0]["id"], dict(http.cookies))


class Account:
    """Somebody's team and cookie."""

    def __init__(self, team: str, cookies: dict[str, str]) -> None:
        self.team, self.cookies = team, cookies

    def path(self, path: str) -> str:
        return f"/api/teams/{self.team}{path}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
