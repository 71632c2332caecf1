"""Citation keys: the language of patterns, and the keys that papers of a team get, keep and share with nobody."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.library.citation_keys.making import check_pattern, make_stem
from scrollkeeper.library.citation_keys.pattern import BadPattern, parse_pattern
from scrollkeeper.library.citation_keys.service import DEFAULT
from scrollkeeper.library.citation_keys.words import UNSAFE, fold, title_words
from scrollkeeper.library.citation_keys.work import Creator, When, Work, work_of
from tests import make
from tests.conftest import browser_of

CURIE = Work(
    title="Sur une substance nouvelle radio-active, contenue dans la pechblende",
    types=("article-journal", "journalArticle"),
    creators=[Creator("author", "Curie", "Pierre"), Creator("author", "Skłodowska-Curie", "Marie"),
              Creator("author", "Bémont", "Gustave"), Creator("editor", "Becquerel", "Henri")],
    date=When(1898, 12), fields={"publicationtitle": "Comptes rendus", "volume": "127", "pages": "1215-1217",
                                 "extra": "version: 2\ntex.shortauthor: CSB"}, tags=["radium"],
)  # fmt: skip


@pytest.mark.parametrize(
    "pattern, key",
    [
        (DEFAULT, "curieSubstanceNouvelleRadioactive1898"),
        ("auth + year", "Curie1898"),
        ("auth(n=3,m=2).lower + shortyear", "skl98"),
        ("authEtal2 + '_' + year", "Curie.etal_1898"),
        ("authEtAl", "CurieEtAl"),
        ("authorsn(2) + year", "CurieSklodowska-CurieEtAl1898"),
        ("authorsAlpha", "CSB"),
        ("authshort + shortyear", "C.S.B98"),
        ("authorIni", "Curie.S.B"),
        ("authIni(n=2)", "Cu.Sk.Be"),
        ("auth(creator=editor)", "Becquerel"),
        ("auth.upper.substring(1,3) + month", "CURdec"),
        ("Title.nopunct.skipwords.select(1,2).condense(_)", "substance_nouvelle"),
        ("veryshorttitle.capitalize + year.prefix(':')", "Substance:1898"),
        ("PublicationTitle.abbr.lower + Volume.prefix('-') + firstpage.prefix(_)", "cr-127_1215"),
        ("type(book) + 'book' | type(journalArticle) + 'article'", "article"),
        ("DOI.len + auth; (ISBN || 'none') + year", "none1898"),
        ("extra(version) + extra('shortauthor')", "2CSB"),
        ("keyword(0) + year.default(ND)", "radium1898"),
        ("creators(n=1, etal='_etal') + date('%Y-%m')", "Curie_etal1898-12"),
        ("authors(max=2) | auth.replace('ie', 'IE') + lastpage", "CurIE1217"),
        ("zotero", "curie_sur_1898"),
        ("origyear", "paper"),
    ],
)
def test_a_key_by_each_kind_of_pattern(pattern: str, key: str) -> None:
    read = parse_pattern(pattern)
    check_pattern(read)
    assert make_stem(read, CURIE).key(0) == key


def test_what_tells_keys_apart() -> None:
    plain = make_stem(parse_pattern("auth + year"), CURIE)
    assert [plain.key(number) for number in (0, 1, 26, 27)] == ["Curie1898", "Curie1898a", "Curie1898z", "Curie1898aa"]
    numbered = make_stem(parse_pattern("auth + postfix('-%(n)s') + year"), CURIE)
    assert [numbered.key(number) for number in (0, 2)] == ["Curie1898", "Curie1898-2"]
    within = make_stem(parse_pattern("auth + infix('%(A)s', 1) + year"), CURIE)
    assert [within.key(number) for number in (0, 1)] == ["CurieA1898", "CurieB1898"]


@pytest.mark.parametrize(
    "pattern", ["", "auth +", "auth year", "auth(", "nothing", "auth.nothing", "'open", "auth(1,2,3,4,5,6)", "(" * 60]
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        check_pattern(parse_pattern(pattern))


def test_letters_of_other_alphabets() -> None:
    assert fold("Ångström Łukasz Straße Ñandú Œuvre") == "Angstrom Lukasz Strasse Nandu OEuvre"
    assert fold("Достоевский Фёдор") == "Dostoevskii Fedor"
    assert fold("Müller", german=True) == "Mueller"
    assert fold("山田") == "山田"
    assert title_words("The “Origin” of Species: a re-reading") == ["Origin", "Species", "rereading"]


@given(st.text(), st.text(), st.integers(-5, 3000))
def test_whatever_a_work_is_called_its_key_can_be_written(family: str, title: str, year: int) -> None:
    metadata = {"author": [{"family": family}], "title": title, "issued": {"date-parts": [[year]]}}
    for pattern in (DEFAULT, "authEtal2 + Title.skipwords.select(1,3) + year"):
        key = make_stem(parse_pattern(pattern), work_of(metadata)).key(3)
        assert key
        assert not UNSAFE.search(key)


@pytest.fixture(scope="module")
async def ada(app: FastAPI) -> AsyncIterator[make.Member]:
    async with browser_of(app) as http:
        yield await make.member(http, "Ada")


async def added(ada: make.Member, **fields: Any) -> str:
    metadata = {"title": "On rivers", "author": [{"family": "Curie"}], "issued": {"date-parts": [[1903]]}} | fields
    answer = await ada.http.post(ada.url("/papers"), json={"metadata": metadata})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def key_of(ada: make.Member, paper: str) -> Any:
    return (await ada.http.get(ada.url(f"/papers/{paper}"))).json()["citation_key"]


async def test_papers_get_keys_that_stay_and_are_found(ada: make.Member) -> None:
    one, two = await added(ada), await added(ada)
    assert [await key_of(ada, one), await key_of(ada, two)] == ["curieRivers1903", "curieRivers1903a"]
    edited = await ada.http.patch(ada.url(f"/papers/{one}"), json={"metadata": {"title": "On seas"}})
    assert edited.json()["citation_key"] == "curieRivers1903"
    exported = (await ada.http.get(ada.url("/export?format=bibtex"))).text
    assert "{curieRivers1903,\n" in exported
    assert "{curieRivers1903a,\n" in exported
    third = await added(ada)
    assert "{curieRivers1903b," in (await ada.http.get(ada.url(f"/export?format=biblatex&papers={third}"))).text
    found = (await ada.http.get(ada.url("/papers?filter=key:CurieRivers1903A"))).json()["items"]
    assert [row["id"] for row in found] == [two]


async def test_a_key_is_pinned_and_made_again(ada: make.Member) -> None:
    one, two = await added(ada, title="Lakes"), await added(ada, title="Ponds")
    assert await key_of(ada, two)

    async def pin(paper: str, key: str | None) -> Any:
        return await ada.http.patch(ada.url(f"/papers/{paper}"), json={"citation_key": key})

    pinned = await pin(one, "Curie:lakes")
    assert (pinned.json()["citation_key"], pinned.json()["citation_key_pinned"]) == ("Curie:lakes", True)
    taken = await pin(two, "curie:LAKES")
    assert taken.status_code == 409
    assert "Another paper" in taken.json()["detail"]
    for wrong in ("with space", "brace}", "a,b", "x" * 101):
        assert (await pin(two, wrong)).status_code == 422
    again = (await pin(one, None)).json()
    assert (again["citation_key"], again["citation_key_pinned"]) == ("curieLakes1903", False)


async def test_a_team_chooses_its_pattern(ada: make.Member) -> None:
    path = ada.url("/citation-keys")
    assert (await ada.http.get(path)).json() == {"pattern": DEFAULT, "can": ["edit"]}
    refused = await ada.http.put(path, json={"pattern": "auth + nothing"})
    assert refused.status_code == 422
    assert "nothing" in refused.json()["detail"]
    assert (await ada.http.put(path, json={"pattern": "auth + ':' + year"})).status_code == 200
    assert await key_of(ada, await added(ada, title="Springs")) == "Curie:1903"
