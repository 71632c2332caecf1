"""A web process killed with kill -9 at random moments, cut connections, and how much memory uploads take."""

import random
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest

from scrollkeeper.ingest.uploads import parts
from tests.ingest.forked import ForkedServer
from tests.ingest.pdf import pdf_bytes, sha256_of
from tests.ingest.server import Account
from tests.ingest.tus_client import BODY, TUS, metadata

MEGABYTE = 1 << 20


@pytest.fixture(scope="module", params=["local", pytest.param("s3", marks=pytest.mark.s3)])
def server(database_url: str, request: pytest.FixtureRequest) -> Iterator[ForkedServer]:
    """One for all tests, on each storage."""
    with tempfile.TemporaryDirectory(prefix="scrollkeeper-killed-") as folder:
        url = request.getfixturevalue("s3_url") if request.param == "s3" else f"file://{folder}/store"
        server = ForkedServer(DATABASE_URL=database_url, STORAGE_URL=url, SCROLLKEEPER_DATA_DIR=folder)
        try:
            yield server.start()
        finally:
            server.stop()


def begin(http: httpx.Client, who: Account, size: int) -> str:
    headers = who.headers | TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata(filename="a.pdf")}
    answer = http.post(who.path("/uploads"), headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def ask(server: ForkedServer, who: Account, upload: str) -> httpx.Headers:
    with server.http() as http:
        answer = http.head(upload, headers=who.headers | TUS)
    assert answer.status_code == 200
    return answer.headers


def slices(data: bytes, size: int = 64 << 10, pause: float = 0.0) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]
        time.sleep(pause)


def content_of(server: ForkedServer, who: Account, paper: str) -> bytes:
    with server.http() as http:
        file = http.get(who.path(f"/papers/{paper}"), headers=who.headers).json()["files"][0]
        return http.get(file["content"], headers=who.headers).content


def test_killed_at_any_moment_and_still_byte_identical(server: ForkedServer) -> None:
    who = server.sign_up()
    data = pdf_bytes(12 * MEGABYTE)
    with server.http() as http:
        upload = begin(http, who, len(data))
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")
    chance = random.Random(seed)
    recorded = 0
    for kills in range(40):
        offset = int((headers := ask(server, who, upload))["Upload-Offset"])
        assert offset >= recorded, "what was answered as stored is stored"
        recorded = offset
        if "ScrollKeeper-Paper" in headers:
            break
        killer = None
        if kills < 3:
            killer = threading.Timer(chance.uniform(0.02, 0.3), server.kill)
            killer.start()
        try:
            with server.http() as http:
                sent = who.headers | BODY | {"Upload-Offset": str(offset)}
                answer = http.patch(upload, content=slices(data[offset:], pause=0.002), headers=sent)
                assert answer.status_code == 204
                recorded = int(answer.headers["Upload-Offset"])
        except httpx.TransportError:
            pass
        if killer:
            killer.join()
            server.start()
    assert content_of(server, who, headers["ScrollKeeper-Paper"]) == data
    with server.http() as http:
        assert http.get(who.path("/papers"), headers=who.headers).json()["total"] == 1


def test_a_connection_that_is_cut_keeps_what_arrived(server: ForkedServer) -> None:
    who = server.sign_up()
    data = pdf_bytes(3 * MEGABYTE)
    with server.http() as http:
        upload = begin(http, who, len(data))
    lines = who.headers | BODY | {"Upload-Offset": "0", "Host": server.url[7:], "Content-Length": str(len(data))}
    head = f"PATCH {upload} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    with socket.create_connection(server.address) as connection:
        connection.sendall(head.encode() + data[: 2 * MEGABYTE])
        time.sleep(0.5)
    deadline = time.monotonic() + 30
    while (offset := int(ask(server, who, upload)["Upload-Offset"])) == 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    # The web server may still hold some of it when the connection goes; that much is sent again.
    assert MEGABYTE < offset <= 2 * MEGABYTE
    with server.http() as http:
        sent = who.headers | BODY | {"Upload-Offset": str(offset)}
        answer = http.patch(upload, content=data[offset:], headers=sent)
    assert content_of(server, who, answer.headers["ScrollKeeper-Paper"]) == data


def test_memory_stays_flat_under_parallel_uploads(server: ForkedServer) -> None:
    who = server.sign_up()
    # Eight of them are more than twice what memory may grow by; `make bench` sends files of 200 MB.
    size = 20 * MEGABYTE
    block = pdf_bytes(MEGABYTE)

    def numbered(number: int) -> Iterator[bytes]:
        yield b"%PDF-1.7 " + bytes([number]) + block[10:]
        for _ in range(size // MEGABYTE - 1):
            yield block

    def send(number: int) -> int:
        with server.http() as http:
            upload = begin(http, who, size)
            headers = who.headers | BODY | {"Upload-Offset": "0", "Content-Length": str(size)}
            return http.patch(upload, content=numbered(number), headers=headers, timeout=600).status_code

    process = psutil.Process(server.pid)
    assert send(0) == 204, "what every server needs after its first upload is not counted"
    before = most = process.memory_info().rss
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(send, number) for number in range(1, 9)]
        while not all(one.done() for one in running):
            most = max(most, process.memory_info().rss)
            time.sleep(0.02)
    assert [one.result() for one in running] == [204] * 8
    print(f"{before >> 20} MiB before, {most >> 20} MiB at the most")
    assert most - before < 64 * MEGABYTE


def test_the_file_is_the_one_announced(server: ForkedServer) -> None:
    """A kill between the last byte and the answer: asking for the offset finishes the file."""
    who = server.sign_up()
    data = pdf_bytes(2 * parts.PART_BYTES)
    with server.http() as http:
        upload = begin(http, who, len(data))
        half = who.headers | BODY | {"Upload-Offset": "0"}
        assert http.patch(upload, content=data[:-1], headers=half).status_code == 204
    sender = threading.Thread(target=_send_last_byte, args=(server, who, upload, data))
    sender.start()
    time.sleep(0.02)
    server.kill()
    sender.join()
    server.start()
    offset = int(ask(server, who, upload)["Upload-Offset"])
    assert offset in (len(data) - 1, len(data))
    with server.http() as http:
        rest = who.headers | BODY | {"Upload-Offset": str(offset)}
        answer = http.patch(upload, content=data[offset:], headers=rest)
    assert answer.status_code == 204
    assert sha256_of(content_of(server, who, answer.headers["ScrollKeeper-Paper"])) == sha256_of(data)


def _send_last_byte(server: ForkedServer, who: Account, upload: str, data: bytes) -> None:
    try:
        with server.http() as http:
            http.patch(upload, content=data[-1:], headers=who.headers | BODY | {"Upload-Offset": str(len(data) - 1)})
    except httpx.TransportError:
        pass
