"""Papers over HTTP to ready, beside the floor: the same bytes hashed and copied, the same pages through bare PDFium.

Run alone: `python -m benchmarks.ingest [FOLDER]`; without the corpus it measures the demonstration papers.
"""

import asyncio
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
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


def _papers(folder: Path) -> list[Path]:
    if folder.is_dir():
        return sorted(folder.glob("*.pdf"))
    made = Path(tempfile.mkdtemp(prefix="scrollkeeper-papers-"))
    for work in WORKS:
        (made / f"{work.key}.pdf").write_bytes(typeset(work))
    return sorted(made.glob("*.pdf"))


def _floor_of(path: Path) -> int:
    """Hash and copy a file, and load the text of each page; gives the number of pages."""
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


async def _ingest(address: str, papers: list[Path]) -> tuple[float, dict[str, int]]:
    async with httpx.AsyncClient(base_url=address, timeout=120) as http:
        body = {"email": "bench@example.org", "name": "Bench", "password": "a long password"}
        team = (await http.post("/api/accounts", json=body)).json()["teams"][0]["id"]
        slots = asyncio.Semaphore(AT_ONCE)

        async def upload(path: Path) -> None:
            async with slots:
                with path.open("rb") as file:
                    answer = await http.post(f"/api/teams/{team}/papers", files={"file": (path.name, file)})
                assert answer.status_code in (200, 201), answer.text

        began = time.perf_counter()
        await asyncio.gather(*(upload(path) for path in papers))
        while time.perf_counter() - began < WAIT_SECONDS:
            counts = {
                status: (await http.get(f"/api/teams/{team}/papers?limit=1&status={status}")).json()["total"]
                for status in ("queued", "parsing", "ready", "failed", "parked")
            }
            if counts["queued"] + counts["parsing"] == 0:
                break
            await asyncio.sleep(0.1)
        return time.perf_counter() - began, counts


def measure(folder: Path = CORPUS) -> list[dict[str, Any]]:
    """Rows for docs/benchmarks.md."""
    papers = _papers(folder)
    floor, pages = _measure_floor(papers)
    with _server() as (address, server):
        idle = _memory(server)
        seconds, counts = asyncio.run(_ingest(address, papers))
        loaded = _memory(server)
    assert counts["ready"] == len(papers), counts
    ratio = round(seconds / floor, 2)
    name = f"{len(papers)} papers, {pages} pages over HTTP until ready"
    return [
        {"name": name, "value": round(seconds, 1), "unit": "s", "beside": f"floor {floor:.1f} s", "ratio": ratio},
        {"name": "documents", "value": round(len(papers) / seconds, 2), "unit": "a second", "beside": "aim: ratio 3"},
        {"name": "pages", "value": round(pages / seconds, 1), "unit": "a second"},
        {"name": "memory of serve, idle", "value": round(idle), "unit": "MiB"},
        {"name": "memory of serve, after the load", "value": round(loaded), "unit": "MiB"},
    ]


if __name__ == "__main__":
    print_table(measure(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS))
