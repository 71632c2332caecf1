"""Small papers in many layouts, typeset by the project itself, with what is to be read from them."""

from dataclasses import dataclass

from tests.pdfs import typeset

PROSE = (
    "The lamps of the station were counted every evening for a year. Each count was written down by two people who "
    "did not see the other's figure. Where the figures differed, a third person counted again on the next morning. "
    "The differences were small, and they were not larger in winter than in summer. "
)
GERMAN = (
    "Die Lampen des Bahnhofs wurden ein Jahr lang an jedem Abend gezählt. Jede Zählung wurde von zwei Personen "
    "aufgeschrieben, die einander nicht sahen. Wo die Zahlen nicht gleich waren, wurde am nächsten Morgen noch einmal "
    "gezählt. Die Unterschiede waren klein, und sie waren im Winter nicht größer als im Sommer. "
)
FRENCH = (
    "Les lampes de la gare ont été comptées chaque soir pendant une année. Chaque compte a été noté par deux personnes "
    "qui ne voyaient pas le chiffre de l'autre. Quand les chiffres étaient différents, une autre personne comptait de "
    "nouveau le matin. Les différences étaient petites, et elles ne sont pas plus grandes en hiver. "
)
TITLE = "Counting the lamps of a railway station"
ABSTRACT = (
    "We counted lamps. Two people counted each evening, and a third decided where they differed. The counts agree "
    "within one percent, which is better than has been reported for counting birds, and we discuss why lamps are "
    "easier to count than birds are."
)


@dataclass(frozen=True, slots=True)
class Layout:
    name: str
    source: str
    title: str = TITLE
    authors: tuple[str, ...] = ("Okafor", "Lindqvist")
    abstract: str = ABSTRACT
    sections: tuple[str, ...] = ("Introduction", "Methods", "Results", "Conclusion")
    language: str = "en"

    def pdf(self) -> bytes:
        return typeset(self.source)


def _page(extra: str = "") -> str:
    page = f"#set page(width: 210mm, height: 297mm, margin: 25mm{extra})\n"
    return page + '#set text(font: "Libertinus Serif", size: 10pt)\n'


def _head(
    title: str = TITLE, names: str = "Ada Okafor, Erik Lindqvist", abstract: str = ABSTRACT, word: str = "Abstract"
) -> str:
    return (
        f'#align(center, text(size: 17pt, weight: "bold")[{title}])\n\n#align(center)[{names}]\n\n'
        f"#align(center)[_Institute of Lamps, University of Testing_]\n\n"
        f'#text(weight: "bold")[{word}]\n\n#pad(x: 8mm, text(size: 9pt)[{abstract}])\n\n'
    )


def _body(headings: tuple[str, ...], prose: str = PROSE, times: int = 5) -> str:
    return "".join(f"= {heading}\n\n{prose * times}\n\n{prose * times}\n\n" for heading in headings)


PLAIN = ("Introduction", "Methods", "Results", "Conclusion")
NUMBERED = '#set heading(numbering: "1.1")\n'

LAYOUTS = (
    Layout("one column", _page() + NUMBERED + _head() + _body(PLAIN)),
    Layout("two columns", _page() + _head() + "#show: columns.with(2)\n" + _body(PLAIN)),
    Layout("title page", _page() + "#v(60mm)\n" + _head() + "#pagebreak()\n" + NUMBERED + _body(PLAIN)),
    Layout(
        "running heads",
        _page(', header: [#align(center, text(size: 8pt)[Journal of Lamps 12 (2021) 34–56])], numbering: "1"')
        + _head() + _body(PLAIN),
    ),
    Layout("footnotes", _page() + _head() + _body(PLAIN, PROSE + "#footnote[A lamp is what gives light.] ", 3)),
    Layout("line numbers", _page() + "#set par.line(numbering: \"1\")\n" + _head() + _body(PLAIN)),
    Layout(
        "stamp in the margin",
        _page() + "#place(top + left, dx: -18mm, dy: 60mm, rotate(-90deg, reflow: true)"
        "[#text(size: 18pt)[arXiv:2101.01234v1 [cs.LG] 4 Jan 2021]])\n" + _head() + _body(PLAIN),
    ),
    Layout(
        "German",
        _page() + '#set text(lang: "de", hyphenate: true)\n' + NUMBERED
        + _head("Vom Zählen der Lampen im Bahnhof", "Jürgen Müller und Käthe Weiß", GERMAN, "Zusammenfassung")
        + _body(("Einleitung", "Methoden", "Ergebnisse", "Fazit"), GERMAN),
        title="Vom Zählen der Lampen im Bahnhof", authors=("Müller", "Weiß"), abstract=GERMAN,
        sections=("Einleitung", "Methoden", "Ergebnisse", "Fazit"), language="de",
    ),
    Layout(
        "French",
        _page() + '#set text(lang: "fr")\n' + NUMBERED
        + _head("Compter les lampes de la gare", "Anaïs Lefèvre et Benoît Dupont", FRENCH, "Résumé")
        + _body(("Introduction", "Méthodes", "Résultats", "Conclusion"), FRENCH),
        title="Compter les lampes de la gare", authors=("Lefèvre", "Dupont"), abstract=FRENCH,
        sections=("Introduction", "Méthodes", "Résultats", "Conclusion"), language="fr",
    ),
)  # fmt: skip


def turned(pdf: bytes, angle: int) -> bytes:
    """The same PDF with /Rotate set on each page."""
    from io import BytesIO

    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    for page in document:
        page.set_rotation(angle)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def cropped(pdf: bytes, points: float) -> bytes:
    """The same PDF with `points` cut off on every side by the crop box."""
    from io import BytesIO

    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    for page in document:
        left, bottom, right, top = page.get_mediabox()
        page.set_cropbox(left + points, bottom + points, right - points, top - points)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
