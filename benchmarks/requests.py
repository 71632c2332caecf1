"""What a request costs: CPU of the web process and of PostgreSQL for the hottest routes, one request after the other.

Beside it stands the floor, the same web server with an app that only answers. `--beside CHECKOUT` asks the web app of
another checkout turn by turn with this one, each on a database of its own.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

ROUNDS, TIMES = 5, 25
AIMS = {
    "health": 0.5, "who one is": 2, "list of 50 papers": 4, "one paper": 3, "20 threads": 5, "search": 10,
    "64 KiB of a file": 2,
}  # fmt: skip
FLOOR = """
import socket, sys, uvicorn
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"18")]})
        await send({"type": "http.response.body", "body": b'{"status":"alive"}'})
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off")).run(sockets=[listener])
"""


@dataclass(slots=True)
class Served:
    """A web process that answers, its database server, and what to ask it: name → (path, headers)."""

    client: httpx.Client
    web: int
    database: int | None
    asked: dict[str, tuple[str, dict[str, str]]]

    def cpu(self) -> tuple[float, float]:
        """CPU seconds so far of the web process and of all processes of the database."""
        return cpu_of(self.web), sum(cpu_of(one) for one in self._of_database())

    def _of_database(self) -> list[int]:
        if self.database is None:
            return []
        server = psutil.Process(self.database)
        return [server.pid, *(child.pid for child in server.children())]


def cpu_of(pid: int) -> float:
    """Seconds to the nanosecond, of all threads."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


def measure(beside: str | None = None) -> list[dict[str, Any]]:
    """CPU milliseconds a request, the median of all rounds."""
    with ExitStack() as running:
        floor = running.enter_context(_floor())
        served = {"here": running.enter_context(_Program(None))}
        if beside:
            served["there"] = running.enter_context(_Program(beside))
        found: dict[tuple[str, str], list[tuple[float, float]]] = {}
        for number in range(ROUNDS):
            turn = [("floor", floor), *served.items()]
            for who, one in turn if number % 2 else reversed(turn):
                for name in one.asked:
                    found.setdefault((name, who), []).append(_ask(one, name))
    middle = {key: tuple(sorted(values)[len(values) // 2] for values in zip(*rounds, strict=True))
              for key, rounds in found.items()}  # fmt: skip
    least = middle["floor", "floor"][0]
    rows = [{"name": "floor: the web server alone", "value": round(least, 2), "unit": "ms"}]
    for name in served["here"].asked:
        web, database = middle[name, "here"]
        notes = [f"database: {database:.1f} ms"]
        if name in AIMS:
            notes.append(f"aim: {AIMS[name]} ms")
        if beside:
            before = middle[name, "there"]
            notes.append(f"before: {before[0]:.2f} ms, database {before[1]:.1f} ms ({web / before[0]:.2f} ×)")
        rows.append(
            {"name": name, "value": round(web, 2), "unit": "ms", "beside": "; ".join(notes),
             "ratio": round(web / least, 1)}
        )  # fmt: skip
    return rows


def _ask(one: Served, name: str) -> tuple[float, float]:
    path, headers = one.asked[name]
    for _ in range(5):
        answer = one.client.get(path, headers=headers)
        assert answer.status_code in (200, 206), (name, answer.status_code, answer.text[:300])
    before = one.cpu()
    for _ in range(TIMES):
        one.client.get(path, headers=headers)
    after = one.cpu()
    return ((after[0] - before[0]) / TIMES * 1000, (after[1] - before[1]) / TIMES * 1000)


class _Program:
    """The web app of a checkout in processes of its own, for as long as the block lasts."""

    def __init__(self, checkout: str | None) -> None:
        here = Path(__file__).parent.parent
        environment = os.environ | {"PYTHONPATH": str(checkout or here), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-P", str(here / "benchmarks" / "requests_server.py")],
            env=environment, cwd=tempfile.gettempdir(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Served:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith("{"):
                said = json.loads(line)
                client = httpx.Client(base_url=said["url"], cookies=said["cookies"], timeout=60)
                asked = {name: (path, headers) for name, (path, headers) in said["asked"].items()}
                return Served(client, said["web"], said["database"], asked)
        raise RuntimeError("the web app did not start")

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(60)


class _floor:  # noqa: N801  a context manager, used once
    def __enter__(self) -> Served:
        self.process = subprocess.Popen([sys.executable, "-c", FLOOR], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        port = int(self.process.stdout.readline())
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                continue
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
        return Served(client, self.process.pid, None, {"floor": ("/", {})})

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)


def main() -> None:
    from benchmarks.database import print_table

    parser = argparse.ArgumentParser(prog="python -m benchmarks.requests")
    parser.add_argument("--beside", metavar="CHECKOUT", help="another checkout, measured in the same run")
    print_table(measure(parser.parse_args().beside))


if __name__ == "__main__":
    main()
