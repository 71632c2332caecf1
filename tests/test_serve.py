"""`scrollkeeper serve` as the machine and service managers treat it."""

import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests import pdfs
from tests.ingest.server import Account, Server

PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="scrollkeeper-serve-") as folder:
        server = Server(Path(folder))
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
