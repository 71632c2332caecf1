"""`make bench`: all of it in one run, printed and written to docs/benchmarks.md with machine and date."""

import argparse
import asyncio
import contextlib
import datetime
import inspect
import io
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import (
    annotations,
    duplicates,
    following,
    highlights,
    ingest,
    isolation,
    library_list,
    live,
    live_annotations,
    parsing,
    requests,
    search,
    sign_in,
)
from benchmarks.database import print_table

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
MEASURES: dict[str, tuple[str, Callable[[], Any]]] = {
    "parsing": ("Reading PDFs, CPU time", parsing.measure),
    "ingest": ("Papers over HTTP until they are ready", ingest.measure),
    "search": ("Search over 200,000 pages", search.run),
    "requests": ("What a request costs", requests.measure),
    "isolation": ("What isolation costs a request", isolation.run),
    "following": ("Annotations on a new version of their file", following.run),
    "list": ("The list of papers", library_list.run),
    "duplicates": ("Duplicates among 50,000 papers", duplicates.run),
    "sign-in": ("Signing in", sign_in.run),
    "live": ("Events to open windows", live.measure),
    "live-annotations": ("Annotations to readers of a paper", live_annotations.measure),
    "annotations": ("A file with 2,000 annotations, in Chromium", annotations.run),
    "highlights": ("Highlights against the words under them, in Chromium", highlights.run),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MEASURES, []], help="which to run (all)")
    chosen = parser.parse_args().names or list(MEASURES)
    tables = {}
    for name in chosen:
        title, measure = MEASURES[name]
        print(f"\n{title}\n")
        found = measure()
        rows = asyncio.run(found) if inspect.iscoroutine(found) else found
        print_table(rows)
        tables[title] = rows
    if len(chosen) == len(MEASURES):
        PAGE.write_text(_page(tables))


def _page(tables: dict[str, list[dict[str, Any]]]) -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = [
        "# Benchmarks",
        "",
        f"Measured {datetime.datetime.now(datetime.UTC).date()} by `make bench` on {os.cpu_count()} processors "
        f"({platform.machine()}), {memory:.0f} GiB of memory, Linux {platform.release().split('-')[0]}, Python "
        f"{platform.python_version()}. Absolute numbers are this machine's; ratios and CPU per operation travel "
        "better. "
        "“Beside” is the floor or the aim that a value is held against.",
    ]
    for title, rows in tables.items():
        table = io.StringIO()
        with contextlib.redirect_stdout(table):
            print_table(rows)
        lines += ["", f"## {title}", "", _what_is_measured(title), "", table.getvalue().rstrip()]
    return "\n".join(lines) + "\n"


def _what_is_measured(title: str) -> str:
    """The first paragraph of its module."""
    measure = next(measure for other, measure in MEASURES.values() if other == title)
    return (inspect.getdoc(inspect.getmodule(measure)) or "").split("\n\n")[0].replace("\n", " ")


if __name__ == "__main__":
    main()
