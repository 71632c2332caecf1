"""What a sign-in costs: the password's hash, expensive on purpose, and all else around it; beside it the hash alone.

The hash should take about 100 ms of CPU: what guessing a stolen table costs is a multiple of it.
"""

import statistics
import time
from typing import Any

import httpx
from argon2.low_level import Type, hash_secret_raw

from benchmarks.database import fresh_database
from scrollkeeper.accounts.sign_in_methods import passwords
from scrollkeeper.main import create_app

TIMES = 20
PASSWORD = "a sentence for the benchmark"
AIM_MS = 100


async def run() -> list[dict[str, Any]]:
    """CPU milliseconds of our process, the median."""
    alone = statistics.median([_hash_alone() for _ in range(TIMES)])
    async with fresh_database():
        app = create_app()
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://benchmark") as http:
                person = {"email": "ada@example.org", "password": PASSWORD}
                (await http.post("/api/accounts", json=person | {"name": "Ada"})).raise_for_status()
                right = statistics.median([await _sign_in(http, person) for _ in range(TIMES)])
    return [
        _row(f"argon2id, {passwords.PASSES} × {passwords.MEMORY_KIB >> 10} MiB", alone, f"aim: {AIM_MS} ms", AIM_MS),
        _row("sign-in over HTTP, with that hash", right, f"the hash alone: {alone:.0f} ms", alone),
    ]


def _row(name: str, value: float, beside: str, floor: float) -> dict[str, Any]:
    return {
        "name": name, "value": round(value, 1), "unit": "ms of CPU", "beside": beside, "ratio": round(value / floor, 2)
    }  # fmt: skip


def _hash_alone() -> float:
    start = time.process_time()
    hash_secret_raw(PASSWORD.encode(), b"0123456789abcdef", passwords.PASSES, passwords.MEMORY_KIB, 1, 32, Type.ID)
    return (time.process_time() - start) * 1000


async def _sign_in(http: httpx.AsyncClient, person: dict[str, str]) -> float:
    start = time.process_time()
    answer = await http.post("/api/sessions", json=person)
    spent = (time.process_time() - start) * 1000
    assert answer.status_code == 201, answer.text
    return spent
