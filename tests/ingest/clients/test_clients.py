"""Clients that others wrote, as they come from their registries, against a running server."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tusclient.client import TusClient

from tests.ingest.forked import ForkedServer
from tests.ingest.pdf import pdf_bytes
from tests.ingest.server import Account

HERE = Path(__file__).parent
NODE = Path(sys.executable).parent / "node"
PACKAGES = HERE.parents[2] / "web" / "node_modules"


@pytest.fixture(scope="module")
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkedServer]:
    folder = tmp_path_factory.mktemp("clients")
    server = ForkedServer(part_bytes=100_000, DATABASE_URL=database_url, SCROLLKEEPER_DATA_DIR=str(folder))
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def who(server: ForkedServer) -> Account:
    return server.sign_up()


@pytest.fixture
def http(server: ForkedServer, who: Account) -> Iterator[httpx.Client]:
    with server.http() as http:
        http.headers.update(who.headers)
        yield http


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def run_node(script: str, folder: Path, **arguments: Any) -> dict[str, Any]:
    """Run a script where it finds the packages of the front end."""
    if not (PACKAGES / "tus-js-client").is_dir():
        pytest.skip("the front end's packages are not installed (`npm ci` in web/)")
    here = folder / "node"
    here.mkdir(exist_ok=True)
    shutil.copy(HERE / script, here / script)
    if not (here / "node_modules").exists():
        (here / "node_modules").symlink_to(PACKAGES)
    done = subprocess.run(
        [NODE, "--preserve-symlinks", script, json.dumps(arguments)],
        cwd=here,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def content(http: httpx.Client, who: Account, paper: str) -> bytes:
    file = http.get(who.path(f"/papers/{paper}")).json()["files"][0]
    return http.get(file["content"]).content


def test_tus_js_client_uploads_and_resumes(
    server: ForkedServer, who: Account, http: httpx.Client, tmp_path: Path
) -> None:
    data = pdf_bytes(1_234_567)
    done = run_node(
        "tus_js.mjs",
        tmp_path,
        endpoint=server.url + who.path("/uploads"),
        cookie=who.headers["Cookie"],
        file=str(write(tmp_path, "a.pdf", data)),
        name="Größe.pdf",
        chunkSize=250_000,
        stopAt=500_000,
    )
    assert ["HEAD", 200] in done["answers"], "the second client asked where to go on"
    assert content(http, who, done["paper"]) == data
    assert http.get(who.path(f"/papers/{done['paper']}")).json()["files"][0]["name"] == "Größe.pdf"


def test_tus_js_client_sends_a_file_in_one_piece(
    server: ForkedServer, who: Account, http: httpx.Client, tmp_path: Path
) -> None:
    data = pdf_bytes(345_678)
    done = run_node(
        "tus_js.mjs",
        tmp_path,
        endpoint=server.url + who.path("/uploads"),
        cookie=who.headers["Cookie"],
        file=str(write(tmp_path, "a.pdf", data)),
        name="a.pdf",
        chunkSize=10_000_000,
    )
    assert done["answers"] == [["POST", 201], ["PATCH", 204]]
    assert content(http, who, done["paper"]) == data


def test_tus_js_client_ends_an_upload(server: ForkedServer, who: Account, http: httpx.Client, tmp_path: Path) -> None:
    ended = run_node(
        "tus_js_terminate.mjs",
        tmp_path,
        endpoint=server.url + who.path("/uploads"),
        cookie=who.headers["Cookie"],
        file=str(write(tmp_path, "a.pdf", pdf_bytes(500_000))),
        name="a.pdf",
        chunkSize=100_000,
    )
    assert http.get(ended["url"]).json()["status"] == "cancelled"


def test_uppy_uploads_several(server: ForkedServer, who: Account, http: httpx.Client, tmp_path: Path) -> None:
    sent = {f"paper {number}.pdf": pdf_bytes(400_000 + number) for number in range(5)}
    files = [write(tmp_path, name, data) for name, data in sent.items()]
    files.append(write(tmp_path, "letter.pdf", b"Dear editor, " * 50_000))
    endpoint = server.url + who.path("/uploads")
    done = run_node(
        "uppy.mjs", tmp_path, endpoint=endpoint, cookie=who.headers["Cookie"], files=[str(f) for f in files]
    )
    assert sorted(name for name, _ in done["successful"]) == sorted(sent), done
    for name, url in done["successful"]:
        upload = http.get(url).json()
        assert (upload["status"], upload["name"]) == ("finished", name)
        assert content(http, who, upload["paper"]) == sent[name]
    [(name, reason)] = done["failed"]
    assert name == "letter.pdf"
    assert "isn’t a PDF" in reason


@pytest.mark.parametrize("checksums", [False, True])
def test_tuspy_uploads_and_resumes(
    server: ForkedServer, who: Account, http: httpx.Client, tmp_path: Path, checksums: bool
) -> None:
    data = pdf_bytes(1_234_567)
    client = TusClient(server.url + who.path("/uploads"), headers=who.headers)
    options = {"chunk_size": 200_000, "metadata": {"filename": "a.pdf"}, "upload_checksum": checksums}
    with write(tmp_path, "a.pdf", data).open("rb") as file:
        first = client.uploader(file_stream=file, **options)
        first.upload(stop_at=600_000)
        second = client.uploader(file_stream=file, url=first.url, **options)
        assert second.offset == 600_000
        second.upload()
    upload = http.get(second.url).json()
    assert upload["status"] == "finished"
    assert content(http, who, upload["paper"]) == data
