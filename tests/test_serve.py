"""`scrollkeeper serve` as the machine and service managers treat it."""

import base64
import select
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from scrollkeeper.core.db import WAIT_SECONDS
from tests import pdfs
from tests.ingest.server import Account, Server

PATIENCE_SECONDS = 60
# After a stall: what is promised to hosts.
WELL_SECONDS = 10
CONNECTIONS, WEB_APPS = 16, 2
COUNTED = "scrollkeeper_requests_total"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="scrollkeeper-serve-") as folder:
        server = Server(
            Path(folder),
            SCROLLKEEPER_DATABASE_CONNECTIONS=str(CONNECTIONS),
            SCROLLKEEPER_WEB_PROCESSES=str(WEB_APPS),
        )
        try:
            yield server.start()
        finally:
            server.stop()


def upload(server: Server, who: Account, name: str, pages: list[str]) -> str:
    """As often as it takes; gives the paper's id."""
    data, deadline = pdfs.make_pdf(pages=pages), time.monotonic() + PATIENCE_SECONDS
    with server.http() as http:
        while time.monotonic() < deadline:
            answer = http.post(who.path("/papers"), headers=who.headers, files={"file": (name, data)})
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                answer.raise_for_status()
                return str(answer.json()["id"])
            time.sleep(0.1)
    raise AssertionError(f"{name} could not be uploaded")


def wait_until_ready(server: Server, who: Account, paper: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    with server.http() as http:
        while time.monotonic() < deadline:
            answer = http.get(who.path(f"/papers/{paper}"), headers=who.headers)
            if answer.status_code == httpx.codes.OK and answer.json()["status"] == "ready":
                return
            time.sleep(0.1)
    raise AssertionError(f"{paper} was never read")


def web_apps(server: Server) -> list[psutil.Process]:
    assert server.process
    children = psutil.Process(server.process.pid).children()
    return [child for child in children if "scrollkeeper.web" in child.cmdline()]


def wait_for_web_apps(server: Server) -> None:
    """The first one is waited for by `start`; the others come after it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(web_apps(server)) < WEB_APPS:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answered(server: Server, route: str) -> float:
    """How often, as Prometheus is told."""
    with server.http() as http:
        lines = http.get("/metrics").text.splitlines()
    return sum(
        float(line.rpartition(" ")[2])
        for line in lines
        if line.startswith(f"{COUNTED}{{") and f'route="{route}"' in line
    )


def test_several_web_apps_answer_as_one(server: Server) -> None:
    """While one is asleep the other answers whoever connects, and each knows what both have counted."""
    who = server.sign_up()
    before = answered(server, "/me")
    wait_for_web_apps(server)
    for asleep in web_apps(server):
        asleep.suspend()
        try:
            assert ask(server, who, "/api/me") == 200
        finally:
            asleep.resume()
    assert {answered(server, "/me") for _ in range(10)} == {before + WEB_APPS}


def test_a_web_app_that_dies_is_started_again_and_nobody_is_refused(server: Server) -> None:
    """As when native code overflows the stack. Who connects meanwhile waits, since the address is the supervisor's."""
    who = server.sign_up()
    dead = web_apps(server)
    for process in dead:
        process.send_signal(signal.SIGSEGV)
        process.wait(PATIENCE_SECONDS)
    with server.http() as http:
        assert http.get("/api/me", headers=who.headers).status_code == 200
    assert not {process.pid for process in dead} & {process.pid for process in web_apps(server)}
    said = server.log.read_text()
    assert "the web app died and is started again" in said
    assert "SIGSEGV" in said
    assert "Fatal Python error: Segmentation fault" in said, "and where it was"


def test_an_upload_under_way_keeps_its_bytes_when_the_server_stops(server: Server) -> None:
    """It is ended early with its offset, `ready` says 503 until then, and the file goes on after the next start."""
    assert server.process
    who, data = server.sign_up(), pdfs.make_pdf(pages=["A page that comes slowly. " * 40] * 40)
    half = len(data) // 2
    headers = who.headers | {"Tus-Resumable": "1.0.0"}
    name = base64.b64encode(b"slow.pdf").decode()
    with server.http() as http:
        begin = {"Upload-Length": str(len(data)), "Upload-Metadata": f"filename {name}"}
        place = http.post(who.path("/uploads"), headers=headers | begin).headers["Location"]
    host, port = server.url.removeprefix("http://").split(":")
    lines = headers | {
        "Host": f"{host}:{port}", "Upload-Offset": "0", "Content-Length": str(len(data)),
        "Content-Type": "application/offset+octet-stream",
    }  # fmt: skip
    with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS) as slow:
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        slow.sendall(f"PATCH {place} HTTP/1.1\r\n{head}\r\n".encode() + data[:half])
        time.sleep(1)
        server.process.send_signal(signal.SIGTERM)
        statuses = set()
        with server.http() as http:
            while not select.select([slow], [], [], 0.1)[0]:
                statuses.add(http.get("/api/ready").status_code)
        answer = slow.recv(65_536).decode()
    assert 503 in statuses
    assert answer.startswith("HTTP/1.1 503")
    assert f"upload-offset: {half}" in answer.lower()
    assert "retry-after" in answer.lower()
    server.process.wait(PATIENCE_SECONDS)
    assert server.process.returncode == 0
    assert "Exception in ASGI application" not in server.log.read_text()
    server.start()
    with server.http() as http:
        assert http.head(place, headers=headers).headers["Upload-Offset"] == str(half)
        rest = {"Upload-Offset": str(half), "Content-Type": "application/offset+octet-stream"}
        assert http.patch(place, headers=headers | rest, content=data[half:]).status_code == 204


def test_a_database_that_dies_is_started_again(server: Server) -> None:
    """As when the machine ran out of memory. Nothing that was acknowledged is lost, and what waited goes on."""
    assert server.process
    who = server.sign_up()
    paper = upload(server, who, "before.pdf", ["A page."])
    children = psutil.Process(server.process.pid).children()
    next(child for child in children if child.name() == "postgres").kill()
    wait_until_ready(server, who, paper)
    wait_until_ready(server, who, upload(server, who, "after.pdf", ["Another page."]))
    assert "the database died and is started again" in server.log.read_text()


def test_after_the_database_stood_still_everything_is_well_again(server: Server) -> None:
    """Who asked meanwhile has an answer, the next requests go through, and the budget of connections was kept."""
    assert server.process
    who = server.sign_up()
    paths = [who.path("/papers"), "/api/me", who.path("/events?since=0"), "/api/ready"]
    children = psutil.Process(server.process.pid).children()
    root = next(child for child in children if child.name() == "postgres")
    frozen = [root, *root.children()]
    for process in frozen:
        with suppress(psutil.NoSuchProcess):
            process.suspend()
    try:
        with ThreadPoolExecutor(3 * CONNECTIONS) as pool:
            asked = [pool.submit(ask, server, who, paths[number % 4]) for number in range(3 * CONNECTIONS)]
            # Longer than who waits for a connection is let wait.
            time.sleep(WAIT_SECONDS + 1)
            resume(frozen)
            assert {future.result() for future in asked} <= {200, 503}
    finally:
        resume(frozen)
    deadline = time.monotonic() + WELL_SECONDS
    while {ask(server, who, path) for path in paths} != {200} or not 0 < len(clients_of(root)) <= CONNECTIONS:
        assert time.monotonic() < deadline, clients_of(root)
        time.sleep(0.2)


def clients_of(root: psutil.Process) -> list[str]:
    """What PostgreSQL calls those of its processes that serve a connection."""
    return [title for title in map(title_of, root.children()) if "[local]" in title or "127.0.0.1" in title]


def title_of(process: psutil.Process) -> str:
    with suppress(psutil.NoSuchProcess):
        return "".join(process.cmdline())
    return ""


def resume(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.resume()


def ask(server: Server, who: Account, path: str) -> int:
    with server.http() as http:
        return http.get(path, headers=who.headers).status_code


def test_what_is_asked_to_end_ends_in_good_order(server: Server) -> None:
    """The job runner puts its work back while there is a database, which ends last."""
    assert server.process
    children = psutil.Process(server.process.pid).children(recursive=True)
    who, before = server.sign_up(), len(server.log.read_text())
    upload(server, who, "long.pdf", [f"Page {number}. " * 60 for number in range(300)])
    server.stop(signal.SIGTERM)
    assert server.process.returncode == 0
    assert not [child for child in children if child.is_running()], "nothing of it is left"
    said = server.log.read_text()[before:]
    assert "error connecting" not in said, "the job runner missed its database"
    assert "Traceback" not in said
