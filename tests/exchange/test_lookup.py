"""Identifiers are looked up at registries, which a process of its own plays: politely, once, and only where allowed."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import configure, settings
from scrollkeeper.exchange.lookup import asking
from scrollkeeper.exchange.lookup.identifiers import read_identifiers
from scrollkeeper.exchange.models import LookupAnswer
from tests import make

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
