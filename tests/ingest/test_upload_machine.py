"""Whatever is done to uploads, in whatever order, they hold what a byte array would hold."""

import base64
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.ingest.forked import ForkedServer
from tests.ingest.pdf import pdf_bytes, sha256_of
from tests.ingest.tus_client import BODY, TUS, metadata

# Small parts, so that small files have many.
PART = 64 << 10
SIZES = st.sampled_from([5, 900, 1_024, 1_025, 30_000, PART, PART + 1, 3 * PART + 17])
SHARES = st.floats(0, 1)


@dataclass(eq=False)
class Model:
    """What the server must hold: `data[:low]` for certain; up to `high` may have been stored without our hearing it."""

    url: str
    data: bytes
    low: int = 0
    high: int = 0
    paper: str | None = None

    @property
    def rest(self) -> int:
        return len(self.data) - self.low

    def piece(self, share: float) -> bytes:
        """Some of what is missing, from nothing to all."""
        return self.data[self.low : self.low + round(share * self.rest)]

    def forged(self, size: int) -> bytes:
        """Bytes for the same place that are not the file's, but begin like a PDF all the same."""
        return b"".join(
            self.data[at : at + 1] if at < 1_024 else bytes([self.data[at] ^ 0x55])
            for at in range(self.low, self.low + size)
        )


class Uploads(RuleBasedStateMachine):
    """The rules; a subclass of each test run knows the server."""

    server: ForkedServer
    database: str
    open = Bundle("open")
    finished = Bundle("finished")

    def __init__(self) -> None:
        super().__init__()
        self.who = self.server.sign_up()
        self.http = self.server.http()
        self.http.headers.update(self.who.headers)
        self.papers: dict[str, bytes] = {}

    def teardown(self) -> None:
        self.http.close()

    # What a client does

    @rule(target=open, size=SIZES, announced=st.booleans())
    def begin(self, size: int, announced: bool) -> Model:
        data = pdf_bytes(size) if size > 5 else b"%PDF-"
        names = {"filename": "a.pdf"} | ({"sha256": sha256_of(data)} if announced and size > 5 else {})
        headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata(**names)}
        answer = self.http.post(self.who.path("/uploads"), headers=headers)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "0")
        return Model(answer.headers["Location"], data)

    @rule(upload=open, share=SHARES, checksum=st.booleans())
    def patch(self, upload: Model, share: float, checksum: bool) -> None:
        self.settle(upload)
        piece = upload.piece(share)
        digest = base64.b64encode(hashlib.sha1(piece).digest()).decode()
        answer = self.send(upload, piece, **({"Upload-Checksum": f"sha1 {digest}"} if checksum else {}))
        assert answer.status_code == 204, answer.text
        self.counted(upload, len(piece), answer)

    @rule(upload=open, share=SHARES)
    def patch_with_wrong_checksum(self, upload: Model, share: float) -> None:
        self.settle(upload)
        piece = upload.piece(share)
        digest = base64.b64encode(hashlib.sha1(piece + b"x").digest()).decode()
        answer = self.send(upload, piece, **{"Upload-Checksum": f"sha1 {digest}"})
        if upload.paper is None:
            assert answer.status_code == 460, answer.text
            assert self.asked(upload) == upload.low

    @rule(upload=open, by=st.integers(-3_000, 3_000).filter(bool))
    def patch_at_wrong_offset(self, upload: Model, by: int) -> None:
        self.settle(upload)
        at = upload.low + by
        headers = BODY | {"Upload-Offset": str(at)}
        answer = self.http.patch(upload.url, content=b"x", headers=headers)
        assert answer.status_code == (400 if at < 0 else 409)
        assert self.asked(upload) == upload.low

    @rule(upload=open)
    def ask(self, upload: Model) -> None:
        offset = self.asked(upload)
        assert upload.low <= offset <= upload.high, "nothing is lost and nothing is invented"
        upload.low = offset

    @rule(upload=open, share=SHARES)
    def cut(self, upload: Model, share: float) -> None:
        piece = upload.piece(share)
        with self.connected(upload, upload.rest) as connection:
            connection.sendall(piece)
        upload.high = max(upload.high, upload.low + len(piece))

    @rule(upload=open, old=SHARES, new=SHARES)
    def two_writers(self, upload: Model, old: float, new: float) -> None:
        self.settle(upload)
        if not upload.rest:
            return
        # The older writer sends less than would finish the upload or fill a part.
        size = min(round(old * upload.rest), upload.rest - 1, PART - 1)
        forged = upload.forged(size)
        at = upload.low
        before = self.writer_of(upload)
        with self.connected(upload, upload.rest) as older:
            older.sendall(forged)
            while self.writer_of(upload) == before:
                time.sleep(0.005)  # Until the older one has really begun; else it would be the newer.
            piece = upload.piece(new) or upload.data[at : at + 1]
            answer = self.send(upload, piece)
            assert answer.status_code == 204, answer.text
            self.counted(upload, len(piece), answer)
            try:
                older.sendall(b"\x55" * (len(upload.data) - at - size))
                older.shutdown(socket.SHUT_WR)
                status = older.makefile("rb").readline()
            except OSError:
                status = b""
        # Had the older request reached the server too late, its offset would be wrong by now.
        # What it sent may not even begin like a PDF, but only the newest writer could refuse the upload by that.
        assert status == b"" or status.split()[1] in (b"423", b"409", b"415"), status
        assert self.asked(upload) == upload.low

    @rule(upload=consumes(open))
    def cancel(self, upload: Model) -> None:
        answer = self.http.delete(upload.url, headers=TUS)
        assert answer.status_code == 204 or upload.paper or upload.high == len(upload.data)
        if answer.status_code == 204:
            assert self.http.head(upload.url, headers=TUS).status_code == 410
            assert self.send(upload, b"x").status_code == 410

    @rule(target=finished, upload=consumes(open))
    def finish(self, upload: Model) -> Model:
        self.settle(upload)
        if upload.paper is None:
            answer = self.send(upload, upload.data[upload.low :])
            assert answer.status_code == 204, answer.text
            self.counted(upload, upload.rest, answer)
        assert upload.paper
        return upload

    @rule(upload=finished)
    def finish_twice(self, upload: Model) -> None:
        answer = self.http.patch(upload.url, content=b"", headers=BODY | {"Upload-Offset": str(len(upload.data))})
        assert (answer.status_code, answer.headers["ScrollKeeper-Paper"]) == (204, upload.paper)
        assert self.asked(upload) == len(upload.data)

    @rule(upload=finished, announced=st.booleans())
    def the_same_file_again(self, upload: Model, announced: bool) -> None:
        names = {"filename": "b.pdf"} | ({"sha256": sha256_of(upload.data)} if announced else {})
        headers = TUS | {"Upload-Length": str(len(upload.data)), "Upload-Metadata": metadata(**names)}
        answer = self.http.post(self.who.path("/uploads"), headers=headers)
        assert answer.headers["Upload-Offset"] == (str(len(upload.data)) if announced else "0")
        if not announced:
            answer = self.send(Model(answer.headers["Location"], upload.data), upload.data)
        assert answer.headers["ScrollKeeper-Paper"] == upload.paper
        assert answer.headers["ScrollKeeper-Already-Here"] == "true"

    # What happens to the server

    @rule()
    def kill(self) -> None:
        self.server.kill()
        self.server.start()

    @rule(upload=open, share=SHARES, delay=st.floats(0, 0.06))
    def kill_while_sending(self, upload: Model, share: float, delay: float) -> None:
        self.settle(upload)
        piece = upload.piece(share)
        killer = threading.Timer(delay, self.server.kill)
        killer.start()
        try:
            answer = self.send(upload, piece)
            assert answer.status_code == 204, answer.text
            self.counted(upload, len(piece), answer)
        except httpx.TransportError:
            upload.high = max(upload.high, upload.low + len(piece))
        killer.join()
        self.server.start()

    @invariant()
    def each_paper_is_there_once(self) -> None:
        found = self.http.get(self.who.path("/papers")).json()
        # A file that was complete when the server died may have become a paper without our hearing of it.
        assert set(self.papers) <= {item["id"] for item in found["items"]}
        assert found["total"] <= len(self.papers) + 60

    # How it is done

    def send(self, upload: Model, piece: bytes, **headers: str) -> httpx.Response:
        return self.http.patch(upload.url, content=piece, headers=BODY | {"Upload-Offset": str(upload.low)} | headers)

    def asked(self, upload: Model) -> int:
        answer = self.http.head(upload.url, headers=TUS)
        assert answer.status_code == 200
        if "ScrollKeeper-Paper" in answer.headers:
            self.became(upload, answer.headers["ScrollKeeper-Paper"])
        return int(answer.headers["Upload-Offset"])

    def settle(self, upload: Model) -> None:
        """What was cut is stored by now or never: an empty request takes the upload over from whoever still writes."""
        while upload.low < upload.high:
            self.ask(upload)
            answer = self.send(upload, b"")
            if answer.status_code == 204:
                upload.high = upload.low
            else:
                assert answer.status_code == 409, answer.text

    def counted(self, upload: Model, size: int, answer: httpx.Response) -> None:
        upload.low += size
        upload.high = upload.low
        assert answer.headers["Upload-Offset"] == str(upload.low)
        assert ("ScrollKeeper-Paper" in answer.headers) == (upload.low == len(upload.data))
        if upload.low == len(upload.data):
            self.became(upload, answer.headers["ScrollKeeper-Paper"])

    def became(self, upload: Model, paper: str) -> None:
        assert upload.paper in (None, paper), "one upload, one paper"
        upload.paper = paper
        file = self.http.get(self.who.path(f"/papers/{paper}")).json()["files"][0]
        assert self.http.get(file["content"]).content == upload.data, "byte by byte what was sent"
        assert self.papers.setdefault(paper, upload.data) == upload.data

    def writer_of(self, upload: Model) -> object:
        with psycopg.connect(self.database) as database:
            row = database.execute("select writer from uploads where id = %s", [upload.url.rsplit("/", 1)[-1]])
            return row.fetchone()

    def connected(self, upload: Model, length: int) -> socket.socket:
        """A connection that has announced `length` bytes and sent none."""
        lines = self.who.headers | BODY | {"Upload-Offset": str(upload.low), "Content-Length": str(length)}
        head = f"PATCH {upload.url} HTTP/1.1\r\nHost: {self.server.url[7:]}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
        connection = socket.create_connection(self.server.address, timeout=60)
        connection.sendall(head.encode())
        return connection


@pytest.fixture(params=["local", pytest.param("s3", marks=pytest.mark.s3)])
def server(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ForkedServer]:
    url = request.getfixturevalue("s3_url") if request.param == "s3" else f"file://{tmp_path / 'store'}"
    server = ForkedServer(
        part_bytes=PART, DATABASE_URL=database_url, STORAGE_URL=url, SCROLLKEEPER_DATA_DIR=str(tmp_path)
    )
    try:
        yield server.start()
    finally:
        server.stop()


def test_uploads_are_byte_arrays(server: ForkedServer, database_url: str) -> None:
    machine = type("Machine", (Uploads,), {"server": server, "database": database_url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=5,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
