"""Pages captured from a browser: what they say of works is read, added once, and found again at once."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.exchange.capture.page_metadata import read_page
from scrollkeeper.exchange.capture.page_parts import read_parts
from tests import make

URL = "https://journal.example/articles/7"
HIGHWIRE = """<!doctype html><html><head><title>On rivers | Journal</title>
<!-- <meta name="citation_title" content="Not this one"> -->
<script>document.write('<meta name="citation_title" content="Nor this">')</script>
<META NAME=citation_title CONTENT="On rivers &amp; lakes"><meta content='Curie, Marie' name='citation_author'>
<meta name="citation_author" content="Ada Lovelace"><meta name="citation_journal_title" content="Water">
<meta name="citation_publication_date" content="2020/05/07"><meta name="citation_volume" content="7">
<meta name="citation_firstpage" content="10"><meta name="citation_lastpage" content="19">
<meta name="citation_doi" content="doi:10.1234/Rivers"><meta name="citation_pmid" content="123">
<meta name="DC.title" content="On rivers"><meta name="DC.type" content="Text"></head><body><p>words</body></html>"""
JSON_LD = """<title>x</title><script type="application/ld+json">%s</script>""" % json.dumps(  # noqa: UP031
    {"@context": "https://schema.org", "@graph": [
        {"@type": "PublicationIssue", "@id": "#issue", "issueNumber": "5"},
        {"@type": "ScholarlyArticle", "name": "Be good", "author": [{"@type": "Person", "name": "Ann Brook"},
         {"@type": "Organization", "name": "The Lake Society"}], "datePublished": "2012-01-03", "pageStart": "3",
         "isPartOf": {"@type": "PublicationIssue", "issueNumber": "5", "isPartOf": {"@type": "PublicationVolume",
         "volumeNumber": "50", "isPartOf": {"@type": "Periodical", "name": "Quarterly", "issn": "1234-5678"}}},
         "sameAs": "https://doi.org/10.1080/Good"}]})  # fmt: skip
COINS = (
    '<span class="Z3988" title="ctx_ver=Z39.88-2004&amp;rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal&amp;'
    "rft.genre=article&amp;rft.atitle=Of+tides&amp;rft.jtitle=Sea&amp;rft.date=2019&amp;rft.aulast=Brook&amp;"
    'rft.aufirst=Ann&amp;rft.spage=1&amp;rft.epage=4&amp;rft_id=info%3Adoi%2F10.5555%2Ftides"></span>'
)
DUBLIN = """<meta property="DC.Title" content="A thesis on sand"><meta name="DC.creator" content="Okafor, Ada">
<meta name="DCTERMS.issued" content="2021"><meta name="DC.type" content="Doctoral thesis">"""
EPRINTS = """<meta name="eprints.title" content="A talk"><meta name="eprints.creators_name" content="Brook, Ann">
<meta name="eprints.type" content="conference_item"><meta name="eprints.date" content="2018-02">"""
PRISM = """<meta name="prism.publicationName" content="Sea"><meta name="prism.number" content="3">
<meta name="prism.doi" content="10.5555/sea"><meta name="dc.title" content="A sea"><meta name="dc.date"
content="2011-03-04">"""
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "highwire": (HIGHWIRE, {
        "type": "article-journal", "title": "On rivers & lakes", "container-title": "Water", "page": "10-19",
        "issued": {"date-parts": [[2020, 5, 7]]}, "DOI": "10.1234/rivers", "PMID": "123",
        "author": [{"family": "Curie", "given": "Marie"}, {"family": "Lovelace", "given": "Ada"}],
    }),
    "json-ld": (JSON_LD, {
        "type": "article-journal", "title": "Be good", "volume": "50", "issue": "5", "container-title": "Quarterly",
        "author": [{"family": "Brook", "given": "Ann"}, {"literal": "The Lake Society"}], "DOI": "10.1080/good",
    }),
    "coins": (COINS, {
        "type": "article-journal", "title": "Of tides", "container-title": "Sea", "page": "1-4",
        "DOI": "10.5555/tides", "author": [{"family": "Brook", "given": "Ann"}],
    }),
    "dublin": (DUBLIN, {"type": "thesis", "title": "A thesis on sand", "issued": {"date-parts": [[2021]]}}),
    "eprints": (EPRINTS, {"type": "paper-conference", "title": "A talk", "issued": {"date-parts": [[2018, 2]]}}),
    "prism": (PRISM, {"type": "article-journal", "title": "A sea", "container-title": "Sea", "issue": "3"}),
    "nothing": ("<title>Notes &lt;3</title>", {
        "type": "webpage", "title": "Notes <3", "accessed": {"date-parts": [[2026, 1, 2]]},
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says_of_its_work_is_read(name: str) -> None:
    page, wanted = PAGES[name]
    (entry,) = read_page(URL, page, today="2026-01-02")
    assert {field: entry.metadata.get(field) for field in wanted} == wanted
    assert entry.metadata["URL"] == URL
    assert "accessed" in entry.metadata or name != "nothing"


def test_a_list_of_works_is_several() -> None:
    entries = read_page(URL, COINS + COINS.replace("Of+tides", "Of+waves").replace("tides", "waves"), today="")
    assert [entry.metadata["title"] for entry in entries] == ["Of tides", "Of waves"]
    assert not any("URL" in entry.metadata for entry in entries)


PIECES = (
    "<meta ", "name=", "content=", '"', "'", ">", "<!--", "-->", "<script", "</script", "citation_title", " ",
    "<title>", "é", 'type="application/ld+json"', "[{",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)))
def test_any_page_is_read(pieces: list[str]) -> None:
    assert read_page(URL, "".join(pieces), today="2026-01-02")


BOMBS = {
    "open elements": '<meta "' * 280_000, "open comments": "<!--" * 500_000, "names": "<meta " + "a" * 1_900_000,
    "attributes": "<meta " + "a= " * 20_000 + ">", "scripts": "<script>" * 250_000,
    "lists": '<script type="application/ld+json">[' + ",".join(["[" + "1," * 4_990 + "1]"] * 198) + "]",
    "nested": '<script type="application/ld+json">' + "[" * 1_900_000,
    "coins": '<span class=Z3988 title="' + "rft.au=a&" * 7_000 + '">',
    "many": "<meta name=citation_author content=a>" * 50_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_read_soon(name: str) -> None:
    # As many steps as the page is long: without that each of these would take minutes, or nearly ten seconds.
    assert read_page(URL, BOMBS[name], today="2026-01-02")


def test_elements_are_counted() -> None:
    assert len(read_parts("<meta name=a content=b>" * 30_000).meta["a"]) == 20_000


async def capture(member: make.Member, **body: Any) -> httpx.Response:
    return await member.http.post(member.url("/papers/capture"), json={"url": URL, "html": HIGHWIRE, **body})


async def test_a_page_becomes_a_paper_once_and_is_undone(ada: make.Member) -> None:
    looked = await capture(ada, dry_run=True)
    assert (looked.status_code, looked.json()["items"][0]["status"]) == (200, "new"), looked.text
    made = await capture(ada)
    assert made.status_code == 201, made.text
    paper = made.json()["items"][0]["paper"]
    # By its address, whatever the page says by now, and whatever brought somebody there.
    again = await capture(ada, url=URL + "?utm_source=letter#top", html="")
    assert (again.status_code, again.json()["items"][0]["paper"], again.json()["id"]) == (200, paper, None)
    assert again.json()["counts"]["known"] == 1
    # By its DOI: in the address, or in the page at another address.
    for there in ("https://doi.org/10.1234/RIVERS", "https://mirror.example/rivers"):
        assert (await capture(ada, url=there)).json()["items"][0]["paper"] == paper
    collection = (await ada.http.post(ada.url("/collections"), json={"name": "Water"})).json()["id"]
    kept = await capture(ada, html="", collection=collection)
    assert kept.status_code == 200, kept.text
    listed = await ada.http.get(ada.url(f"/papers?collection={collection}"))
    assert [one["id"] for one in listed.json()["items"]] == [paper]
    assert (await ada.http.delete(ada.url(f"/imports/{made.json()['id']}"))).json() == {"papers": 1}
    assert (await capture(ada, dry_run=True)).json()["items"][0]["status"] == "new"


async def test_what_is_no_web_page_is_refused(ada: make.Member) -> None:
    for url in ("file:///etc/passwd", "javascript:alert(1)", "https://", "https://a:b@example.org/", "http://[", "x"):
        assert (await capture(ada, url=url)).status_code == 422, url
    assert (await capture(ada, html="a" * 2_000_001)).status_code == 422
    assert (await capture(ada, html="a" * 4_500_000)).status_code == 413
    assert (await capture(ada, html="é" * 1_000_000, url=URL + "/long")).status_code == 201


async def test_an_arxiv_page_is_found_by_its_number(ada: make.Member) -> None:
    first = await capture(ada, url="https://arxiv.org/abs/1605.08386v1", html="<title>Heat-bath random walks</title>")
    paper = first.json()["items"][0]
    assert paper["metadata"]["arxiv"] == "1605.08386"
    again = await capture(ada, url="https://arxiv.org/pdf/1605.08386v1", html="")
    assert again.json()["items"][0]["paper"] == paper["paper"]
