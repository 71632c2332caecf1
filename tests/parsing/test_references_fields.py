"""Printed references to CSL-JSON, in the styles they come in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.parsing.references.fields import read_fields
from scrollkeeper.parsing.references.mend import mend
from scrollkeeper.parsing.references.people import read_people

REFERENCES: list[tuple[str, dict[str, Any]]] = [
    (
        "M. Curie and P. Curie, “On a new radioactive substance contained in pitchblende,” Comptes Rendus, "
        "vol. 127, no. 2, pp. 175–178, 1898.",
        {"title": "On a new radioactive substance contained in pitchblende", "year": 1898, "volume": "127",
         "issue": "2", "page": "175-178", "container-title": "Comptes Rendus", "families": ["Curie", "Curie"]},
    ),
    (
        "Curie M, Joliot F, et al. Artificial production of radioactive elements. Nature. 1934;133(2):201–2. "
        "https://doi.org/10.1038/133201a0",
        {"title": "Artificial production of radioactive elements", "year": 1934, "volume": "133", "issue": "2",
         "page": "201-2", "DOI": "10.1038/133201a0", "families": ["Curie", "Joliot"]},
    ),
    (
        "Lovelace, A. A., & Babbage, C. (1843). Notes on the analytical engine. Scientific Memoirs, 3(1), 666–731.",
        {"title": "Notes on the analytical engine", "year": 1843, "families": ["Lovelace", "Babbage"],
         "container-title": "Scientific Memoirs", "page": "666-731"},
    ),
    (
        "Noether, E.; Hilbert, D. Invariant Variation Problems. J. Math. Phys. 1918, 12, 235–257.",
        {"title": "Invariant Variation Problems", "year": 1918, "families": ["Noether", "Hilbert"], "volume": "12"},
    ),
    (
        "Weber, Max (1922): Wirtschaft und Gesellschaft. Tübingen: Mohr.",
        {"title": "Wirtschaft und Gesellschaft", "year": 1922, "families": ["Weber"]},
    ),
    (
        "Tao, T.: A new bound for gaps between primes. arXiv preprint arXiv:1402.0811 (2014)",
        {"title": "A new bound for gaps between primes", "year": 2014, "arxiv": "1402.0811"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), REFERENCES)
def test_fields_of_a_reference(raw: str, expected: dict[str, Any]) -> None:
    csl = read_fields(raw)
    found = csl | {
        "year": csl["issued"]["date-parts"][0][0],
        "families": [person.get("family") for person in csl.get("author", [])],
    }
    assert {field: found.get(field) for field in expected} == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Curie M, Joliot F", [("Curie", "M"), ("Joliot", "F")]),
        ("Curie, M.; Joliot, F.", [("Curie", "M."), ("Joliot", "F.")]),
        ("M. Curie, F. Joliot and I. Joliot-Curie", [("Curie", "M."), ("Joliot", "F."), ("Joliot-Curie", "I.")]),
        ("Curie, Marie, and Frédéric Joliot", [("Curie", "Marie"), ("Joliot", "Frédéric")]),
        ("Marie Curie, Emmy Noether & Lise Meitner", [("Curie", "Marie"), ("Noether", "Emmy"), ("Meitner", "Lise")]),
        ("van der Waals, J. D., & Lorentz, H. A.", [("Waals", "J. D."), ("Lorentz", "H. A.")]),
        ("Weber, Max/Simmel, Georg", [("Weber", "Max"), ("Simmel", "Georg")]),
        ("Luther King, M., Jr.", [("Luther King", "M.")]),
        ("J.-P. Serre et al.", [("Serre", "J.-P.")]),
        ("Curie M u. a.", [("Curie", "M")]),
    ],
)  # fmt: skip
def test_names(text: str, names: list[tuple[str, str]]) -> None:
    assert [(person.get("family"), person.get("given")) for person in read_people(text)] == names


def test_a_body_is_no_person() -> None:
    assert read_people("World Health Organization") == [{"literal": "World Health Organization"}]


def test_particles_stand_apart() -> None:
    assert read_people("van der Waals, J. D.")[0]["non-dropping-particle"] == "van der"


def test_suffixes_are_kept_wherever_they_stand() -> None:
    people = read_people("Clow GD, Simmons Jr. GM, and Wharton RA, Jr.")
    assert [(one["family"], one.get("suffix")) for one in people] == [
        ("Clow", None),
        ("Simmons", "Jr."),
        ("Wharton", "Jr."),
    ]
    assert read_people("Acard, Vincent.") == [{"family": "Acard", "given": "Vincent"}]


@given(st.text(max_size=300))
def test_any_text_is_read(raw: str) -> None:
    csl = read_fields(raw)
    assert csl["type"]
    assert read_fields(raw) == csl


@pytest.mark.parametrize(
    ("raw", "field", "value"),
    [
        ("Curie M. Radium studies of the laboratory[C]//Proceedings of the academy. 1903: 12-19.", "title",
         "Radium studies of the laboratory"),
        ("Lovelace, A. (1843). Notes on the engine. In Proceedings of the society (pp. 66–73).", "page", "66-73"),
        ("Curie P. (1899). Radiation of polonium. R package version 1.2.", "title", "Radiation of polonium"),
        ("Bourdieu P., « Le capital social », Actes de la science, vol. 31, n° 1, 1980, p. 2-3.", "volume", "31"),
        ("Bourdieu P., « Le capital social », Actes de la science, vol. 31, n° 1, 1980, p. 2-3.", "title",
         "Le capital social"),
        ("Noether, E. (1907). On invariants of forms. Ph.D. Thesis (Algebra), University of Erlangen.", "genre",
         "Ph.D. Thesis"),
        ("Curie, M.; Joliot, F.; Meitner, L. Polonium. Recent Radium Res. 1934, 21, 25–43.", "title", "Polonium"),
        ("Radium Base. Available online: http://radium.example.org/ (accessed on 1 May 2016).", "title", "Radium Base"),
        ("Radium Base. Available online: http://radium.example.org/ (accessed on 1 May 2016).", "accessed",
         {"date-parts": [[2016]]}),
        ("Rang HP, Dale MM. et al. Pharmacology, 5 th ed. Edinburgh: Churchill; 2003, p 217–243.", "edition", "5"),
        ("Spanish is possible. A proposal for all. (2015). Institute of Competition; Council of the Trade. "
         "https://a.example.org/2015.pdf", "title", "Spanish is possible. A proposal for all"),
        ("Müller, Hans; Schmidt, Anna (2015): Die Stadt. In: Zeitschrift für Soziologie, Jg. 44, H. 3, S. 215–232.",
         "issue", "3"),
        ("DUPONT J., MARTIN P. (2004), « La ville et ses marges », Revue, 45, 2, p. 231-256.", "issue", "2"),
        ("Schulze, Peter: Der lange Weg. In: Meier, Kurt (Hrsg.): Wege der Moderne. Berlin: Suhrkamp 2003, S. 45–67.",
         "title", "Der lange Weg"),
        ("Kocka, Jürgen, Arbeit im Kapitalismus, in: Aus Politik und Zeit, 65. Jahrgang, Heft 3-4/2015, S. 10-17.",
         "issued", {"date-parts": [[2015]]}),
        ("Durand P. Le travail en miettes. Paris : Gallimard ; 1956. 347 p.", "number-of-pages", "347"),
        ("Lessons. (n.d.). Retrieved May 12, 2021, from https://radium.example.org/lessons/", "title", "Lessons"),
        ("Curie, M., & Joliot, F. (2020). Radium tables (1st ed.). Chapman & Hall. ISBN: 9781138332250", "publisher",
         "Chapman & Hall"),
    ],
)  # fmt: skip
def test_single_fields(raw: str, field: str, value: Any) -> None:
    assert read_fields(raw)[field] == value


def test_the_year_of_a_visit_is_not_that_of_the_work() -> None:
    assert "issued" not in read_fields("Radium Base. Available online: http://a.example.org/ (accessed on 1 May 2016).")


def mended(raw: str, **read: Any) -> dict[str, Any]:
    """What is made of fields that the model is given to have read."""
    csl = {name.replace("_", "-"): value for name, value in read.items()}
    mend(csl, raw)
    return csl


def test_a_title_read_as_part_of_its_journal_is_parted_from_it() -> None:
    raw = "Smith, K.M. The spectra of porphyrins. Org. Magn. Reson. 1984, 22, 779–783."
    csl = mended(raw, container_title="The spectra of porphyrins. Org. Magn. Reson", volume="22")
    assert (csl["title"], csl["container-title"]) == ("The spectra of porphyrins", "Org. Magn. Reson")
    whole = mended("J. Chem. Phys. 1984, 22, 779.", container_title="J. Chem. Phys", volume="22")
    assert whole["container-title"] == "J. Chem. Phys"


def test_a_body_before_the_year_wrote_the_work() -> None:
    csl = mended(
        "Radium Corporation (2010). Radium User Guide.", title="Radium User Guide", publisher="Radium Corporation"
    )
    assert csl["author"] == [{"literal": "Radium Corporation"}]
    assert "publisher" not in csl


def test_a_title_is_no_given_name() -> None:
    csl = mended("WHO, World Malaria Report, 2011.", author=[{"family": "WHO", "given": "World Malaria Report"}])
    assert (csl["title"], csl["author"]) == ("World Malaria Report", [{"literal": "WHO"}])


def test_no_date_is_no_name() -> None:
    csl = read_fields("Technology, S. U. of. (n.d.). Megaparsec: cosmos. https://astronomy.example.org/megaparsec")
    assert "n.d" not in str(csl.get("author", []) + csl.get("editor", []))
