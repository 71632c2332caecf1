"""Identifiers are looked up at registries, which a process of its own plays: politely, once, and only where allowed."""

import base64
import gzip
import html
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import configure, settings
from scrollkeeper.exchange.lookup import asking, service
from scrollkeeper.exchange.lookup.identifiers import read_identifiers
from scrollkeeper.exchange.lookup.providers import ARXIV, CROSSREF, DATACITE, Provider
from scrollkeeper.exchange.models import LookupAnswer
from tests import make

ANSWERS = Path(__file__).parents[3] / "shared" / "fixtures" / "lookup"
PASTED = """https://doi.org/10.1234/Rivers, 10.5555/sand
arXiv:1605.08386v1 PMID: 123
ISBN 0-14-032872-6
PMC999 10.4321/unknown nonsense"""


@pytest.fixture(scope="module")
def registries() -> Iterator[str]:
    with subprocess.Popen([sys.executable, "-m", "tests.exchange.registries"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:  # fmt: skip
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()


@pytest.fixture
def mirror(registries: str) -> Iterator[str]:
    before = settings()
    changes = {"lookup_mirror": registries, "outbound_hosts": "127.0.0.1", "contact_email": "lab@example.org"}
    configure(before.model_copy(update=changes))
    asking._paces.clear()
    yield registries
    configure(before)


async def look_up(member: make.Member, identifier: str, **more: Any) -> httpx.Response:
    return await member.http.post(member.url("/papers/lookup"), json={"identifier": identifier, **more})


def asked(mirror: str) -> list[dict[str, str]]:
    return list(httpx.get(f"{mirror}/asked").json())


async def test_many_identifiers_become_papers_that_say_where_they_come_from(ada: make.Member, mirror: str) -> None:
    looked = await look_up(ada, PASTED, dry_run=True)
    assert looked.status_code == 200, looked.text
    assert [one["metadata"].get("title") for one in looked.json()["items"]] == [
        "On rivers", "Sand, measured", "Heat-bath random walks", "Of tides", "The Lake", "Of tides", None, None,
    ]  # fmt: skip
    reasons = [one["reason"] for one in looked.json()["items"]]
    assert reasons[-2:] == [
        "Crossref and DataCite do not know 10.4321/unknown.",
        "“nonsense” is no DOI, arXiv number, PMID, PMCID or ISBN.",
    ]
    questions = asked(mirror)
    assert questions[0]["path"] == "/api.crossref.org/works/10.1234%2Frivers?mailto=lab%40example.org"
    assert questions[0]["agent"] == "ScrollKeeper (mailto:lab@example.org)"
    made = await look_up(ada, PASTED)
    assert made.status_code == 201, made.text
    assert made.json()["counts"] == {"new": 5, "known": 1, "doubtful": 0, "refused": 2}
    # Nothing was asked again, not even for what is not known.
    assert len(asked(mirror)) == len(questions)
    paper = (await ada.http.get(ada.url(f"/papers/{made.json()['items'][0]['paper']}"))).json()
    source = paper["provenance"]["title"]
    assert (source["source"], source["person"]["id"]) == ("Crossref", str(ada.id))
    assert (await ada.http.delete(ada.url(f"/imports/{made.json()['id']}"))).json() == {"papers": 5}
    # An answer that is old is asked for again, by its ETag.
    async with open_system_session.begin() as db:
        await db.execute(update(LookupAnswer).values(fresh_until=datetime(2020, 1, 1, tzinfo=UTC)))
    again = await look_up(ada, "10.1234/rivers", dry_run=True)
    assert again.json()["items"][0]["metadata"]["title"] == "On rivers"
    assert asked(mirror)[-1]["etag"] == '"one"'


async def test_a_registry_that_asks_for_patience_is_left_alone(ada: make.Member, mirror: str) -> None:
    before = len(asked(mirror))
    for _ in range(2):
        items = (await look_up(ada, "10.9999/a 10.9999/b", dry_run=True)).json()["items"]
        assert {one["reason"] for one in items} == {"Crossref is asked too much at the moment. Try again in a minute."}
    assert len(asked(mirror)) == before + 1


async def test_a_registry_that_cannot_be_reached_is_named_and_nothing_of_our_network(
    ada: make.Member, mirror: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        # Bound and not listening: whoever connects is refused.
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}"
        for change in ({"lookup_mirror": nowhere}, {"lookup_mirror": nowhere, "outbound_hosts": ""}):
            configure(settings().model_copy(update=change))
            answer = await look_up(ada, "10.1234/unreached", dry_run=True)
            assert answer.status_code == 200, answer.text
            assert "Crossref can’t be reached at the moment. Try again later." in answer.text
            assert "127.0.0.1" not in answer.text


async def test_look_ups_are_switched_off_for_a_team_and_for_all(ada: make.Member, mirror: str) -> None:
    before = len(asked(mirror))
    answer = await ada.http.patch(ada.url(), json={"lookups": False})
    assert answer.json()["lookups"] is False
    refused = await look_up(ada, "10.1234/switched")
    assert (refused.status_code, refused.json()["detail"]) == (
        403, "This team has switched off looking up identifiers.",
    )  # fmt: skip
    configure(settings().model_copy(update={"lookups": False}))
    refused = await look_up(ada, "10.1234/switched")
    assert "Whoever hosts" in refused.json()["detail"]
    assert len(asked(mirror)) == before


async def test_what_is_no_identifier_is_refused(ada: make.Member, mirror: str) -> None:
    for text in ("  ", " ".join(f"10.1/{number}" for number in range(51))):
        assert (await look_up(ada, text)).status_code == 422
    assert (await look_up(ada, "nonsense")).status_code == 422


async def test_one_request_takes_no_longer_than_it_may(
    ada: make.Member, mirror: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(asked(mirror))
    monkeypatch.setattr(service, "MOST_SECONDS", -1.0)
    items = (await look_up(ada, "10.1234/late nonsense", dry_run=True)).json()["items"]
    assert ["too slow" in one["reason"] for one in items] == [True, False]
    assert len(asked(mirror)) == before


def recorded() -> dict[str, tuple[Provider, bytes, str, str]]:
    """Answers of registries as they came: by the identifier, with the title and the author that stand in them."""
    found: dict[str, tuple[Provider, bytes, str, str]] = {}
    for provider, place in ((CROSSREF, "works"), (DATACITE, "dois")):
        file = ANSWERS / f"{provider.name}.jsonl"
        for one in map(json.loads, file.read_text().splitlines() if file.exists() else ()):
            doi = unquote(urlsplit(one["url"]).path).removeprefix(f"/{place}/")
            if one["status"] != 200 or not doi.startswith("10.") or "/transform" in doi:
                continue
            body = one["body"].encode()
            body = body if body.startswith(b"{") else gzip.decompress(base64.b64decode(body))
            work = json.loads(body)
            work = work["message"] if provider is CROSSREF else work["data"]["attributes"]
            title = work["title"][0] if provider is CROSSREF else work["titles"][0]["title"]
            people = work.get("author" if provider is CROSSREF else "creators") or [{}]
            found[doi] = provider, body, title, str(people[0].get("family") or people[0].get("familyName") or "")
    for path in sorted(ANSWERS.glob("arxiv/id_*.json")):
        one = json.loads(path.read_text())
        number = parse_qs(urlsplit(one["url"]).query)["id_list"][0]
        title = re.findall(r"<title[^>]*>([^<]*)</title>", one["body"])[-1]
        if one["status_code"] == 200 and "," not in number:
            found[number] = ARXIV, one["body"].encode(), title if "<entry" in one["body"] else "", ""
    return found


RECORDED = recorded()


@pytest.mark.parametrize("identifier", RECORDED)
async def test_answers_as_registries_gave_them_are_read(app: FastAPI, identifier: str) -> None:
    provider, body, title, family = RECORDED[identifier]
    metadata = await asking._read(provider, body) or {}
    assert words(metadata.get("title", "")).startswith(words(title))
    assert bool(metadata) == bool(title)
    if family:
        assert words(metadata["author"][0]["family"]) == words(family)
    if metadata and provider is ARXIV:
        assert metadata["arxiv"] == re.sub(r"v\d+$", "", identifier)
    elif metadata:
        assert metadata["DOI"] == identifier.lower()


def words(text: str) -> str:
    return re.sub(r"<[^>]*>|\W+", "", html.unescape(text)).lower()


IDENTIFIERS = {
    "doi:10.1000/ABC": [("doi", "10.1000/abc")],
    "https://arxiv.org/pdf/2001.00001v3.pdf": [("arxiv", "2001.00001")],
    "hep-th/9901001": [("arxiv", "hep-th/9901001")],
    "ISBN-13: 978-0-14-032872-1": [("isbn", "9780140328721")],
    "978 0 14 032872 1": [("isbn", "9780140328721")],
    "9780140328722": [(None, "")],
    "https://pubmed.ncbi.nlm.nih.gov/31452104/": [("pmid", "31452104")],
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC123456/": [("pmcid", "PMC123456")],
    "10.1000/a; 10.1000/b\n10.1000/A": [("doi", "10.1000/a"), ("doi", "10.1000/b")],
    "PMID 12 pmid:13": [("pmid", "12"), ("pmid", "13")],
}


@pytest.mark.parametrize("text", IDENTIFIERS)
def test_identifiers_are_read(text: str) -> None:
    assert [(one.kind, one.value) for one in read_identifiers(text)] == IDENTIFIERS[text]
