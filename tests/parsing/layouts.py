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

GERMAN_JOURNAL = (
    _page(
        ", header: [#align(center, text(size: 8pt)"
        '[Zeitschrift für Lampenkunde, 12. Jahrgang (2019), Heft 3, S. 34–56])], numbering: "1"'
    )
    + '#set text(lang: "de", hyphenate: true)\n'
    + NUMBERED
    + _head("Vom Zählen der Lampen im Bahnhof", "Jürgen Müller und Käthe Weiß", GERMAN, "Zusammenfassung")
    + "*Schlüsselwörter:* Lampen, Bahnhof, Zählung\n\n"
    "#align(center)[Eingegangen am 3. März 2018, angenommen am 14. Dezember 2018]\n\n"
    + _body(
        ("Einleitung", "Stand der Forschung"),
        GERMAN + "Das ist bekannt (Bauer und Huber 2015, S. 13; Müller et al. 2018). Vogel (2001) zählte zuerst. ",
        1,
    )
    + "#figure(rect(width: 40mm, height: 20mm), caption: [Lampen im Winter.], supplement: [Abbildung])\n\n"
    "#figure(table(columns: 2, [a], [b]), caption: [Zahl der Lampen.], supplement: [Tabelle])\n\n"
    "#set heading(numbering: none)\n= Danksagung\n\nWir danken allen, die gezählt haben. " + GERMAN + "\n\n"
    "= Literaturverzeichnis\n\n#set par(hanging-indent: 6mm)\n"
    "Bauer, Karl; Huber, Anna (2015): Beleuchtung in Bahnhöfen. In: Zeitschrift für Verkehr 12 (3), S. 12–15.\n\n"
    "Hoffmann, Ute (Hrsg.) (2010): Licht und Raum. 2. Aufl. Berlin: Beispiel Verlag.\n\n"
    "Müller, Jürgen; Weiß, Käthe; Schön, Max (2018): Zählen im Dunkeln. In: Peter Lang (Hrsg.): Handbuch der "
    "Lampen. Stuttgart: Muster Verlag, S. 101–120.\n\n"
    "Vogel, Ernst (2001): Die Laterne. Dissertation, Universität Musterstadt.\n"
)
FRENCH_JOURNAL = (
    _page(
        ", header: [#align(center, text(size: 8pt)"
        '[Revue des lampes, vol. 3, n° 2, mars 2020, p. 101-118])], numbering: "1"'
    )
    + '#set text(lang: "fr", hyphenate: true)\n'
    + NUMBERED
    + _head("Compter les lampes de la gare", "Anaïs Lefèvre et Benoît Dupont", FRENCH, "Résumé")
    + "*Mots-clés :* lampes, gare, comptage\n\n"
    "#align(center)[Reçu le 3 février 2019, accepté le 14 août 2019]\n\n"
    + _body(
        ("Introduction", "Méthodes"),
        FRENCH + "C'est connu (Bernard et Martin, 2014 ; Dubois et al., 2017). Girard (2009) comptait déjà. ",
        1,
    )
    + "#figure(rect(width: 40mm, height: 20mm), caption: [Lampes en hiver.])\n\n"
    "#figure(table(columns: 2, [a], [b]), caption: [Nombre de lampes.])\n\n"
    "#set heading(numbering: none)\n= Remerciements\n\nNous remercions tous ceux qui ont compté. " + FRENCH + "\n\n"
    "= Bibliographie\n\n#set par(hanging-indent: 6mm)\n"
    "Bernard, C. et Martin, L. (2014). « Les lampes des gares ». _Revue des transports_, vol. 8, n° 2, p. 45-60.\n\n"
    "Dubois, A., Petit, J. et Moreau, S. (2017). L'éclairage public en France. Paris : Éditions Exemple.\n\n"
    "Girard, É. (2009). Compter dans la nuit. In P. Leroy (dir.), _Mesures et lumières_ (p. 12-30). Lyon : Presses "
    "du Modèle.\n"
)

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
    Layout(
        "German journal", GERMAN_JOURNAL, title="Vom Zählen der Lampen im Bahnhof", authors=("Müller", "Weiß"),
        abstract=GERMAN, sections=("Einleitung", "Stand der Forschung", "Danksagung"), language="de",
    ),
    Layout(
        "French journal", FRENCH_JOURNAL, title="Compter les lampes de la gare", authors=("Lefèvre", "Dupont"),
        abstract=FRENCH, sections=("Introduction", "Méthodes", "Remerciements"), language="fr",
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
