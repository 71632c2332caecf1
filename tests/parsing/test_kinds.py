"""What kind of document a PDF is, on small ones made for it in several languages."""

from typing import Any

import pytest

from scrollkeeper.parsing.front_matter.kinds import read_kind
from scrollkeeper.parsing.parser import parse
from tests import pdfs

BODY = " ".join(
    ["The keepers of the lamps have worked by the sea for as long as there have been ships in the night."] * 12
)
Kind = dict[str, Any]


def document(
    *above: str,
    title: str = "On the keeping of lamps",
    below: tuple[str, ...] = ("Ada Lovelace, Charles Babbage",),
    head: str = "",
    page: str = "width: 210mm, height: 297mm",
    pages: int = 2,
    body: str = BODY,
    size: int = 11,
) -> Kind:
    """The metadata of a document with lines above its title and below it, and a running head."""
    header = f", header: [{pdfs.escape(head)}]" if head else ""
    parts = [f'#set page({page}, margin: 25mm{header})\n#set text(font: "Libertinus Serif", size: {size}pt)\n']
    parts += [f"#align(center)[{pdfs.escape(line)}]\n\n" for line in above]
    parts.append(f'#align(center, text(size: 20pt, weight: "bold")[{pdfs.escape(title)}])\n\n')
    parts += [f"#align(center)[{pdfs.escape(line)}]\n\n" for line in below]
    parts.append("\n#pagebreak()\n".join([pdfs.escape(body)] * pages))
    return parse(pdfs.typeset("".join(parts))).structure.metadata


def thesis(*above: str, by: str = "submitted by", below: tuple[str, ...] = ()) -> Kind:
    return document(*above, below=(by, "Ada Lovelace", *below), pages=3)


SLIDE = "width: 254mm, height: 190mm"
POSTER = "width: 841mm, height: 1189mm"
ORIGINAL = "The original article can be found at https://doi.org/10.1234/lamp.5. A lamp was wrong."
SHORT = "Lamps burn oil. Ships see them."

EXAMPLES: list[tuple[str, dict[str, str], Any]] = [
    ("article", {"type": "article-journal"}, lambda: document(head="Journal of Lamps 12(3), 2019, 101–118")),
    ("plain", {"type": "article-journal"}, lambda: document()),
    ("arxiv", {"type": "article", "version": "3"}, lambda: document("arXiv:1901.01234v3 [astro-ph.IM] 4 Jan 2019")),
    ("reviewed by nobody", {"type": "article", "genre": "Preprint"},
     lambda: document("This preprint has not been peer-reviewed. Version 2")),
    ("german preprint", {"type": "article"}, lambda: document("Vorabdruck, Mai 2020")),
    ("conference", {"type": "paper-conference"},
     lambda: document(head="Proceedings of the 12th Conference on Lamps, 2019, pages 10–19")),
    ("german conference", {"type": "paper-conference"},
     lambda: document(head="Tagungsband der Jahrestagung Licht 2019")),
    ("phd", {"type": "thesis", "genre": "PhD thesis", "publisher": "University of Lampton"},
     lambda: thesis("University of Lampton", "A dissertation submitted for the degree of Doctor of Philosophy")),
    ("dissertation", {"type": "thesis", "genre": "PhD thesis"},
     lambda: thesis("Universität Leuchtenburg", "Dissertation zur Erlangung des akademischen Grades Dr. rer. nat.",
                    by="vorgelegt von")),
    ("these", {"type": "thesis", "genre": "PhD thesis"},
     lambda: thesis("Université de Fanal", "Thèse de doctorat", by="présentée par")),
    ("tesis", {"type": "thesis", "genre": "PhD thesis"},
     lambda: thesis("Universidad de Faro", "Tesis doctoral", by="presentada por")),
    ("master", {"type": "thesis", "genre": "Master’s thesis"},
     lambda: thesis("Hochschule Licht", "Masterarbeit", by="vorgelegt von")),
    ("report", {"type": "report", "number": "TR-2019-12"}, lambda: document("Technical Report TR-2019-12")),
    ("bericht", {"type": "report"}, lambda: document("Abschlussbericht", "Institut für Licht")),
    ("rapport", {"type": "report"}, lambda: document("Rapport de recherche n° 12")),
    ("chapter", {"type": "chapter"},
     lambda: document("Chapter 7", head="C. Babbage (ed.), The Book of Lamps, ISBN 978-3-16-148410-0")),
    ("kapitel", {"type": "chapter"}, lambda: document("Kapitel 3", head="C. Babbage (Hrsg.), Das Buch der Lampen")),
    ("slides", {"type": "speech"}, lambda: document(page=SLIDE, pages=6, body=SHORT, size=24)),
    ("poster", {"type": "graphic", "genre": "Poster"},
     lambda: document(page=POSTER, pages=1, body=BODY * 3, size=40, title="Lamps at sea")),
    ("correction", {"type": "article-journal", "genre": "Correction",
     "note": "Correction of https://doi.org/10.1234/lamp.5"},
     lambda: document(title="Correction to: On the keeping of lamps",
     body=ORIGINAL, pages=1)),
    ("erratum", {"genre": "Correction"}, lambda: document(title="Erratum: On lamps")),
    ("berichtigung", {"genre": "Correction"}, lambda: document(title="Berichtigung zu: Über Lampen")),
    ("retraction", {"genre": "Retraction"}, lambda: document(title="Retraction Note: On the keeping of lamps")),
    ("supplement", {"genre": "Supplement"}, lambda: document("Supplementary Information")),
    ("letter", {"genre": "Letter to the editor"},
     lambda: document("Letter to the Editor", head="Journal of Lamps 12(3), 2019, 101")),
    ("data paper", {"genre": "Data paper"}, lambda: document("Data Descriptor")),
    ("royal", {"type": "article-journal"},
     lambda: document(head="Proceedings of the Royal Society of Lamps 12(3), 2019, 101–118")),
    ("of theses", {"type": "article-journal"},
     lambda: document(title="A thesis on theses: how doctoral dissertations are written",
     head="Journal of Lamps 12(3), 2019, 101–118")),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "make"), [one[1:] for one in EXAMPLES], ids=[one[0] for one in EXAMPLES])
def test_the_kind_of_a_document(expected: dict[str, str], make: Any) -> None:
    found = make()
    assert {name: found.get(name) for name in expected} == expected


def test_a_jury_are_no_authors() -> None:
    jury = ("Supervisor: Prof. Charles Babbage", "Examiner: Prof. Mary Somerville")
    found = thesis("University of Lampton", "PhD thesis", below=jury)
    assert found["type"] == "thesis"
    assert [author["family"] for author in found.get("author", [])] in (["Lovelace"], [])


@pytest.mark.parametrize(
    ("metadata", "kind"),
    [
        ({"title": "Lamps: An R Package for Counting"}, "report"),
        ({"title": "Lamps: An R Package for Counting", "container-title": "Journal of Lamps"}, "article-journal"),
        ({"title": "Counting lamps"}, "article-journal"),
    ],
)
def test_a_guide_to_software_that_nobody_published_is_no_article(metadata: dict[str, str], kind: str) -> None:
    assert read_kind([], [], metadata)[0]["type"] == kind
