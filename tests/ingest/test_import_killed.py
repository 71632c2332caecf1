"""Many papers go in while server and worker are killed again and again: all are there, each once, byte by byte."""

import os
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest

from tests import pdfs
from tests.ingest.pdf import sha256_of
from tests.ingest.server import Account, Server
from tests.ingest.tus_client import BODY, TUS, metadata

# `EXAMPLES=1000`, as in `make test-deep`, sends a hundred, and kills all the while.
PAPERS, KILLS = (100, 12) if int(os.environ.get("EXAMPLES", "0")) > 100 else (24, 4)
AT_ONCE = 4
PATIENCE_SECONDS = 300


@pytest.fixture
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="scrollkeeper-import-") as folder:
        server = Server(Path(folder))
        try:
            yield server.start()
        finally:
            server.stop()


def send(server: Server, who: Account, name: str, data: bytes) -> str:
    """What a client does that does not give up: ask where to go on, and go on from there. Gives the paper's id."""
    upload = ""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            with server.http() as http:
                if not upload:
                    sent = who.headers | TUS | {"Upload-Length": str(len(data))}
                    begun = http.post(who.path("/uploads"), headers=sent | {"Upload-Metadata": metadata(filename=name)})
                    if says_later(begun):
                        continue
                    upload = begun.headers["Location"]
                asked = http.head(upload, headers=who.headers | TUS)
                if says_later(asked):
                    continue
                if paper := asked.headers.get("ScrollKeeper-Paper"):
                    return paper
                offset = int(asked.headers["Upload-Offset"])
                http.patch(upload, content=data[offset:], headers=who.headers | BODY | {"Upload-Offset": str(offset)})
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{name} never became a paper")


def says_later(answer: httpx.Response) -> bool:
    """Of a server whose database has just died, as clients understand it: after the pause that it asks for, or less."""
    if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
        return False
    assert int(answer.headers["Retry-After"]) > 0
    time.sleep(0.1)
    return True


def kill_now_and_then(server: Server, chance: random.Random, done: threading.Event) -> None:
    """Its worker alone, and then all of it, by turns."""
    for turn in range(KILLS):
        if done.wait(chance.uniform(0.5, 2.0)):
            return
        assert server.process
        if turn % 2:
            server.kill()
            server.start()
        else:
            for child in psutil.Process(server.process.pid).children():
                if "scrollkeeper.worker" in " ".join(child.cmdline()):
                    child.kill()


def test_an_import_survives_kills(server: Server) -> None:
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")
    who = server.sign_up()
    files = {
        f"{number}.pdf": pdfs.make_pdf(pages=[f"Page one of {number}.", "Page two."], title=f"Paper number {number}")
        for number in range(PAPERS)
    }
    done = threading.Event()
    killer = threading.Thread(target=kill_now_and_then, args=(server, random.Random(seed), done))
    killer.start()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        papers = list(pool.map(lambda item: send(server, who, *item), files.items()))
    done.set()
    killer.join()
    assert len(set(papers)) == PAPERS
    deadline = time.monotonic() + PATIENCE_SECONDS
    with server.http() as http:
        while time.monotonic() < deadline:
            if http.get(who.path("/papers?status=ready&limit=1"), headers=who.headers).json()["total"] == PAPERS:
                break
            time.sleep(0.3)
        ready = http.get(who.path("/papers?status=ready&limit=200"), headers=who.headers).json()
        assert {row["id"] for row in ready["items"]} == set(papers), "each once, and every one of them read"
        assert http.get(who.path("/papers"), headers=who.headers).json()["total"] == PAPERS
        for paper, data in zip(papers, files.values(), strict=True):
            file = http.get(who.path(f"/papers/{paper}"), headers=who.headers).json()["files"][0]
            content = http.get(file["content"], headers=who.headers).content
            assert sha256_of(content) == sha256_of(data) == file["sha256"]
