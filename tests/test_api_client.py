"""A client that is made from the API's document builds, without a gap, and its calls are answered."""

import compileall
import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from tests import make

DOCUMENT = Path(__file__).parent.parent / "web" / "openapi.json"
PACKAGE = "scrollkeeper_client"
# The generator knows two kinds of bodies beside JSON and forms; ours are bytes or text.
BYTES = ("application/offset+octet-stream", "application/pdf", "application/zip")
PICTURES = ("image/*", "image/webp")
TEXTS = ("application/atom+xml", "text/csv", "text/markdown")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the generator said; the client can be imported afterwards."""
    folder = tmp_path_factory.mktemp("client")
    kinds = dict.fromkeys((*BYTES, *PICTURES), "application/octet-stream") | dict.fromkeys(TEXTS, "text/plain")
    settings = {"package_name_override": PACKAGE, "post_hooks": [], "content_type_overrides": kinds}
    (folder / "settings.json").write_text(json.dumps(settings))
    program = "from openapi_python_client.cli import app; app()"
    command = [sys.executable, "-c", program, "generate", "--path", str(DOCUMENT), "--meta", "none"]
    command += ["--config", str(folder / "settings.json"), "--output-path", str(folder / PACKAGE)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert compileall.compile_dir(folder / PACKAGE, quiet=1)
    sys.path.insert(0, str(folder))
    return ended.stdout + ended.stderr


def of_client(name: str) -> Any:
    return importlib.import_module(f"{PACKAGE}.{name}")


def test_nothing_of_the_document_is_left_out(generated: str) -> None:
    assert "WARNING" not in generated, generated
    for path, methods in json.loads(DOCUMENT.read_text())["paths"].items():
        for one in methods.values():
            assert of_client(f"api.{one['tags'][0]}.{one['operationId']}"), path


async def test_its_calls_are_answered(generated: str, app: FastAPI, ada: make.Member) -> None:
    made = await ada.http.post("/api/tokens", json={"name": "A client", "scopes": ["read", "write"]})
    client = of_client("client").AuthenticatedClient(base_url="http://test", token=made.json()["token"])
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://test", headers={"Authorization": f"Bearer {client.token}"}
    ) as http:
        client.set_async_httpx_client(http)
        me = await of_client("api.accounts.me_get_me").asyncio(client=client)
        assert me.person.id == ada.id
        body = of_client("models").NoteIn.from_dict({"title": "By a client"})
        note = await of_client("api.notes.notes_add_note").asyncio(team=ada.team, client=client, body=body)
        assert (type(note.id), note.title) == (UUID, "By a client")
        missing = await of_client("api.library.library_get_paper").asyncio(
            team=ada.team, paper_id=uuid4(), client=client
        )
        assert (type(missing).__name__, missing.status) == ("Problem", 404)
