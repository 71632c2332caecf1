"""Headings of sections, in reading order, with their levels and labels."""

import itertools
import re
import statistics
from collections import defaultdict
from collections.abc import Sequence

from scrollkeeper.parsing import tagger
from scrollkeeper.parsing.document import Bookmark, Line, Section
from scrollkeeper.parsing.layout.heading_features import Candidate, Style, candidates_of
from scrollkeeper.parsing.layout.hyphens import keeps_hyphen
from scrollkeeper.parsing.layout.numbering import NUMBER, predecessor

NOT_SECTIONS = re.compile(
    r"^(abstract|keywords?|references|bibliography|contents|table of contents|literatur(verzeichnis)?|"
    r"quellen(verzeichnis)?|inhalt(sverzeichnis)?|schlüsselwörter|bibliographie|références( bibliographiques)?|"
    r"mots[- ]clés|table des matières|sommaire)\W*$",
    re.IGNORECASE,
)

# What journals append to a paper: no part of its text. Where they do, thanks are one of these statements.
STATEMENT = re.compile(
    r"^((conflicts?|declarations?) of (competing )?interests?|competing interests?|disclosures?|disclaimer|funding|"
    r"(financial )?support and sponsorship|author(s|.s|s.)? (contributions?|details|information)|"
    r"contributions? of authors?|abbreviations?|(ethics|ethical) (approval|statement)s?|ethics approval.{0,40}|consent|"
    r"consent (for|to) .{0,20}|(data|code) availability.{0,20}|availability of (data|supporting).{0,20}|declarations?|"
    r"publisher.{0,2}s note|how to cite.{0,20}|sample availability|interessenkonflikte?|finanzierung|"
    r"(conflict of interest|data availability|financial disclosure|institutional review board|informed consent) "
    r"statement)\W*$",
    re.IGNORECASE,
)
ACKNOWLEDGEMENTS = re.compile(r"^(acknowledge?ments?|danksagung|remerciements)\W*$", re.IGNORECASE)
# Part of the belief that the style has; the least belief in a heading without an outline, named in it, and not named.
OF_STYLE, UNSURE, NAMED, UNNAMED = 0.2, 0.4, 0.12, 0.6
# Width of a space in parts of the type size, in most faces.
USUAL_SPACE = 0.27


def read_sections(lines: list[Line], body_size: float, outline: Sequence[Bookmark] = ()) -> list[Section]:
    """Headings in reading order, each with its number as the label.

    The title is as its author wrote it: a number that is set off by more than a space was put before it by the
    typesetting; one with a stop and a mere space after it ("2.1. Methods") is part of the title.
    """
    headings = _whole(_chosen(candidates_of(lines, body_size, outline)))
    levels = _levels([candidate for candidate, _ in headings])
    numbers_are_labels = _numbers_are_labels([candidate for candidate, _ in headings])
    stated = any(STATEMENT.match(text) for _, text in headings)
    sections = []
    for candidate, text in headings:
        number = NUMBER.match(text)
        bare = NUMBER.sub("", text) if number else text
        appended = STATEMENT.match(text) or (stated and ACKNOWLEDGEMENTS.match(text))
        if NOT_SECTIONS.match(bare) or appended:
            continue
        label = number.group(1) if number else None
        level = label.count(".") + 1 if label else levels[candidate.style]
        title = bare if numbers_are_labels or not (number and number.group(2)) else text
        if candidate.run_in or title.endswith(":"):
            title = title.rstrip(".:")
        sections.append(Section(level, label, title.strip(), candidate.line.page))
    return sections


def _chosen(candidates: list[Candidate]) -> list[tuple[Candidate, str]]:
    """The candidates that begin a heading ("H") or go on with one ("C").

    Headings of one style are believed together: each gets part of the mean belief in its style, which lifts one that
    looks odd alone and drops a bold line among words that are merely emphasised.
    """
    labels, (beliefs,) = tagger.label_with_beliefs("headings", [candidate.features for candidate in candidates], "H")
    of_style: defaultdict[tuple[Style, bool], list[float]] = defaultdict(list)
    for candidate, belief in zip(candidates, beliefs, strict=True):
        of_style[candidate.style, candidate.run_in].append(belief)
    outlined = any(candidate.bookmark for candidate in candidates)
    chosen = []
    for candidate, name, belief in zip(candidates, labels, beliefs, strict=True):
        shared = statistics.fmean(of_style[candidate.style, candidate.run_in])
        least = UNSURE if not outlined else NAMED if candidate.bookmark else UNNAMED
        if name == "C" or (1 - OF_STYLE) * belief + OF_STYLE * shared > least:
            chosen.append((candidate, "C" if name == "C" else "H"))
    return _with_counted(candidates, chosen)


def _with_counted(candidates: list[Candidate], chosen: list[tuple[Candidate, str]]) -> list[tuple[Candidate, str]]:
    """Adds candidates that count on from a chosen heading and are set in the face of one."""
    names = {id(candidate): name for candidate, name in chosen}
    faces = {candidate.style[:2] for candidate, _ in chosen if NUMBER.match(candidate.text)}
    numbers: set[str] = set()
    for candidate in candidates:
        number = NUMBER.match(candidate.text)
        if number and id(candidate) in names:
            numbers.add(number.group(1))
            continue
        label = number.group(1) if number and candidate.style[:2] in faces else ""
        if "." in label and label not in numbers and predecessor(label) in numbers:
            numbers.add(label)
            names[id(candidate)] = "H"
    return [(candidate, names[id(candidate)]) for candidate in candidates if id(candidate) in names]


def _numbers_are_labels(headings: list[Candidate]) -> bool:
    """Whether the gap after the numbers of headings is never as narrow as the spaces between their words."""
    after_number: list[float] = []
    between_words: list[float] = []
    for heading in headings:
        pieces = heading.line.pieces
        if NUMBER.match(heading.text) and heading.text[:1].isdigit():
            gaps = [(b.rect[0] - a.rect[2]) / max(a.size, 1.0) for a, b in itertools.pairwise(pieces)]
            after_number += gaps[:1]
            between_words += gaps[1:] if not heading.run_in else []
    if not after_number:
        return False
    space = max(statistics.median(between_words), 0.8 * USUAL_SPACE) if between_words else USUAL_SPACE
    narrowest = sorted(after_number)[len(after_number) // 8]
    return narrowest > 1.28 * space


def _whole(found: list[tuple[Candidate, str]]) -> list[tuple[Candidate, str]]:
    """Headings with the lines they go on in, each heading once."""
    whole: list[tuple[Candidate, str]] = []
    taken: set[int] = set()
    seen: set[str] = set()
    for candidate, name in found:
        if id(candidate.line) in taken:
            continue
        text = _with_continuation(candidate, taken)
        key = text.lower().strip(" .:")
        bare = NUMBER.sub("", key)
        if (key in seen and key != bare) or (key == bare and f"numbered {bare}" in seen):
            continue
        seen.update((key, f"numbered {bare}") if key != bare else (key,))
        if name == "C" and whole and not candidate.bookmark and whole[-1][0].line.page == candidate.line.page:
            whole[-1] = (whole[-1][0], _append(whole[-1][1], text))
        else:
            whole.append((candidate, text))
    return whole


def _with_continuation(candidate: Candidate, taken: set[int]) -> str:
    """The candidate's text and what follows in the same type directly below; marks those lines as taken."""
    text, last = candidate.text, candidate.line
    taken.add(id(last))
    if candidate.run_in or text.endswith((".", ":", "?")):
        return text
    for line in candidate.below:
        lead = _lead(line, candidate.style[0])
        near = line.page == last.page and -0.6 * last.size < line.rect[1] - last.rect[3] < 0.75 * last.size
        alike = abs(line.size - last.size) < 0.2 and line.bold == last.bold if len(lead) == len(line.text) else True
        if not (lead and near and alike) or NUMBER.match(line.text) or _is_plain(candidate, line):
            break
        if len(lead) < len(line.text) and not lead.endswith("."):
            break
        text = _append(text, lead)
        taken.add(id(line))
        last = line
        if len(lead) < len(line.text):
            break
    return text


def _lead(line: Line, font: int) -> str:
    """The words that a line begins with in that font."""
    pieces = list(itertools.takewhile(lambda piece: piece.font == font, line.pieces))
    return " ".join(piece.text for piece in pieces)


def _is_plain(candidate: Candidate, line: Line) -> bool:
    """Whether the heading is set like the text, so that its type does not tell where it ends."""
    line_is_upper = line.text.upper() == line.text
    return not (
        candidate.line.bold or candidate.line.italic or candidate.apart or (candidate.style[2] and line_is_upper)
    )


def _append(text: str, more: str) -> str:
    if not text.endswith("-") or not more[:1].islower():
        return f"{text} {more}"
    kept = keeps_hyphen(text[text.rfind(" ") + 1 : -1], more.partition(" ")[0])
    return (text if kept else text[:-1]) + more


def _levels(headings: list[Candidate]) -> dict[Style, int]:
    """Level of the headings without number, by their style: larger type first, run-in headings last."""
    examples = {candidate.style: candidate for candidate in reversed(headings)}

    def importance(style: Style) -> tuple[bool, float, bool, bool]:
        return (examples[style].run_in, -style[1], not style[2], not examples[style].line.bold)

    order = sorted(examples, key=importance)
    return {style: min(rank, 4) for rank, style in enumerate(order, 1)}
