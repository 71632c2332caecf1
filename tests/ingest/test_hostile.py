"""Every hostile PDF of the corpus through upload and pipeline: it ends, with a reason where it fails."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest

from scrollkeeper.core.settings import settings
from scrollkeeper.ingest.pipeline import run as pipeline
from scrollkeeper.ingest.pipeline.sandboxes import sandbox
from tests import make, pdfs
from tests.conftest import CORPUS
from tests.ingest.parsing_of import look, parsed

# What a hang is: nothing hostile may keep a parser busy for longer.
HANG_SECONDS = 60
HOSTILE = sorted((CORPUS / "hostile").glob("*.pdf"))

pytestmark = pytest.mark.corpus


def test_they_are_all_here(corpus: Path) -> None:
    assert len(HOSTILE) == 120


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem[:60])
async def test_a_hostile_pdf_ends(ada: make.Member, path: Path) -> None:
    files = {"file": (path.name, await asyncio.to_thread(path.read_bytes), "application/pdf")}
    answer = await ada.http.post(ada.url("/papers"), files=files)
    if answer.status_code == 415:
        assert answer.json()["detail"].endswith("."), "refused at the door, with a sentence"
        return
    assert answer.status_code == 201, answer.text
    paper = answer.json()
    async with asyncio.timeout(HANG_SECONDS):
        for _ in range(pipeline.MAX_DEATHS):
            try:
                await pipeline.parse_file(UUID(paper["files"][0]["id"]))
                break
            except pipeline.ParseRetry:
                continue
    shown = await look(ada, paper["id"])
    assert shown["status"] in ("ready", "failed", "parked")
    if shown["status"] == "ready":
        assert shown["reason"] is None
        assert shown["files"][0]["pages"] > 0
    else:
        assert shown["reason"].endswith(".")
        assert "ScrollKeeper itself" not in shown["reason"]
        assert "The parser failed" not in shown["reason"], "an exception that nobody foresaw"


async def test_afterwards_an_honest_paper_is_parsed_as_ever(ada: make.Member) -> None:
    paper = await parsed(ada, pdfs.make_pdf(title="An honest paper", text="Nothing up its sleeve."))
    assert paper["status"] == "ready"
    assert sandbox().seconds == settings().parse_timeout_seconds
