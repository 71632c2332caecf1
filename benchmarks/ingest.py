"""Papers over HTTP to ready, beside the floor: the same bytes hashed and copied, the same pages through bare PDFium.

Run alone: `python -m benchmarks.ingest [FOLDER]`; without the corpus it measures the demonstration papers.
"""

import asyncio
import ctypes
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument

from benchmarks.database import print_table
from demo.typesetting import typeset
from demo.works import WORKS

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "papers"
AT_ONCE = 4
WAIT_SECONDS = 1800
LARGE_FILES, LARGE_BYTES = 8, 200 << 20


def _papers(folder: Path) -> list[Path]:
    if folder.is_dir():
        return sorted(folder.glob("*.pdf"))
    made = Path(tempfile.mkdtemp(prefix="scrollkeeper-papers-"))
    for work in WORKS:
        (made / f"{work.key}.pdf").write_bytes(typeset(work))
    return sorted(made.glob("*.pdf"))


def _floor_of(path: Path) -> int:
    """Hash and copy a file, and take the text of each page; gives the number of pages."""
    data = path.read_bytes()
    hashlib.sha256(data).digest()
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(data)
        copy.flush()
        os.fsync(copy.fileno())
    document = PdfDocument(data)
    for number in range(len(document)):
        page = pdfium.FPDF_LoadPage(document.raw, number)
        text = pdfium.FPDFText_LoadPage(page)
        count = max(pdfium.FPDFText_CountChars(text), 0)
        pdfium.FPDFText_GetText(text, 0, count, (ctypes.c_ushort * (count + 1))())
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)
    return len(document)


def _measure_floor(papers: list[Path]) -> tuple[float, int]:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_floor_of, papers[:2]))  # The processes have started and imported.
        began = time.perf_counter()
        pages = sum(pool.map(_floor_of, papers))
        return time.perf_counter() - began, pages


@contextmanager
def _server() -> Iterator[tuple[str, psutil.Process]]:
    folder = Path(tempfile.mkdtemp(prefix="scrollkeeper-benchmark-"))
    command = [sys.executable, "-m", "scrollkeeper.cli", "serve", "--data-dir", str(folder), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout
        found = next(match for line in process.stdout if (match := re.search(r"http://\S+", line)))
        yield found.group(), psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _memory(server: psutil.Process) -> float:
    """MiB of the web process alone; parsers and database are processes of their own."""
    return float(server.memory_info().rss) / 2**20


async def _ingest(address: str, papers: list[Path]) -> tuple[float, int]:
    async with httpx.AsyncClient(base_url=address, timeout=120) as http:
        body = {"email": "bench@example.org", "name": "Bench", "password": "a long password"}
        team = (await http.post("/api/accounts", json=body)).json()["teams"][0]["id"]
        slots = asyncio.Semaphore(AT_ONCE)

        async def upload(name: str, content: bytes) -> None:
            async with slots:
                answer = await http.post(f"/api/teams/{team}/papers", files={"file": (name, content)})
            assert answer.status_code in (200, 201), answer.text

        async def until_read() -> None:
            async with asyncio.timeout(WAIT_SECONDS):
                # Each question costs the server as much as a page of text, so few are asked.
                for status in ("queued", "parsing"):
                    while await _count(http, team, status):  # noqa: ASYNC110
                        await asyncio.sleep(0.25)

        # As for the floor, the processes have started and imported.
        await asyncio.gather(*(upload(work.key, typeset(work)) for work in WORKS[:2]))
        await until_read()
        began = time.perf_counter()
        await asyncio.gather(*(upload(path.name, path.read_bytes()) for path in papers))
        await until_read()
        return time.perf_counter() - began, await _count(http, team, "ready") - 2


async def _count(http: httpx.AsyncClient, team: str, status: str) -> int:
    return int((await http.get(f"/api/teams/{team}/papers?limit=1&status={status}")).json()["total"])


async def _most_memory(address: str, server: psutil.Process) -> float:
    """MiB of the web process at the most while large files are uploaded side by side."""
    most = 0.0
    async with httpx.AsyncClient(base_url=address, timeout=600) as http:
        body = {"email": "large@example.org", "name": "Large", "password": "a long password"}
        team = (await http.post("/api/accounts", json=body)).json()["teams"][0]["id"]
        block = b"%PDF-1.7" + bytes(LARGE_BYTES // 200 - 8)

        async def upload(number: int) -> None:
            async def pieces() -> AsyncIterator[bytes]:
                yield block[:-1] + bytes([number])
                for _ in range(199):
                    yield block

            tus = {"Tus-Resumable": "1.0.0"}
            length = {"Upload-Length": str(200 * len(block)), "Upload-Metadata": "filename YS5wZGY="}
            begun = await http.post(f"/api/teams/{team}/uploads", headers=tus | length)
            offset = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
            answer = await http.patch(begun.headers["Location"], headers=tus | offset, content=pieces())
            assert answer.status_code == 204, answer.text

        running = [asyncio.create_task(upload(number)) for number in range(LARGE_FILES)]
        while not all(task.done() for task in running):
            most = max(most, _memory(server))
            await asyncio.sleep(0.02)
        await asyncio.gather(*running)
    return most


def measure(folder: Path = CORPUS) -> list[dict[str, Any]]:
    """Rows for docs/benchmarks.md."""
    papers = _papers(folder)
    floor, pages = _measure_floor(papers)
    with _server() as (address, server):
        idle = _memory(server)
        seconds, ready = asyncio.run(_ingest(address, papers))
        loaded = _memory(server)
        most = asyncio.run(_most_memory(address, server))
    assert ready == len(papers)
    ratio = round(seconds / floor, 2)
    name = f"{len(papers)} papers, {pages} pages over HTTP until ready"
    return [
        {"name": name, "value": round(seconds, 1), "unit": "s", "beside": f"floor {floor:.1f} s", "ratio": ratio},
        {"name": "documents", "value": round(len(papers) / seconds, 2), "unit": "a second", "beside": "aim: ratio 3"},
        {"name": "pages", "value": round(pages / seconds, 1), "unit": "a second"},
        {"name": "memory of serve, idle", "value": round(idle), "unit": "MiB"},
        {"name": "memory of serve, after the load", "value": round(loaded), "unit": "MiB"},
        {
            "name": f"memory of serve, at the most while {LARGE_FILES} files of {LARGE_BYTES >> 20} MiB are uploaded",
            "value": round(most),
            "unit": "MiB",
            "beside": f"aim {loaded + 64:.0f}",
        },
    ]


if __name__ == "__main__":
    print_table(measure(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS))
