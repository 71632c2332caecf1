"""The query language: what people type, and what is meant by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.search.query import Query, Term, Years, parse_query

ANY = "any"


def words(*texts: str) -> tuple[Term, ...]:
    return tuple(Term(tuple(text.split())) for text in texts)


@pytest.mark.parametrize(
    "typed, terms",
    [
        ("deep learning ", words("deep", "learning")),
        ('"deep learning"', words("deep learning")),
        ("“deep learning” models ", words("deep learning", "models")),
        ("«réseaux neuronaux» ", words("réseaux neuronaux")),
        ("Deep DEEP ", words("deep")),
        ("and/or ", words("and or")),
        ("10.1000/xyz ", words("10 1000 xyz")),
        ("don't ", words("don t")),
        ("ﬁnite ", words("finite")),
        ("学习", words("学 习")),
        ("pre-training ", (Term(("pre", "training"), hyphenated=True),)),
        ('"pre-training" ', (Term(("pre", "training"), joints=(0,)),)),
        ('"of long-term storage" ', (Term(("of", "long", "term", "storage"), joints=(1,)),)),
        ("C++ ", words("cplusplus")),
        (".NET C# ", words("dotnet", "csharp")),
        ("CO₂ ", words("co2")),
        ("-survey", (Term(("survey",), negated=True),)),
        ("--survey", (Term(("survey",), negated=True),)),
        ("−survey –review", (Term(("survey",), negated=True), Term(("review",), negated=True))),
        ('-"case study"', (Term(("case", "study"), negated=True),)),
        ("author:curie ", (Term(("curie",), "author"),)),
        ("Author: curie ", (Term(("curie",), "author"),)),
        ('author:"van der Berg"', (Term(("van", "der", "berg"), "author"),)),
        ('author:"Berg, Jan"', (Term(("jan", "berg"), "author"),)),
        ("-author:curie", (Term(("curie",), "author", negated=True),)),
        ("author:-curie", (Term(("curie",), "author", negated=True),)),
        ("title:polonium ", (Term(("polonium",), "title"),)),
        ("author: title:polonium ", (Term(("polonium",), "title"),)),
        ("title:author:x ", (Term(("x",), "author"),)),
        ("year:soon ", words("soon")),
        ("std::vector ", words("std vector")),
        ('foo"bar baz"qux ', words("foo", "bar baz", "qux")),
        ('"never closed here', words("never closed here")),
        ('""', ()),
        ('"', ()),
        ("- -- : :: author: title: year: & | ! * ( ' \\", ()),
        ("   ", ()),
        ("\0", ()),
    ],
)
def test_terms(typed: str, terms: tuple[Term, ...]) -> None:
    assert parse_query(typed).terms == terms


@pytest.mark.parametrize(
    "typed, years",
    [
        ("year:2015", Years(2015, 2015)),
        ("year:2015..2020", Years(2015, 2020)),
        ("year:2020..2015", Years(2015, 2020)),
        ("year:2015-2020", Years(2015, 2020)),
        ("year:2015–2020", Years(2015, 2020)),
        ("year:2015..", Years(2015, None)),
        ("year:2015…", Years(2015, None)),
        ("year:..2020", Years(None, 2020)),
        ("YEAR: 2015", Years(2015, 2015)),
        ('year:"2015"', Years(2015, 2015)),
        ("-year:2015..2020", Years(2015, 2020, negated=True)),
    ],
)
def test_years(typed: str, years: Years) -> None:
    assert parse_query(typed) == Query((), (years,))


@pytest.mark.parametrize("typed", ["year:..", "year:99999", "year:1..2..3"])
def test_years_that_are_none_are_words_if_anything(typed: str) -> None:
    assert parse_query(typed).years == ()


@pytest.mark.parametrize(
    "typed, unfinished",
    [
        ("netw", True),
        ("deep netw", True),
        ("author:cur", True),
        ("pre-train", True),
        ("netw ", False),
        ('"netw', False),
        ('"netw"', False),
        ("-netw", False),
        ("netw.", False),
        ("netw year:2015", False),
        ("and/or", False),
    ],
)
def test_only_a_last_bare_word_may_go_on(typed: str, unfinished: bool) -> None:
    assert parse_query(typed).unfinished is unfinished


def test_everything_together() -> None:
    query = parse_query('attention "neural machine" -survey author:vaswani year:2015..2020 transf')
    assert [str(term) for term in query.terms] == [
        '"attention"',
        '"neural machine"',
        '-"survey"',
        'author:"vaswani"',
        '"transf"',
    ]
    assert query.years == (Years(2015, 2020),)
    assert query.unfinished


TYPED = st.lists(
    st.one_of(
        st.sampled_from(["author:", "title:", "year:", "2015", "..", "-", '"', " ", "a-b", "ﬁ", "“", ",", "é", "ß"]),
        st.text(max_size=5),
    ),
    max_size=20,
).map("".join)


@given(TYPED)
def test_the_plain_spelling_means_the_same(typed: str) -> None:
    query = parse_query(typed)
    assert parse_query(str(query)) == query


@given(TYPED)
def test_every_word_of_a_term_is_a_word(typed: str) -> None:
    for term in parse_query(typed).terms:
        assert term.words
        assert all(parse_query(f'"{word}"').terms == (Term((word,)),) for word in term.words)
