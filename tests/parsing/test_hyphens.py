"""Hyphens at line ends: kept where the word has one, gone where they only break it."""

from pathlib import Path

import pytest

from scrollkeeper.parsing.layout.hyphens import keeps_hyphen
from scrollkeeper.parsing.parser import parse
from tests.pdfs import typeset


@pytest.mark.parametrize(
    "word",
    [
        "placebo-controlled", "cluster-randomized", "SARS-CoV-2-induced", "non-small", "long-term", "well-known",
        "PCR-based", "X-ray", "p-value", "low-cost", "self-organised", "meta-analysis", "follow-up", "Cold-War",
        "(double-blind)", "evidence-based,", "T-cell", "COVID-19-related",
    ],
)  # fmt: skip
def test_the_hyphen_of_a_compound_stays(word: str) -> None:
    head, _, tail = word.rpartition("-")
    assert keeps_hyphen(head, tail)


@pytest.mark.parametrize(
    "word",
    [
        "exper-iment", "tempera-ture", "investi-gated,", "(com-munity", "self-organ-isation", "Zusammen-fassung",
        "ana-lysis", "determi-nation", "charac-terised", "quan-tum", "regres-sion", "neu-rosimulator",
    ],
)  # fmt: skip
def test_the_hyphen_of_a_broken_word_goes(word: str) -> None:
    head, _, tail = word.rpartition("-")
    assert not keeps_hyphen(head, tail)


def test_the_words_of_the_paper_come_first() -> None:
    assert keeps_hyphen("exper", "iment", {"exper-iment"})
    assert not keeps_hyphen("long", "term", {"longterm"})
    assert not keeps_hyphen("long", "term", {"longterm", "long-term"})


def test_titles_keep_their_hyphens() -> None:
    source = (
        "#set page(width: 210mm, height: 297mm, margin: 25mm)\n"
        '#text(size: 18pt, weight: "bold")[A placebo-\\ controlled trial of the tempera-\\ ture of lakes]\n\n'
        "Ada Keller\n\n"
    )
    metadata = parse(typeset(source + "The lakes were counted. " * 80)).structure.metadata
    assert metadata["title"] == "A placebo-controlled trial of the temperature of lakes"


def test_reported_words(cases: Path) -> None:
    text = parse(cases / "13-phrase-hyphen" / "hyph.pdf").pages[0].text
    for phrase in ("long-term storage", "well-known cooperation", "low-cost", "self-organised", "anti-inflammatory"):
        assert phrase in text
