"""A vendor's push service in a process of its own, reached with TLS, and browsers that have subscribed there."""

import asyncio
import base64
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from scrollkeeper.core.settings import configure, settings
from tests import make
from tests.activity.conftest import work
from tests.discussions.conftest import colleague, desk
from tests.push.browser import SoftBrowser
from tests.tls import make_certificate

__all__ = ["colleague", "desk", "work"]


class Vendor:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        certificate = make_certificate(folder)
        program = str(Path(__file__).parent / "vendor.py")
        self.process = subprocess.Popen([sys.executable, program, str(folder), str(certificate)])

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{(self.folder / 'port').read_text()}"

    def answers(self, status: int, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        (self.folder / "answer").write_text(json.dumps({"status": status, "headers": named}))

    def _lines(self, name: str) -> list[dict[str, Any]]:
        file = self.folder / name
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    @property
    def requests(self) -> list[dict[str, Any]]:
        """What came and was as it must be; nothing else may come."""
        assert self._lines("refused") == []
        return self._lines("requests")

    def received(self, name: str, browser: SoftBrowser) -> list[dict[str, str]]:
        """What came for the endpoint of this name, read with the keys of its browser."""
        mine = [one for one in self.requests if one["path"].endswith(f"/{name}")]
        return [browser.read(base64.b64decode(one["body"])) for one in mine]


@pytest.fixture
async def vendor(app: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Vendor]:
    """A push service that this server trusts, and is allowed to reach."""
    before = settings()
    configure(before.model_copy(update={"outbound_hosts": "127.0.0.1"}))
    made = Vendor(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    async with asyncio.timeout(20):
        while not (tmp_path / "port").exists():  # noqa: ASYNC110  another process writes it
            await asyncio.sleep(0.02)
    yield made
    made.process.kill()
    made.process.wait()
    configure(before)


async def turn_on(who: make.Member, vendor: Vendor, name: str, browser: SoftBrowser | None = None) -> dict[str, Any]:
    """Subscribe at the vendor under this name, as the page does, and hand it over."""
    key = (await who.http.get("/api/me/push")).json()["key"]
    body = (browser or SoftBrowser()).subscription(f"{vendor.url}/{key}/{name}")
    answer = await who.http.post("/api/me/push", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def browsers(who: make.Member) -> list[dict[str, Any]]:
    answer = await who.http.get("/api/me/push")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])
