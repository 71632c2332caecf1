"""/metrics is for whoever hosts this: by a token, or from the machine itself."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from scrollkeeper.core.settings import configure, settings

TOKEN = "a token for the monitoring"


async def status(app: FastAPI, address: str, **headers: str) -> int:
    transport = httpx.ASGITransport(app, client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await client.get("/metrics", headers=named)
        assert ("scrollkeeper_requests_total" in answer.text) is (answer.status_code == 200)
        return answer.status_code


@pytest.fixture
def with_token(app: FastAPI) -> Iterator[None]:
    before = settings()
    configure(before.model_copy(update={"metrics_token": TOKEN}))
    yield
    configure(before)


async def test_without_a_token_only_this_machine_reads_them(app: FastAPI) -> None:
    assert [await status(app, address) for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1")] == [200] * 3
    assert [await status(app, address) for address in ("192.168.1.7", "203.0.113.7", "2001:db8::1")] == [403] * 3
    assert await status(app, "127.0.0.1", x_forwarded_for="203.0.113.7") == 403, "it came through a proxy here"
    assert await status(app, "127.0.0.1", via="1.1 proxy") == 403


@pytest.mark.usefixtures("with_token")
async def test_with_a_token_it_is_the_token_that_counts(app: FastAPI) -> None:
    assert await status(app, "203.0.113.7", authorization=f"Bearer {TOKEN}") == 200
    for wrong in ("", "Bearer", "Bearer another", f"Basic {TOKEN}", "Bearer " + TOKEN[:-1]):
        assert await status(app, "127.0.0.1", authorization=wrong) == 401, wrong
