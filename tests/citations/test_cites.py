"""Cites as notes hold them, and citations of texts over HTTP."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from scrollkeeper.citations.csl.cites import Cite, for_engine, read_cite
from scrollkeeper.citations.csl.service import items_of
from tests import make
from tests.citations.test_bibliographies import CURIE, PREPRINT, lab

__all__ = ["lab"]
ONE = UUID(int=1)
READ = [
    ({"paper": str(ONE)}, Cite(ONE)),
    ({"paper": str(ONE), "locator": "5", "label": "chapter"}, Cite(ONE, "5", "chapter")),
    ({"paper": str(ONE), "label": "lie", "prefix": 7, "suppressAuthor": True}, Cite(ONE, suppress_author=True)),
    ({"paper": str(ONE), "suffix": "x" * 400}, Cite(ONE, suffix="x" * 300)),
    ({"paper": "7"}, None),
    ({}, None),
    ([], None),
    ("paper", None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "cite"), READ)
def test_cites_are_read_as_far_as_they_can_be(written: Any, cite: Cite | None) -> None:
    assert read_cite(written) == cite


def test_the_engine_is_asked_for_what_is_known() -> None:
    gone = Cite(UUID(int=2))
    text = [[Cite(ONE, " 5 ", prefix="see", suffix="passim")], [gone], [gone, Cite(ONE, suffix=", too")]]
    assert for_engine(text, {ONE}, in_notes=True) == [
        {"items": [{"id": str(ONE), "locator": "5", "label": "page", "prefix": "see ", "suffix": " passim"}],
         "noteIndex": 1},
        {"items": [{"id": str(ONE), "suffix": ", too"}], "noteIndex": 2},
    ]  # fmt: skip
    assert for_engine([[Cite(ONE)]], {ONE}, in_notes=False)[0]["noteIndex"] == 0


class Counted(str):
    """A style that knows how often it was searched."""

    searched = 0

    def __contains__(self, part: object) -> bool:
        type(self).searched += 1
        return str.__contains__(self, part)  # type: ignore[arg-type]


def test_a_style_is_searched_once_for_all_papers() -> None:
    style = Counted('<style><text variable="note"/></style>')
    papers = {UUID(int=n): ({"abstract": "Long.", "note": "Read.", "arxiv": "1706.03762"}, "Rivers") for n in range(50)}
    items = items_of(papers, style)
    assert items[7] == {
        "id": str(UUID(int=7)), "type": "document", "title": "Rivers", "note": "Read.",
        "URL": "https://arxiv.org/abs/1706.03762",
    }  # fmt: skip
    assert Counted.searched == 3


Lab = tuple[make.Member, list[str]]


async def cite(lab: Lab, *citations: list[dict[str, Any]], status: int = 200, **body: Any) -> Any:
    ada, _ = lab
    sent = {"citations": [{"cites": one} for one in citations]} | body
    answer = await ada.http.post(ada.url("/citations"), json=sent)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_text_is_cited_in_order(lab: Lab) -> None:
    _, (curie, preprint) = lab
    text = [{"paper": preprint}], [{"paper": curie, "locator": "85", "prefix": "see"}, {"paper": preprint}]
    made = await cite(lab, *text, style="ieee")
    assert made["citations"] == ["[1]", "[1], see [2, p. 85]"]
    assert [one["paper"] for one in made["entries"]] == [preprint, curie]
    assert (made["in_notes"], made["missing"]) == (False, [])
    # Again, from what is kept; and with another locator not.
    assert await cite(lab, *text, style="ieee") == made
    assert (await cite(lab, [{"paper": curie, "locator": "86"}], style="ieee"))["citations"] == ["[1, p. 86]"]
    shortly = await cite(lab, [{"paper": curie, "suppress_author": True}])
    assert shortly["citations"] == ["(1903)"]
    notes = await cite(lab, *[[{"paper": curie}]] * 2, style="chicago-notes-bibliography")
    assert notes["in_notes"]
    assert notes["citations"][0].startswith("Marie Curie, “Radioactive <i>Substances</i>,”")
    assert notes["citations"][1].startswith("Curie, “Radioactive")


async def test_what_is_not_here_is_named(lab: Lab, eve: make.Member) -> None:
    _, (curie, _) = lab
    theirs = (await eve.http.post(eve.url("/papers"), json={"metadata": PREPRINT})).json()["id"]
    made = await cite(lab, [{"paper": theirs}], [{"paper": curie}, {"paper": theirs}])
    assert made["citations"] == [None, "(Curie, 1903)"]
    assert made["missing"] == [theirs]
    assert await cite(lab) == made | {"citations": [], "entries": [], "missing": [], "hanging": False}
    await cite(lab, [], status=422)
    await cite(lab, [{"paper": curie, "label": "mile"}], status=422)


async def test_the_team_and_a_note_choose_a_style(lab: Lab, app: FastAPI) -> None:
    ada, (curie, _) = lab
    first = (await ada.http.get(ada.url("/citation-style"))).json()
    assert first == {"style": "apa", "locale": None, "can": ["edit"]}
    chosen = await ada.http.put(ada.url("/citation-style"), json={"style": "ieee", "locale": "de-DE"})
    assert chosen.json() == {"style": "ieee", "locale": "de-DE", "can": ["edit"]}
    made = await cite(lab, [{"paper": curie}])
    assert (made["style"]["id"], made["locale"], made["citations"]) == ("ieee", "de-DE", ["[1]"])
    # A style that was removed since is the team's again.
    assert (await cite(lab, [{"paper": curie}], style=curie))["style"]["id"] == "ieee"
    refused = await ada.http.put(ada.url("/citation-style"), json={"style": "none-such"})
    assert refused.status_code == 422, refused.text
    note = ada.url("/notes/" + (await ada.http.post(ada.url("/notes"), json={})).json()["id"])
    assert (await ada.http.get(note)).json()["citing"] is None
    citing = {"style": "nature", "locale": None}
    assert (await ada.http.patch(note, json={"citing": citing, "title": "New"})).json()["citing"] == citing
    assert (await ada.http.patch(note, json={"title": "Newer"})).json()["citing"] == citing
    assert (await ada.http.patch(note, json={"citing": {"style": "none-such"}})).status_code == 422
    assert (await ada.http.patch(note, json={"citing": None})).json()["citing"] is None
    assert CURIE["title"] in (await ada.http.get(ada.url(f"/papers/{curie}"))).json()["metadata"]["title"]
