"""Whether two papers are the same work: examples, properties, and how often it is right on labelled records."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scrollkeeper.library.duplicates_comparison import REASONS, Preset, Work, compare, keys_of, work_of
from tests.conftest import CORPUS

Json = dict[str, Any]
TITLE = "Reputation offsets trust judgments based on social biases"
LABELLED = CORPUS.parent / "fixtures" / "duplicates"


def paper(title: str = TITLE, authors: str = "Abrahao, Parigi", year: int | None = 2017, **more: str) -> Work:
    csl: Json = {"title": title, "author": [{"family": one} for one in authors.split(", ") if one], **more}
    return work_of(csl | ({"issued": {"date-parts": [[year]]}} if year else {}))


ALIKE = [
    (Preset.strict, paper(DOI="10.1/A.b"), paper(DOI="https://doi.org/10.1/a.B")),
    (Preset.strict, paper(DOI="10.1000/ab"), paper("reputation offsets trust judgements", year=2016, DOI="10.1000/AB")),
    (Preset.strict, paper(), paper(authors="Abrahao, Parigi")),
    (Preset.strict, paper(PMID="123"), paper("", "", None, PMID="PMID 123")),
    (Preset.strict, paper(arxiv="2301.01234v2"), paper(year=2023, DOI="10.48550/arXiv.2301.01234")),
    (Preset.normal, paper(TITLE.replace("judgments", "judgements")), paper()),
    (Preset.normal, paper(), paper(f"{TITLE}: evidence from the field")),
    (Preset.normal, paper(), paper(authors="", year=None)),
    (
        Preset.normal,
        paper(year=2024, **{"container-title": "Journal of Decision Systems", "volume": "33", "page": "566-582"}),
        paper(year=2023, **{"container-title": "J Decis Syst", "page": "1-17"}),
    ),
    (Preset.normal, paper(DOI="10.1002/14651858.CD1.pub2"), paper(DOI="10.1002/14651858.CD1.pub3")),
    (Preset.loose, paper(), paper(year=2012)),
    (Preset.loose, paper(DOI="10.1101/2020.1"), paper(DOI="10.1016/j.x.2020")),
    (Preset.loose, paper(DOI="10.1000/book"), paper("A different chapter of the book", "Curie", DOI="10.1000/book")),
    (None, paper(), paper(authors="Curie, Joliot")),
    (None, paper(f"{TITLE} II"), paper(f"{TITLE} I")),
    (None, paper(f"{TITLE} in 2019"), paper(f"{TITLE} in 2020")),
    (None, paper("Editorial", "Smith", 2020), paper("Editorial", "Smith", 2020)),
    (None, paper("", "", None), paper("", "", None)),
    (None, paper(), paper("Learning-based scheduling for digital work platforms")),
]  # fmt: skip


@pytest.mark.parametrize(("preset", "one", "other"), ALIKE)
def test_papers_are_told_apart(preset: Preset | None, one: Work, other: Work) -> None:
    match = compare(one, other)
    assert (match and match.preset) == preset
    assert match == compare(other, one)
    if match:
        assert match.reasons
        assert set(match.reasons) <= set(REASONS)
        # What is not in a block together is never compared.
        assert set(keys_of(one)) & set(keys_of(other))


TEXTS = st.text(max_size=30)
WORKS = st.builds(
    work_of,
    st.fixed_dictionaries(
        {},
        optional={
            "title": st.sampled_from([TITLE, f"{TITLE} 2", "Editorial"]) | TEXTS,
            "author": st.lists(st.fixed_dictionaries({"family": TEXTS}), max_size=3),
            "container-title": st.sampled_from(["The Lancet", "J Decis Syst"]) | TEXTS,
            **{name: st.sampled_from(["10.1000/a", "2301.01234", "12"]) | TEXTS for name in
               ("DOI", "PMID", "arxiv", "ISBN", "volume", "page")},
        },
    ),
)  # fmt: skip


def _of(*families: str) -> Work:
    return work_of({"title": TITLE, "author": [{"family": family} for family in families]})


@given(WORKS, WORKS)
@example(_of("Ng", "Ng", "Li"), _of("Ng", "Ng", "Ng"))
def test_comparing_is_symmetric_and_takes_whatever_it_is_given(one: Work, other: Work) -> None:
    assert compare(one, other) == compare(other, one)
    assert all(len(key) <= 80 for key in keys_of(one))


@given(WORKS)
def test_a_paper_with_a_title_worth_the_name_is_like_itself(one: Work) -> None:
    match = compare(one, one)
    if one.doi:
        assert match
        assert match.preset == Preset.strict


def csl_of(record: Json) -> Json:
    """Labelled records as CSL-JSON."""

    def text(*fields: str) -> str:
        return next((str(record[name]) for name in fields if record.get(name) not in (None, "", "None")), "")

    authors = record.get("authors") or record.get("author") or ""
    names = authors if isinstance(authors, list) else re.split(r"\s+and\s+|;|(?<=\.),(?=\w)", authors)
    year = re.search(r"\d{4}", text("year"))
    return {
        "title": text("title"), "author": [{"family": _family(name)} for name in names if name.strip()],
        "issued": {"date-parts": [[int(year[0])]]} if year else None, "container-title": text("journal", "booktitle"),
        "volume": text("volume"), "page": text("pages"), "DOI": text("doi"), "ISBN": text("isbn"),
    }  # fmt: skip


def _family(name: str) -> str:
    words = name.split()
    if "," in name:
        return name.split(",")[0]
    return words[-1] if all(len(word.strip(".")) <= 2 for word in words[:-1]) else name


def outcomes(preset: Preset) -> list[tuple[bool, bool]]:
    """(found, labelled) for each labelled pair, and each record of lists in which duplicates are labelled."""
    cases = json.loads((LABELLED / "bib-dedupe_test_cases.json").read_text())["cases"]
    told = []
    for case in cases:
        match = compare(work_of(csl_of(case["record_a"])), work_of(csl_of(case["record_b"])))
        told.append((match is not None and match.preset <= preset, bool(case["expected_duplicate"])))
    for path, labelled in _lists():
        works = [work_of(csl_of(record)) for record in labelled]
        for number, record in enumerate(labelled):
            found = (compare(works[number], other) for place, other in enumerate(works) if place != number)
            # Of this list only the two first records, which have the same title, are one paper.
            is_one = number < 2 if "dupeissues" in path.name else record.get("label") is not None
            told.append((any(match and match.preset <= preset for match in found), is_one))
    return told


def _lists() -> list[tuple[Path, list[Json]]]:
    sweep = LABELLED / "dedupe-sweep_tafenoquine.jsonl"
    lists = [(sweep, [json.loads(line) for line in sweep.read_text().splitlines()])]
    return lists + [(path, json.loads(path.read_text())) for path in sorted(LABELLED.glob("sra-dedupe_*.json"))]


@pytest.mark.skipif(not LABELLED.is_dir(), reason="the labelled records are not beside this checkout (../shared)")
@pytest.mark.parametrize(("preset", "precision", "recall"), [("strict", 1.0, 0.95), ("normal", 0.99, 0.98)])
def test_labelled_duplicates_are_found_and_others_are_not(preset: str, precision: float, recall: float) -> None:
    told = outcomes(Preset[preset])
    right = sum(found and labelled for found, labelled in told)
    assert right / sum(found for found, _ in told) >= precision
    assert right / sum(labelled for _, labelled in told) >= recall
