"""Turns a Work into a PDF with typst, in one of five styles of layout and reference list."""

import typst

from demo.works import BY_KEY, Work

_PAGE = {
    "journal": '#set page(paper: "a4", margin: 2.6cm, numbering: "1", header: align(right, text(8pt)[{venue} · {year}]))\n'
    '#set text(font: "Libertinus Serif", size: 10.5pt)\n',
    "conference": '#set page(paper: "us-letter", margin: 2cm, columns: 2, numbering: "1")\n'
    '#set text(font: "Libertinus Serif", size: 10pt)\n',
    "twocolumn": '#set page(paper: "a4", margin: (x: 1.7cm, y: 2.2cm), columns: 2, numbering: "1", '
    "header: text(8pt)[{venue} {volume}, {year}])\n"
    '#set text(font: "Libertinus Serif", size: 9.5pt)\n',
    "report": '#set page(paper: "a4", margin: 3cm, numbering: "1")\n'
    '#set text(font: "DejaVu Sans Mono", size: 9pt)\n#set text(font: "Libertinus Serif", size: 11pt)\n',
    "book": '#set page(width: 16cm, height: 24cm, margin: 2.2cm, numbering: "1")\n'
    '#set text(font: "New Computer Modern", size: 10pt)\n',
}
_FILLER = (
    "We return to this below, with the caveats that it deserves.",
    "Nothing in the record contradicts it, although the record is short.",
    "The reader who doubts this will find the raw numbers in the archive.",
    "Weather was fair on two thirds of the days, which is usual for that coast.",
    "The same was found by others under conditions that differ in every other respect.",
    "It would be wrong to read more into it than the spread of the points allows.",
)


def typeset(work: Work) -> bytes:
    """The PDF of a work, its references numbered or by author and year as its style has it."""
    return bytes(typst.compile(_source(work).encode(), format="pdf"))


def _source(work: Work) -> str:
    page = _PAGE[work.style].format(venue=_plain(work.venue), year=work.year, volume=work.year - 2010)
    head = (
        f"#set document(title: {_quoted(work.title)}, author: ({', '.join(_quoted(name) for name in work.authors)},))\n"
        f"#set par(justify: true, leading: 0.6em)\n#set heading(numbering: {_numbering(work)})\n"
    )
    title = (
        f'#align(center)[#text(17pt, weight: "bold")[{_plain(work.title)}]\n\n'
        f"#text(11pt)[{', '.join(work.authors)}]\n\n#text(9pt)[Tidal Laboratory, University of the Sound]\n\n"
        f"#text(8pt)[{_plain(work.venue)}, {work.year}. https:\\/\\/doi.org\\/{work.doi}]]\n\n"
    )
    if "columns: 2" in page:
        title = f'#place(top + center, scope: "parent", float: true)[{title}]\n'
    abstract = (
        f"#block(inset: (x: 1em))[*Abstract.* {_plain(work.abstract)}\n\n_Keywords:_ {', '.join(work.keywords)}]\n\n"
    )
    body = "".join(_section(work, number) for number in range(len(work.sections)))
    return page + head + title + abstract + body + _references(work)


def _section(work: Work, number: int) -> str:
    name, text = work.sections[number]
    paragraphs = [f"= {name}\n\n{_plain(text)}"]
    cited = work.cites[number :: max(1, len(work.sections))]
    if cited:
        paragraphs[0] += " This was shown before " + " and ".join(_cite(work, key) for key in cited) + "."
    sentences = [_FILLER[(number * 2 + step + work.year) % len(_FILLER)] for step in range(len(_FILLER))]
    start = work.abstract.split(". ")
    for step in range(2):
        echo = start[(number + step) % len(start)].rstrip(".")
        paragraphs.append(_plain(f"{echo}. " + " ".join(sentences[step * 3 :] + sentences[: step * 3])))
    return "\n\n".join(paragraphs) + "\n\n"


def _numbering(work: Work) -> str:
    return "none" if work.style in ("book", "report") else '"1."'


def _cite(work: Work, key: str) -> str:
    if work.style in ("conference", "twocolumn"):
        return f"\\[{work.cites.index(key) + 1}\\]"
    cited = BY_KEY[key]
    names = [name.split()[-1] for name in cited.authors]
    who = names[0] if len(names) == 1 else " and ".join(names) if len(names) == 2 else f"{names[0]} et al."
    return f"({who}, {cited.year})"


def _references(work: Work) -> str:
    if not work.cites:
        return ""
    entries = []
    for number, key in enumerate(work.cites, 1):
        cited = BY_KEY[key]
        names = ", ".join(f"{name.split()[-1]}, {name[0]}." for name in cited.authors)
        doi = f" https:\\/\\/doi.org\\/{cited.doi}"
        if work.style in ("conference", "twocolumn"):
            initials = ", ".join(f"{name[0]}. {name.split()[-1]}" for name in cited.authors)
            entry = f"\\[{number}\\] {initials}, “{_plain(cited.title)},” _{_plain(cited.venue)}_, {cited.year}.{doi}"
        else:
            entry = f"{names} ({cited.year}). {_plain(cited.title)}. _{_plain(cited.venue)}_.{doi}"
        entries.append(f"#par(hanging-indent: 1.2em)[{entry}]")
    return "#heading(numbering: none)[References]\n\n" + "\n\n".join(entries) + "\n"


def _plain(text: str) -> str:
    return "".join(f"\\{char}" if char in r"#$*_`<>@[]\=~" else char for char in text)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
