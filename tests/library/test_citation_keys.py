"""Citation keys: the language of patterns, and the keys that papers of a team get, keep and share with nobody."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import lock, open_system_session
from scrollkeeper.library.citation_keys import service
from scrollkeeper.library.citation_keys.making import check_pattern, make_stem
from scrollkeeper.library.citation_keys.pattern import BadPattern, parse_pattern
from scrollkeeper.library.citation_keys.service import DEFAULT, assign_keys, pin_key
from scrollkeeper.library.citation_keys.words import UNSAFE, fold, title_words
from scrollkeeper.library.citation_keys.work import Creator, When, Work, work_of
from scrollkeeper.library.models import Paper
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


@pytest.mark.parametrize(
    "pattern",
    [
        "auth + postfix('%(a)s', -5)", "auth + postfix('always')", "infix('') + auth", "auth + postfix(' %(a)s}')",
        "auth + postfix('%(a)s', many)", "authIni(n=many)", "auth.condense(5)", "auth(" + "[" * 1500,
        "title" + ".fold" * 390,
    ],
)  # fmt: skip
def test_a_pattern_that_would_fail_later_or_never_end_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        check_pattern(parse_pattern(pattern))


def test_a_pattern_that_doubles_a_text_again_and_again_ends() -> None:
    doubling = parse_pattern("auth" + ".replace(u,uu)" * 45)
    check_pattern(doubling)
    assert len(make_stem(doubling, CURIE).key(0)) == 100


def test_a_kept_pattern_that_cannot_be_used_for_a_work_is_passed_over() -> None:
    assert make_stem(parse_pattern("authIni(n=many) | auth"), CURIE).key(0) == "Curie"
    assert make_stem(parse_pattern("auth + postfix('always')"), CURIE).key(1) == "papera"


def test_works_with_thousands_of_names_keep_the_first_and_the_last() -> None:
    work = work_of({"author": [{"family": f"Name{number}"} for number in range(5_000)]})
    assert len(work.creators) < 100
    assert make_stem(parse_pattern("auth + authorLast"), work).key(0) == "Name0Name4999"


def test_the_year_of_a_work_without_a_date_is_that_of_the_original() -> None:
    reprint = replace(CURIE, date=When(), original=When(1859))
    assert make_stem(parse_pattern("auth + year"), reprint).key(0) == "Curie1859"


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


async def without_key(ada: make.Member, **fields: Any) -> UUID:
    paper = UUID(await added(ada, **fields))
    async with open_system_session.begin() as db:
        await db.execute(update(Paper).where(Paper.id == paper).values(citation_key=None))
    return paper


async def somebody_waits(db: AsyncSession) -> None:
    """Until another transaction waits for a lock."""
    waiting = text("""select count(*) from pg_locks where not granted
        and database = (select oid from pg_database where datname = current_database())""")
    async with asyncio.timeout(10):
        while not await db.scalar(waiting):  # noqa: ASYNC110  PostgreSQL does not say
            await asyncio.sleep(0.01)


async def test_two_who_give_a_key_at_once_give_the_same(ada: make.Member) -> None:
    paper, team = await without_key(ada, title="Deltas"), UUID(ada.team)

    async def again() -> dict[UUID, str]:
        async with open_system_session.begin() as db:
            return await assign_keys(db, team, [paper])

    async with open_system_session.begin() as db:
        first = await assign_keys(db, team, [paper])
        second = asyncio.create_task(again())
        await somebody_waits(db)
    assert await second == first == {paper: "curieDeltas1903"}


async def test_who_pins_a_key_waits_for_who_gives_keys_without_the_paper(ada: make.Member) -> None:
    paper, team = await without_key(ada, title="Fjords"), UUID(ada.team)

    async def make_again() -> str | None:
        async with open_system_session.begin() as db:
            return (await pin_key(db, ada.scope, paper, None)).citation_key

    async with open_system_session.begin() as db:
        await lock(db, "citation keys", team)
        pinned = asyncio.create_task(make_again())
        await somebody_waits(db)
        await assign_keys(db, team, [paper])
    assert await pinned == "curieFjords1903"


async def test_any_number_of_alike_papers_get_keys(ada: make.Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "TRIED", 70_000)
    papers = [await without_key(ada, title="Swamps") for _ in range(3)]
    async with open_system_session.begin() as db:
        keys = await assign_keys(db, UUID(ada.team), papers)
    assert sorted(keys.values()) == ["curieSwamps1903", "curieSwamps1903a", "curieSwamps1903b"]


async def test_a_team_chooses_its_pattern(ada: make.Member) -> None:
    path = ada.url("/citation-keys")
    assert (await ada.http.get(path)).json() == {"pattern": DEFAULT, "can": ["edit"]}
    refused = await ada.http.put(path, json={"pattern": "auth + nothing"})
    assert refused.status_code == 422
    assert "nothing" in refused.json()["detail"]
    assert (await ada.http.put(path, json={"pattern": "auth + ':' + year"})).status_code == 200
    assert await key_of(ada, await added(ada, title="Springs")) == "Curie:1903"
