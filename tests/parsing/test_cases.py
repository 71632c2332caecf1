"""Titles and authors of small papers that were made after what people reported."""

from pathlib import Path
from typing import Any

import pytest

from scrollkeeper.parsing.parser import parse


def metadata(cases: Path, name: str) -> dict[str, Any]:
    return parse(cases / f"{name}.pdf").structure.metadata


def named(author: dict[str, Any]) -> str:
    """Family name without what is dropped in sorting, or a group's name without its article."""
    return str(author.get("family") or author["literal"].removeprefix("the ").removeprefix("The "))


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("01-group-authors/a-consortium", "Keller; Oduya; North Lakes Genomics Consortium"),
        ("01-group-authors/b-on-behalf", "Keller; Oduya; North Lakes Study Group"),
        ("01-group-authors/c-collaboration-only", "NORTHLAKE Collaboration"),
        ("02-mononyms/a-first", "Suharyanto; Keller; Padmini"),
        ("02-mononyms/b-middle", "Keller; Suharyanto; Oduya"),
        ("03-capital-and/a", "Keller; McIntyre"),
        ("03-capital-and/b", "Keller; O'Donnell"),
        ("03-capital-and/c", "Keller; McIntyre"),
        ("04-particles/a-von-und-zu", "Meulen; Falkenau; Wei"),
        ("04-particles/b-de-los", "Santos; Ayala"),
        ("04-particles/c-wa", "Thiong’o; Jónsdóttir; Żółć"),
        ("04-particles/d-line-end", "Keller; Oduya; Santos; Ayala; Wei; Brandt"),
        ("05-family-first/a-semicolon", "Keller; Oduya; Wei"),
        ("05-family-first/b-vancouver", "Keller; Oduya; Wei"),
        ("05-family-first/c-caps", "Keller; Oduya; Wei"),
        ("05-family-first/d-vancouver-nodots", "Keller; Oduya; Wei"),
        ("07-two-titles/a-de-en", "Keller; Oduya"),
        ("07-two-titles/b-fr-en", "Keller; Oduya"),
        ("07-two-titles/c-same-bold", "Keller; Oduya"),
        ("09-non-latin-names/a-chinese", "张; 李; 欧阳"),
        ("09-non-latin-names/b-cyrillic", "Иванов; Петрова; Сидоров"),
        ("09-non-latin-names/c-cyrillic-family-first", "Иванов; Петрова"),
        ("09-non-latin-names/d-chinese-real", "张; 李; 欧阳"),
        ("09-non-latin-names/e-japanese", "山田; 鈴木"),
        ("09-non-latin-names/f-korean", "김; 이"),
        ("22-namesakes/a-same-initial", "Wang; Chen; Wang; Wang; Oduya"),
        ("22-namesakes/b-identical", "Zhang; Chen; Zhang; Fenn"),
    ],
)
def test_reported_authors(cases: Path, name: str, families: str) -> None:
    assert "; ".join(map(named, metadata(cases, name)["author"])) == families


def test_particles_and_given_names_of_reported_authors(cases: Path) -> None:
    people = metadata(cases, "04-particles/a-von-und-zu")["author"] + metadata(cases, "04-particles/b-de-los")["author"]
    assert [one.get("non-dropping-particle") for one in people] == ["van der", "von und zu", None, "de los", "de"]
    assert [one["given"] for one in metadata(cases, "05-family-first/a-semicolon")["author"]] == [
        "Maria L.",
        "Peter",
        "Li",
    ]


@pytest.mark.parametrize(
    ("name", "title", "translated"),
    [
        (
            "a-de-en",
            "Seen im Wandel: Sauerstoff und Wärme in kleinen Gewässern",
            "Lakes in Transition: Oxygen and Heat in Small Waters",
        ),
        ("b-fr-en", "Bilan thermique des étangs alpins au printemps", "Heat Budgets of Alpine Ponds in Spring"),
        ("c-same-bold", "Bilan thermique des mares alpines en hiver", "Heat Budgets of Alpine Pools in Winter"),
    ],
)
def test_reported_titles_in_two_languages(cases: Path, name: str, title: str, translated: str) -> None:
    found = metadata(cases, f"07-two-titles/{name}")
    assert (found["title"], found["translated-title"]) == (title, translated)


def test_a_reported_list_of_hundreds_is_whole(cases: Path) -> None:
    assert len(metadata(cases, "23-many-authors/a-700")["author"]) == 700


def test_reported_references(cases: Path) -> None:
    references = parse(cases / "18-references" / "refs.pdf").structure.references
    second, third = (references[at].csl["author"] for at in (1, 2))
    assert [one["family"] for one in second] == ["Clow", "McKay", "Simmons", "Wharton"]
    assert [one.get("suffix", "").rstrip(".") for one in second] == ["", "", "Jr", "Jr"]
    assert (third[0]["given"], third[0]["family"].title()) == ("Vincent", "Acard")
