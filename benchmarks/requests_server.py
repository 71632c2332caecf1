"""A web app with a library to ask for, as a process of its own: the other half of `benchmarks/requests.py`.

Says what it serves as a line of JSON, and ends when its standard input does.
"""

import asyncio
import hashlib
import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import numpy as np
import psycopg

from benchmarks.database import fresh_database, settle
from benchmarks.generated import Language, Plan, load_library
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import open_storage
from scrollkeeper.library.files.keys import file_key

PAPERS, PAGES, THREADS = 1_000, 2, 20
FILE_BYTES = 4 << 20
# Nobody asks this often; a refusal would be quick.
WEB = """
import sys
from dataclasses import replace
from scrollkeeper import web
from scrollkeeper.rate_limits import limiter
for name, rate in limiter.RATES.items():
    limiter.RATES[name] = replace(rate, burst=10**7, period=0.001)
sys.exit(web.main())
"""
PERSON = {"email": "ada@example.org", "name": "Ada", "password": "correct horse battery"}


async def serve() -> None:
    """Make the library, start the web app, say so, and wait."""
    team, language = new_id(), Language(np.random.default_rng(7))
    async with fresh_database() as url:
        await load_library(url, language, [Plan(team, PAPERS, PAGES)])
        paper, file = await _store_a_file(url)
        await settle(url)
        web, address = _start_web(url)
        try:
            async with httpx.AsyncClient(base_url=address, timeout=60) as client:
                asked = await _prepare(client, url, team, paper, file)
                word = str(language.words[3_000])
                asked["search"] = (f"/api/teams/{team}/search?q={word}", {})
                cookies = dict(client.cookies)
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as owner:
                await owner.execute("vacuum (analyze)")
                await owner.execute("truncate rate_limits")
            postmaster = int((settings().data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
            said = {"url": address, "web": web.pid, "database": postmaster, "cookies": cookies, "asked": asked}
            print(json.dumps(said), flush=True)
            await asyncio.to_thread(sys.stdin.read)
        finally:
            web.terminate()
            web.wait(60)


async def _store_a_file(url: str) -> tuple[UUID, UUID]:
    """One of the papers has a file that can be read."""
    content = os.urandom(FILE_BYTES)
    sha256 = hashlib.sha256(content).hexdigest()
    await open_storage(settings().storage_url, settings().data_dir).put(file_key(sha256), content)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as owner:
        update = (
            "update files set sha256 = %s, size = %s where id = (select id from files order by id limit 1) "
            "returning paper_id, id"
        )
        row = await (await owner.execute(update, (sha256, FILE_BYTES))).fetchone()
        assert row
        return row[0], row[1]


def _start_web(url: str) -> tuple["subprocess.Popen[bytes]", str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    ready, tell = os.pipe()
    environment = os.environ | {
        "DATABASE_URL": url, "SCROLLKEEPER_DATA_DIR": str(settings().data_dir), "SCROLLKEEPER_MODE": "development",
    }  # fmt: skip
    numbers = (str(listener.fileno()), str(tell))
    web = subprocess.Popen(
        [sys.executable, "-c", WEB, "--socket", numbers[0], "--ready", numbers[1]],
        env=environment, pass_fds=(listener.fileno(), tell), stdout=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(tell)
    assert os.read(ready, 1), "the web app did not start"
    return web, f"http://127.0.0.1:{listener.getsockname()[1]}"


async def _prepare(
    client: httpx.AsyncClient, url: str, team: UUID, paper: UUID, file: UUID
) -> dict[str, tuple[str, dict[str, str]]]:
    me = (await client.post("/api/accounts", json=PERSON)).json()["person"]["id"]
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as owner:
        await owner.execute("insert into members (team_id, person_id, role) values (%s, %s, 'owner')", (team, me))
        await owner.execute("update people set email_verified_at = %s", (datetime.now(UTC),))
    inside = f"/api/teams/{team}"
    for number in range(THREADS):
        begun = {"paper": str(paper), "text": f"What of the measurement number {number}?"}
        answer = await client.post(f"{inside}/threads", json=begun)
        assert answer.status_code == 201, answer.text
    clock: Any = (await client.get(f"{inside}/events?limit=1")).json()["clock"]
    return {
        "health": ("/api/health", {}),
        "who one is": ("/api/me", {}),
        "list of 50 papers": (f"{inside}/papers?limit=50", {}),
        "one paper": (f"{inside}/papers/{paper}", {}),
        "20 threads": (f"{inside}/papers/{paper}/threads?limit=20", {}),
        "events with nothing new": (f"{inside}/events?since={clock}", {}),
        "64 KiB of a file": (f"{inside}/files/{file}/content", {"Range": "bytes=65536-131071"}),
    }


if __name__ == "__main__":
    asyncio.run(serve())
