"""Tesseract on one page image: words with their boxes, or nothing when it fails or takes too long."""

import asyncio
import csv
import functools
import resource
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import structlog

log = structlog.get_logger()

PAGE_SECONDS = 120
MEMORY_BYTES = 2 << 30
# Tesseract's own doubt, 0 to 100: below this it read dirt and lines as letters.
LEAST_CONFIDENCE = 30.0
MOST_LANGUAGES = 3


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word and its box in pixels from the top-left corner; words of a `line` number stand side by side."""

    text: str
    line: tuple[int, int, int]
    box: tuple[int, int, int, int]


@functools.cache
def find_tesseract() -> str | None:
    """Path of the program, or None where it is not installed."""
    return shutil.which("tesseract")


@functools.cache
def _languages() -> str:
    program = find_tesseract()
    assert program
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    known = [line.strip() for line in listed.stdout.splitlines()[1:] if line.strip() not in ("", "osd")]
    known.sort(key=lambda name: name != "eng")
    return "+".join(known[:MOST_LANGUAGES]) or "eng"


async def recognise(gray: bytes, width: int, height: int, dpi: int) -> list[OcrWord]:
    """Words of an 8-bit gray picture in reading order.

    The picture reaches the program in the simplest of formats with a header that we write, so that nothing a document
    says is read by its image decoders.
    """
    program = find_tesseract()
    assert program
    languages = await asyncio.to_thread(_languages)
    process = await asyncio.create_subprocess_exec(
        program,
        "stdin",
        "stdout",
        "-l",
        languages,
        "--dpi",
        str(dpi),
        "--psm",
        "3",
        "tsv",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
        preexec_fn=_limits(),
    )
    try:
        async with asyncio.timeout(PAGE_SECONDS):
            out, _ = await process.communicate(b"P5\n%d %d\n255\n" % (width, height) + gray)
    except TimeoutError:
        log.warning("text recognition took too long", seconds=PAGE_SECONDS)
        return []
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        log.warning("text recognition failed", code=process.returncode)
        return []
    return read_tsv(out.decode("utf-8", "replace"))


def read_tsv(table: str) -> list[OcrWord]:
    """Words of Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, conf, text."""
    words = []
    for row in csv.reader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) != 12 or row[0] != "5" or not row[11].strip() or float(row[10]) < LEAST_CONFIDENCE:
            continue
        block, paragraph, line, _, left, top, width, height = (int(cell) for cell in row[2:10])
        words.append(OcrWord(row[11].strip(), (block, paragraph, line), (left, top, left + width, top + height)))
    return words


def _limits() -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (PAGE_SECONDS, PAGE_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return limit
