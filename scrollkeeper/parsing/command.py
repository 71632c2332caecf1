"""`scrollkeeper parse`: PDFs to standard output, or many into a folder of JSON files."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from scrollkeeper.parsing.layout.lines import lines_of
from scrollkeeper.parsing.parser import Line, ParseError, open_pdf, parse
from scrollkeeper.parsing.printed import printed_json
from scrollkeeper.parsing.sandbox.batch import read_files
from scrollkeeper.parsing.structure import structure_of


def run(paths: list[Path], *, out: Path | None = None, draw: Path | None = None) -> int:
    """0 when every file could be read, 1 otherwise."""
    files = list(_files(paths))
    if draw:
        return _draw(files[0][0], draw) if files else 1
    if out is None:
        return max((_print(path) for path, _ in files), default=1)
    targets = [(path, out / name.with_suffix(".json")) for path, name in files]
    return asyncio.run(_read_all(targets))


def _print(path: Path) -> int:
    try:
        sys.stdout.write(printed_json(parse(path)))
    except ParseError as error:
        sys.stdout.write(json.dumps({"error": {"code": error.code, "detail": str(error)}}, indent=1) + "\n")
        sys.stderr.write(f"{path}: {error}\n")
        return 1
    return 0


async def _read_all(files: list[tuple[Path, Path]]) -> int:
    refused = 0
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("read", total=len(files))
        async for read in read_files(files):
            progress.advance(task)
            if read.refused:
                refused += 1
                progress.console.print(f"{read.path}: {read.refused}", markup=False, highlight=False, soft_wrap=True)
    sys.stderr.write(f"{len(files) - refused} read, {refused} could not be read.\n")
    return 1 if refused or not files else 0


def _draw(path: Path, picture: Path) -> int:
    from scrollkeeper.parsing.drawing import draw_page

    try:
        with open_pdf(path) as pdf:
            lines: list[Line] = []
            heights = []
            for page, found in lines_of(pdf):
                lines += found
                heights.append(page.height)
            structure_of(lines, heights, 0, pdf.outline())  # It gives the lines their zones.
            draw_page(pdf, 1, lines).save(picture, "PNG")
    except ParseError as error:
        sys.stderr.write(f"{path}: {error}\n")
        return 1
    return 0


def _files(paths: list[Path]) -> Iterator[tuple[Path, Path]]:
    """Each PDF with the name its result gets: relative to the folder it was found in."""
    for path in paths:
        if path.is_dir():
            for found in sorted(path.rglob("*.pdf")):
                yield found, found.relative_to(path.parent if path.name else path)
        else:
            yield path, Path(path.name)
