"""Which lines may be headings of sections, and what the model of headings looks at."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from scrollkeeper.parsing.document import Bookmark, Line, Piece
from scrollkeeper.parsing.glyphs.pieces import begins_apart, first_font, is_uniform, rest_is_in
from scrollkeeper.parsing.layout.bookmarks import Bookmarks
from scrollkeeper.parsing.layout.numbering import NUMBER, follows_on

KNOWN = re.compile(
    r"^(introduction|background|related works?|previous work|preliminaries|methods?|methodology|"
    r"materials? and methods?|methods and materials?|patients and methods|experiments?|"
    r"experimental( section| results)?|results?|evaluation|results and discussions?|discussions?|"
    r"conclusions?( and .{3,30})?|concluding remarks|summary|limitations|acknowledge?ments?|references|"
    r"bibliography|literature cited|appendix.{0,40}|case (report|presentation)|"
    r"authors?.{0,3} contributions?|(conflicts?|declarations?) of interests?|competing interests?|"
    r"data availability.{0,20}|supplementary (materials?|information)|supporting information|funding|"
    r"abbreviations|ethic.{0,40}|consent.{0,30}|statement of need|future work|statistical analys[ie]s|"
    r"abstract|keywords|einleitung|einführung|grundlagen|methoden?|material und methoden|methodik|"
    r"ergebnisse|diskussion|fazit|zusammenfassung|schlussfolgerung(en)?|ausblick|danksagung|"
    r"literatur(verzeichnis)?|anhang|introducción|métodos|resultados|discusión|conclusiones|méthodes?|"
    r"résultats|conclusion|remerciements|bibliographie|références)\W*$",
    re.IGNORECASE,
)
# With the signs that may stand before and after its words.
LONGEST_KNOWN = 100
CAPTION = re.compile(
    r"^(fig(ure)?s?|abb(ildung)?|tab(le|elle|leau)?s?|scheme|box|algorithm|listing|video)\b\.?\s*\w{1,4}", re.IGNORECASE
)
Style = tuple[int, float, bool]


@dataclass(slots=True)
class Candidate:
    """A line, or the words a paragraph begins with, that may be a heading."""

    line: Line
    text: str
    run_in: bool
    style: Style
    features: list[str]
    bookmark: Bookmark | None = None
    below: list[Line] = field(default_factory=list)
    """The next lines of the document, in which a long heading goes on."""
    apart: bool = False
    """Set in another face or size than the text."""


def candidates_of(lines: Sequence[Line], body: float, outline: Sequence[Bookmark] = ()) -> list[Candidate]:
    """In reading order; `body` is the size, in points, that most text is set in."""
    plain = _plain_font(lines, body)
    bookmarks = Bookmarks(outline)
    found: list[tuple[int, Candidate]] = []
    for position, line in enumerate(lines):
        if line.zone in ("margin", "header", "caption", "table", "references"):
            continue
        stands_out = _stands_out(line, body, plain)
        # Most lines are like most others.
        if stands_out or begins_apart(line.pieces) or (bookmarks.useful and bookmarks.may_name(line.text)):
            candidate = _candidate(lines, position, stands_out, bookmarks)
            if candidate:
                candidate.apart = line.font != plain or line.size > 1.04 * body
                found.append((position, candidate))
    _describe(lines, found, body)
    for _, candidate in found:
        candidate.features += bookmarks.features(candidate.bookmark, candidate.text)
    return [candidate for _, candidate in found]


def _candidate(lines: Sequence[Line], position: int, stands_out: bool, bookmarks: Bookmarks) -> Candidate | None:
    line = lines[position]
    run_in = _run_in(line, lines[position - 1] if position else None)
    text = run_in or line.text
    bookmark = bookmarks.find(text, line.page)
    if bookmark is None and not run_in:
        bookmark, begun = bookmarks.find_beginning(line)
        text, run_in = begun or text, begun
    if not (run_in or bookmark or stands_out) or len(text) > 150:
        return None
    letters = sum(map(str.isalpha, text))
    if letters < 3 or letters < 0.5 * len(text.replace(" ", "")) or CAPTION.match(text):
        return None
    style = (_main_font(line.pieces[:6] if run_in else line.pieces), round(line.size, 1), _is_upper(text))
    return Candidate(line, text, bool(run_in), style, [], bookmark, list(lines[position + 1 : position + 4]))


def _plain_font(lines: Sequence[Line], body: float) -> str:
    fonts: Counter[str] = Counter()
    for line in lines:
        if abs(line.size - body) < 0.3:
            fonts[line.font] += len(line.text)
    return fonts.most_common(1)[0][0] if fonts else ""


def _stands_out(line: Line, body: float, plain: str) -> bool:
    if line.size < 0.75 * body:
        return False
    return (
        line.bold
        or line.italic
        or line.size > 1.04 * body
        or _is_upper(line.text)
        or line.font != plain
        or NUMBER.match(line.text) is not None
        or (len(line.text) < LONGEST_KNOWN and KNOWN.match(line.text) is not None)
    )


def _is_upper(text: str) -> bool:
    return text.upper() == text and sum(map(str.isalpha, text)) > 3


def _run_in(line: Line, above: Line | None) -> str:
    """Words in a type of their own that begin a paragraph and end with a stop, with or without a number before them.

    Where the line above is wholly in that type, the words may be the rest of a heading that began there.
    """
    pieces = line.pieces
    if not begins_apart(pieces):
        return ""
    first = line.text[:1]
    if not (first.isupper() or first.isdigit() or _goes_on(line, above)):
        return ""
    begin = 1 if NUMBER.match(pieces[0].text + " x") and pieces[0].font != pieces[1].font else 0
    font = pieces[begin].font
    end = begin
    while end < len(pieces) and pieces[end].font == font:
        end += 1
    text = " ".join(piece.text for piece in pieces[:end])
    apart = end < len(pieces) and end - begin < 18 and pieces[-1].font != font and pieces[-1].size > 0.85 * line.size
    return text if apart and text.endswith((".", ":")) and len(text) > 4 else ""


def _goes_on(line: Line, above: Line | None) -> bool:
    """Whether the line above is wholly in the type that this one begins with."""
    if above is None or above.page != line.page or len(above.pieces) < 2:
        return False
    return rest_is_in(above.pieces, first_font(line.pieces))


def _main_font(pieces: Sequence[Piece]) -> int:
    if is_uniform(pieces):
        return first_font(pieces)
    letters: Counter[int] = Counter()
    for piece in pieces:
        letters[piece.font] += len(piece.text)
    return letters.most_common(1)[0][0]


def _describe(lines: Sequence[Line], found: list[tuple[int, Candidate]], body: float) -> None:
    """Nothing here tells of the style as a whole: with few papers to learn from that is learnt by heart."""
    chained = follows_on([candidate.text for _, candidate in found])
    for index, (position, candidate) in enumerate(found):
        line = candidate.line
        above = lines[position - 1] if position else None
        below = lines[position + 1] if position + 1 < len(lines) else None
        candidate.features = _own(candidate, body) + _around(line, above, below) + [f"chained={chained[index]}"]
        if index and found[index - 1][1].style == candidate.style and found[index - 1][0] == position - 1:
            candidate.features.append("follows-alike")


def _own(candidate: Candidate, body: float) -> list[str]:
    line, text = candidate.line, candidate.text
    bare = NUMBER.sub("", text)
    number = NUMBER.match(text)
    relative = line.size / max(body, 1.0)
    band = "big" if relative > 1.35 else "large" if relative > 1.04 else "same" if relative > 0.96 else "small"
    initial = bare[:1]
    look = f"bold{line.bold:d}italic{line.italic:d}{band}upper{_is_upper(text):d}runin{candidate.run_in:d}"
    if candidate.run_in:
        first = line.pieces[1] if len(line.pieces) > 1 else line.pieces[0]
        look = f"bold{first.bold:d}italic{first.italic:d}{band}runin"
    features = [
        look, f"size={band}", f"words={min(len(bare.split()), 14) // 2}",
        f"run-in={candidate.run_in}", f"end={text[-1:] if not text[-1:].isalnum() else ''}",
        f"case={'A' if initial.isupper() else 'a' if initial.islower() else '?'}",
        f"number={number.group(1).count('.') if number else None}", f"look={look}number={number is not None}",
        f"comma={',' in text}", f"digit={any(map(str.isdigit, bare))}", f"math={any(char in '=<>±' for char in text)}",
    ]  # fmt: skip
    if KNOWN.match(bare):
        features += [f"known={bare.strip(' .:').lower()}", "known"]
    return features


def _around(line: Line, above: Line | None, below: Line | None) -> list[str]:
    features = []
    if above is not None and above.page == line.page:
        gap = (line.rect[1] - above.rect[3]) / max(line.size, 1.0)
        features += [
            f"gap-above={round(min(gap, 3) * 2) if gap > -0.5 else 'jump'}",
            f"sentence-above={above.text[-1:] in '.:?!'}",
            f"alike-above={_alike(line, above)}",
        ]
    else:
        features.append("gap-above=page")
    if below is not None and below.page == line.page:
        gap = (below.rect[1] - line.rect[3]) / max(line.size, 1.0)
        width = (line.rect[2] - line.rect[0]) / max(below.rect[2] - below.rect[0], 1.0)
        features += [
            f"gap-below={round(min(gap, 3) * 2) if gap > -0.5 else 'jump'}", f"alike-below={_alike(line, below)}",
            f"width={round(min(width, 2) * 4)}", f"long-below={len(below.text) > 40}",
            f"capital-below={below.text[:1].isupper()}",
            f"left={round(min(max((line.rect[0] - below.rect[0]) / max(line.size, 1), -3), 3))}",
        ]  # fmt: skip
    return features


def _alike(one: Line, other: Line) -> bool:
    return one.font == other.font and abs(one.size - other.size) < 0.2
