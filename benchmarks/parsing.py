"""Reading PDFs beside pdfium's own loading of the same text, called from C, and beside pdftotext -bbox-layout.

All times are CPU seconds of one process after start-up. Run alone: `python -m benchmarks.parsing [FOLDER]`.
"""

import ctypes
import gc
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument

from benchmarks.database import print_table
from benchmarks.ingest import CORPUS, _papers
from scrollkeeper.parsing.glyphs import helper
from scrollkeeper.parsing.glyphs.accents import attach_accents
from scrollkeeper.parsing.layout.lines import read_pieces
from scrollkeeper.parsing.parser import open_pdf, parse

MOST_PAPERS = 45
RUNS = 4
FLOOR = r"""
typedef void *(*load_page)(void *, int); typedef void (*close_page)(void *);
typedef void *(*load_text)(void *); typedef void (*close_text)(void *);
void text_of(void *document, int pages, load_page load, close_page close, load_text text, close_text end) {
    for (int i = 0; i < pages; i++) {
        void *page = load(document, i);
        if (!page) continue;
        void *found = text(page);
        if (found) end(found);
        close(page);
    }
}
"""


def _floor() -> Callable[[Path], int]:
    """Loads the text of every page: from C where there is a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    names = ("FPDF_LoadPage", "FPDF_ClosePage", "FPDFText_LoadPage", "FPDFText_ClosePage")
    addresses = [ctypes.cast(getattr(pdfium, name), ctypes.c_void_p) for name in names]
    if compiler is None:
        return _floor_without_compiler
    folder = Path(tempfile.mkdtemp(prefix="scrollkeeper-floor-"))
    (folder / "floor.c").write_text(FLOOR)
    library = folder / "floor.so"
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, folder / "floor.c"], check=True)
    text_of = ctypes.CDLL(str(library)).text_of

    def load(path: Path) -> int:
        document = PdfDocument(path)
        text_of(document.raw, ctypes.c_int(len(document)), *addresses)
        return len(document)

    return load


def _floor_without_compiler(path: Path) -> int:
    document = PdfDocument(path)
    for number in range(len(document)):
        page = pdfium.FPDF_LoadPage(document.raw, number)
        text = pdfium.FPDFText_LoadPage(page)
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)
    return len(document)


def _words(path: Path) -> None:
    """Words, their boxes and fonts, as columns."""
    with open_pdf(path) as pdf:
        for number in range(1, len(pdf) + 1):
            page = pdf.read_page(number)
            if len(page.glyphs):
                read_pieces(attach_accents(page.glyphs), pdf.fonts)


def _cpu(works: dict[str, Callable[[Path], Any]], papers: list[Path]) -> dict[str, float]:
    """CPU seconds of each work: the best of some runs of every paper, in turns, so that a busy machine favours none."""
    total = dict.fromkeys(works, 0.0)
    gc.disable()  # As in the process that reads a document in service, which lives for that one.
    for path in papers:
        gc.collect()
        best = dict.fromkeys(works, float("inf"))
        for _ in range(RUNS):
            for name, work in works.items():
                began = time.process_time()
                work(path)
                best[name] = min(best[name], time.process_time() - began)
        for name, seconds in best.items():
            total[name] += seconds
    gc.enable()
    return total


def _words_plainly(path: Path) -> None:
    """The same words as where nothing could be compiled."""
    library, helper.LIBRARY = helper.LIBRARY, None
    try:
        _words(path)
    finally:
        helper.LIBRARY = library


def _pdftotext(papers: list[Path]) -> float | None:
    program = shutil.which("pdftotext")
    if program is None:
        return None
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for path in papers:
        subprocess.run([program, "-bbox-layout", path, "/dev/null"], check=False, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def measure(folder: Path = CORPUS) -> list[dict[str, Any]]:
    """Rows for docs/benchmarks.md."""
    papers = _papers(folder)
    papers = papers[:: max(len(papers) // MOST_PAPERS, 1)]
    parse(papers[0])
    load = _floor()
    pages = sum(map(load, papers))
    seconds_of = _cpu({"floor": load, "words": _words, "plain": _words_plainly, "parse": parse}, papers)
    floor = seconds_of["floor"]
    beside = f"pdfium alone {1000 * floor / pages:.2f} ms"

    def row(name: str, seconds: float) -> dict[str, Any]:
        value = round(1000 * seconds / pages, 2)
        return {"name": name, "value": value, "unit": "ms a page", "beside": beside, "ratio": round(seconds / floor, 2)}

    whole = seconds_of["parse"]
    rows = [
        row(f"words, boxes, fonts of {pages} pages, with the helper", seconds_of["words"]),
        row("the same without a compiler", seconds_of["plain"]),
        row("the whole of parse", whole),
    ]
    rows.append(
        {
            "name": "the whole of parse, ten pages",
            "value": round(10_000 * whole / pages),
            "unit": "ms",
            "beside": "aim 60",
        }
    )
    other = _pdftotext(papers)
    if other is not None:
        rows.append(row("pdftotext -bbox-layout", other))
    return rows


if __name__ == "__main__":
    print_table(measure(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS))
