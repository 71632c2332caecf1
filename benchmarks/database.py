"""A database of its own for a benchmark: embedded PostgreSQL in a folder that goes away with it, migrated."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psycopg

from scrollkeeper.core import db
from scrollkeeper.core.postgres import EmbeddedPostgres
from scrollkeeper.core.settings import configure, read_settings
from scrollkeeper.migrations.run import migrate


@asynccontextmanager
async def fresh_database() -> AsyncIterator[str]:
    """Its address; `scrollkeeper.core.db` is connected to it."""
    folder = Path(tempfile.mkdtemp(prefix="scrollkeeper-benchmark-"))
    server = EmbeddedPostgres(folder)
    try:
        url = server.start()
        migrate(url)
        configure(read_settings(database_url=url, data_dir=folder))
        db.connect(url)
        try:
            yield url
        finally:
            await db.disconnect()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def settle(url: str) -> None:
    """Statistics and visibility as a database that has been running for a while has them."""
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    async with connection:
        await connection.execute("vacuum (analyze)")


def percentile(values: list[float], part: float) -> float:
    """The value that `part` of them (0 to 1) do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def print_table(rows: list[dict[str, Any]]) -> None:
    """Rows as they stand in docs/benchmarks.md."""
    names = ("name", "value", "unit", "beside", "ratio")
    lines = [names, *(tuple("" if row.get(name) is None else str(row[name]) for name in names) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(names))]
    for number, line in enumerate(lines):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
