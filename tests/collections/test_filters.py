"""The filter box: words and terms, read by a pure module, and what they find."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from scrollkeeper.collections.filter_language import MOST_TERMS, Filter, Term, parse_filter
from scrollkeeper.core.db import open_system_session
from scrollkeeper.library.models import File, Paper
from tests import make
from tests.collections.test_collections import add, listed, put


@pytest.mark.parametrize(
    "typed, words, terms",
    [
        ("", "", []),
        ("rivers deltas", "rivers deltas", []),
        ('"of the delta"', "of the delta", []),
        ("author:Curie radium", "radium", [Term("author", "Curie")]),
        ('-tag:"to read"', "", [Term("tag", "to read", negated=True)]),
        ('TAG:"open', "", [Term("tag", "open")]),
        ("year:2015", "", [Term("year", least=2015, most=2015)]),
        ("year:2015..2020", "", [Term("year", least=2015, most=2020)]),
        ("year:2015..", "", [Term("year", least=2015)]),
        ("year:..2020", "", [Term("year", most=2020)]),
        ("year:>2015 year:<=2020", "", [Term("year", least=2016), Term("year", most=2020)]),
        ("added:<30d", "", [Term("added", most=30)]),
        ("added:>2w added:1y", "", [Term("added", least=14), Term("added", most=365)]),
        ("is:Unread", "", [Term("is", "unread")]),
        ('FILE:"draft 2" -file:old', "", [Term("file", "draft 2"), Term("file", "old", negated=True)]),
        (
            "has:File STATUS:failed by:me title:deltas",
            "",
            [Term("has", "file"), Term("status", "failed"), Term("by", "me"), Term("title", "deltas")],
        ),
        (
            "is:happy has:wings status:lost year:soon added:<x in: -x",
            "is:happy has:wings status:lost year:soon added:<x in: -x",
            [],
        ),
    ],
)
def test_what_is_typed_is_read(typed: str, words: str, terms: list[Term]) -> None:
    assert parse_filter(typed) == Filter(words, tuple(terms))


@pytest.mark.parametrize(
    "typed, words, terms",
    [
        ("score:>3 rivers", "rivers", [Term("custom", ">3", name="score")]),
        ('-"Reading Group":monday', "", [Term("custom", "monday", negated=True, name="reading group")]),
        ('"reading group":"on monday"', "", [Term("custom", "on monday", name="reading group")]),
        ("status:ready", "", [Term("status", "ready")]),
        ('"status":ready', "", [Term("custom", "ready", name="status")]),
        ('has:score -has:"Reading group"', "", [
            Term("custom", name="score"), Term("custom", negated=True, name="reading group"),
        ]),
        ("a(b:1", "", [Term("custom", "1", name="a(b")]),
        ("İlgi:1 has:İlgi", "", [Term("custom", "1", name="İlgi".lower()), Term("custom", name="İlgi".lower())]),
        ("scores:3 reading group:x score: highscore:3", "scores:3 reading group:x score: highscore:3", []),
    ],
)  # fmt: skip
def test_names_of_custom_fields_are_terms(typed: str, words: str, terms: list[Term]) -> None:
    custom = {"score", "reading group", "status", "a(b", "İlgi"}
    assert parse_filter(typed, custom) == Filter(words, tuple(terms))


@given(st.text(max_size=100), st.sets(st.text("ab :(.\\", min_size=1, max_size=5), max_size=4))
def test_names_of_custom_fields_change_nothing_else(typed: str, custom: set[str]) -> None:
    if ":" not in typed:
        assert parse_filter(typed, custom) == parse_filter(typed)
    assert len(parse_filter(f"score:{typed}", {"score"}).terms) <= MOST_TERMS


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["author:", "year:", "added:<", '"', "-", "in:", "x", "9d", " "])).map("".join)
)
def test_nothing_typed_is_an_error(typed: str) -> None:
    read = parse_filter(typed)
    assert len(read.terms) <= MOST_TERMS
    for term in read.terms:
        assert term.text or term.least is not None or term.most is not None


@given(st.lists(st.text("abcdefgh", min_size=1), max_size=8))
def test_words_alone_stay_as_they_are(words: list[str]) -> None:
    assert parse_filter(" ".join(words)) == Filter(" ".join(words))


async def test_terms_choose_papers(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        ids = []
        for title, family, year in (("A", "Curié", 1911), ("B", "Nœther", 1918), ("C", "Curie", None)):
            csl = {"title": title, "author": [{"family": family}]}
            paper, _ = await make.paper(db, ada.scope, csl | ({"issued": {"date-parts": [[year]]}} if year else {}))
            ids.append(str(paper.id))
        renamed = update(File).where(File.paper_id == UUID(ids[1])).values(name="Nœther_1918 (draft).PDF")
        await db.execute(renamed)
    rivers = await add(ada, "Rivers")
    inner = await add(ada, "Inner", parent=rivers["id"])
    await put(ada, inner, ids[:1])
    await ada.http.post(ada.url("/papers/tags"), json={"papers": ids[1:2], "add": ["To read"]})
    await ada.http.put(ada.url(f"/papers/{ids[2]}/reading"), json={"status": "read"})
    async with open_system_session.begin() as db:
        await db.execute(update(Paper).where(Paper.id == UUID(ids[1])).values(doi="10.1/x", status="failed"))
        await db.execute(update(Paper).where(Paper.id == UUID(ids[2])).values(needs_checking=True, added_by_id=None))
    expected = {
        "author:noether": ["B"], "author:CURIÉ": ["A", "C"], "title:b": ["B"], "venue:b": [],
        "-venue:b": ["A", "B", "C"], "file:NOETHER_1918": ["B"], "-file:DRAFT": ["A", "C"], "file:%": [],
        "has:file": ["A", "B", "C"], "has:doi": ["B"], "-has:doi": ["A", "C"], "has:abstract": [], "has:tag": ["B"],
        "has:collection": ["A"], "is:doubtful": ["C"], "status:failed": ["B"], "by:me": ["A", "B"],
        "by:ADA": ["A", "B"], "by:bob": [], "-by:me": ["C"], "by:%": [],
        "author:curie": ["A", "C"], "author:curie 1911": ["A"], "-author:curie": ["B"], "author:%": [],
        "year:1911..1915": ["A"], "year:>1911": ["B"], "-year:1911": ["B", "C"],
        'tag:"to read"': ["B"], '-tag:"To Read"': ["A", "C"], "in:rivers": ["A"], "-in:rivers": ["B", "C"],
        "in:nowhere": [], "is:unread": ["A", "B"], "is:read": ["C"], "added:<1d": ["A", "B", "C"], "added:>1d": [],
        "added:<9999y": ["A", "B", "C"], "added:>9999y": [],
    }  # fmt: skip
    for typed, titles in expected.items():
        answer = await ada.http.get(ada.url("/papers"), params={"sort": "title", "filter": typed})
        assert answer.status_code == 200, answer.text
        assert [row["title"] for row in answer.json()["items"]] == titles, typed
    assert await listed(ada, f"collection={rivers['id']}&within=true&filter=author:noether") == []


async def test_a_term_finds_nothing_in_a_collection_of_another_person(ada: make.Member, eve: make.Member) -> None:
    async with open_system_session.begin() as db:
        await make.join(db, ada.team, eve.id, "editor")
        paper, _ = await make.paper(db, ada.scope, {"title": "A"})
    mine = await add(ada, "Private", personal=True)
    await put(ada, mine, [str(paper.id)])
    assert await listed(ada, "filter=in:private") == ["A"]
    assert await listed(eve, "filter=in:private", ada) == []
