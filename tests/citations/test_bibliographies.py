"""Bibliographies and styles over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI

from scrollkeeper.citations.csl import service
from tests import make
from tests.conftest import browser_of

OWN = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>Ours</title>
  <category citation-format="label"/></info>
  <citation><layout prefix="{" suffix="}"><names variable="author"/></layout></citation>
  <bibliography><layout><text variable="title" font-style="italic"/></layout></bibliography></style>"""
CURIE = {
    "type": "article-journal", "title": "Radioactive <i>substances</i>", "container-title": "Chemical News",
    "author": [{"family": "Curie", "given": "Marie"}], "volume": "88", "page": "85-86",
    "issued": {"date-parts": [[1903]]},
}  # fmt: skip
PREPRINT = {
    "type": "article", "title": "Attention", "author": [{"family": "Vaswani", "given": "Ashish"}],
    "issued": {"date-parts": [[2017]]}, "arxiv": "1706.03762",
}  # fmt: skip


@pytest.fixture(scope="module")
async def lab(app: FastAPI) -> AsyncIterator[tuple[make.Member, list[str]]]:
    """Somebody with two papers, whom all tests here ask."""
    async with browser_of(app) as http:
        ada = await make.member(http, "Ada")
        ids = [(await http.post(ada.url("/papers"), json={"metadata": one})).json()["id"] for one in (CURIE, PREPRINT)]
        yield ada, ids


async def ask(lab: tuple[make.Member, list[str]], **body: Any) -> Any:
    ada, ids = lab
    answer = await ada.http.post(ada.url("/bibliography"), json={"papers": ids} | body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_papers_are_cited_in_a_style(lab: tuple[make.Member, list[str]]) -> None:
    made = await ask(lab, style="ieee", format="text")
    assert made["style"] == {"id": "ieee", "title": "IEEE Reference Guide version 11.29.2023"}
    assert made["citation"] == "[1], [2]"
    assert [one["paper"] for one in made["entries"]] == lab[1]
    assert made["entries"][0]["text"] == (
        "[1] M. Curie, “Radioactive substances,” Chemical News, vol. 88, pp. 85–86, 1903."
    )
    assert "arXiv:1706.03762" in made["entries"][1]["text"]
    assert made["text"] == "\n".join(one["text"] for one in made["entries"])


async def test_each_form_and_locale(lab: tuple[make.Member, list[str]]) -> None:
    html = await ask(lab, style="elsevier-harvard", papers=lab[1][:1])
    assert html["entries"][0]["text"].startswith('<div class="csl-entry">Curie, M., 1903. ')
    assert html["citation"] == "(Curie, 1903)"
    markdown = await ask(lab, style="elsevier-harvard", format="markdown", locale="de")
    assert markdown["locale"] == "de-DE"
    latex = await ask(lab, style="nature", format="latex", papers=lab[1][:1])
    assert r"\textit{Chemical News} \textbf{88}" in latex["text"]
    ada, ids = lab
    linked = await ada.http.get(ada.url(f"/bibliography?papers={ids[0]}&style=vancouver&format=text"))
    assert linked.json()["style"]["id"] == "nlm-citation-sequence"


async def test_what_is_not_there_is_said(lab: tuple[make.Member, list[str]]) -> None:
    ada, ids = lab

    async def said(status: int, **body: Any) -> str:
        answer = await ada.http.post(ada.url("/bibliography"), json={"papers": ids} | body)
        assert answer.status_code == status, answer.text
        return str(answer.json()["detail"])

    assert "no such style" in await said(422, style="none-such")
    assert "no such style" in await said(422, style=ids[0])
    assert "no such style" in await said(422, style="a" * 300)
    assert "no such locale" in await said(422, locale="xx")
    assert "One of these papers" in await said(404, papers=[*ids, ada.team])
    await said(422, papers=[])
    await said(422, papers=ids * 600)


async def test_a_team_brings_a_style_of_its_own(lab: tuple[make.Member, list[str]]) -> None:
    ada, ids = lab
    added = await ada.http.post(ada.url("/styles"), json={"csl": OWN})
    assert added.status_code == 201, added.text
    style = added.json()["id"]
    assert [one["title"] for one in (await ada.http.get(ada.url("/styles"))).json()["items"]] == ["Ours"]
    made = await ask(lab, style=style, papers=ids[:1])
    assert made["citation"] == "{Marie Curie}"
    # Italics within italics are upright.
    assert made["entries"][0]["text"].count("<i>") == 1
    assert "font-style:normal" in made["entries"][0]["text"]
    other = await ada.http.post(f"/api/teams/{ada.personal}/bibliography", json={"papers": ids, "style": style})
    assert other.status_code == 422
    for wrong, words in (("<style/>", "not a style"), (OWN.replace("<layout>", "<l>"), "damaged"), ("x", "damaged")):
        refused = await ada.http.post(ada.url("/styles"), json={"csl": wrong})
        assert refused.status_code == 422, refused.text
        assert words in refused.json()["detail"]
    assert (await ada.http.delete(ada.url(f"/styles/{style}"))).status_code == 204
    assert (await ada.http.delete(ada.url(f"/styles/{style}"))).status_code == 404


async def test_metadata_are_bounded_as_they_are_read(
    lab: tuple[make.Member, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Repeated text is hardly anything as it is stored."""
    ada, _ = lab
    metadata = {"title": "Long", "note": "a" * 50_000, "scale": "a" * 50_000}
    paper = (await ada.http.post(ada.url("/papers"), json={"metadata": metadata})).json()["id"]
    monkeypatch.setattr(service, "MOST_METADATA_BYTES", 90_000)
    answer = await ada.http.post(ada.url("/bibliography"), json={"papers": [paper]})
    assert answer.status_code == 413, answer.text


async def test_a_dependent_style_is_brought_with_its_parent(lab: tuple[make.Member, list[str]]) -> None:
    ada, _ = lab
    link = '<link href="http://www.zotero.org/styles/{}" rel="independent-parent"/>'
    head = '<style xmlns="http://purl.org/net/xbiblio/csl"><info><title>Own journal</title>{}</info></style>'
    added = await ada.http.post(ada.url("/styles"), json={"csl": head.format(link.format("ieee"))})
    assert added.status_code == 201, added.text
    assert (await ask(lab, style=added.json()["id"], format="text"))["citation"] == "[1], [2]"
    lost = await ada.http.post(ada.url("/styles"), json={"csl": head.format(link.format("none-such"))})
    assert "none-such" in lost.json()["detail"]


async def test_styles_are_searched_page_by_page(lab: tuple[make.Member, list[str]]) -> None:
    http = lab[0].http
    page = (await http.get("/api/styles?q=ieee&limit=2")).json()
    assert page["items"][0] == {
        "id": "ieee", "title": "IEEE Reference Guide version 11.29.2023", "format": "numeric", "parent": None
    }  # fmt: skip
    following = (await http.get("/api/styles", params={"q": "ieee", "limit": 2, "cursor": page["next"]})).json()
    assert len(following["items"]) == 2
    assert following["items"][0] not in page["items"]
    assert {"code": "en-GB", "name": "English (UK)"} in (await http.get("/api/styles/locales")).json()
