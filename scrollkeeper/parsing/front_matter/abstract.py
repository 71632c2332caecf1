"""The lines of the abstract: with or without its heading, over the ends of columns and pages, whole or in parts."""

import re
from collections import Counter
from collections.abc import Sequence

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.cues import CUE

ABSTRACT = re.compile(
    r"^\W*(a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|zusammenfassung|kurzfassung|résumé|resumen|resumo|"
    r"riassunto|sommario|abstrakt|samenvatting|аннотация|резюме|摘\s?要|要旨|概要|抄録|초록|요약|국문초록)(?!\w)[\s.:：—–|-]*",
    re.IGNORECASE,
)
AFTER_ABSTRACT = re.compile(
    r"^\W*((\d+|[IVX]+)[.\s]*)?((introduction|einleitung|einführung|introducción|introdução|introduzione|введение|引言|はじめに|서론)\W*$|"
    r"key\s?-?words?\b|index terms|"
    r"schlüssel(wörter|w)|mots[- ]clés|palabras[- ]clave|"
    r"palavras[- ]chave|parole[- ]chiave|ключевые слова|关键词|キーワード|주제어|키워드|"
    r"ccs concepts|jel class|contents\W*$|how to cite|"
    r"(?:author|plain[- ]language) summary\W*$|significance statement\W*$|"
    r"(?:graphical abstract|highlights|key ?points)\W*$|"
    r"abbreviations?\b)|"
    r"^\W*([1I][.\s]+)[A-ZÄÖÜ]\D{3,60}$",
    re.IGNORECASE,
)
INTRODUCTION = re.compile(
    r"^\W*([1I][.\s]+)([A-ZÄÖÜ])\D{3,60}$|^\W*(?i:introduction|einleitung|einführung|introducción|introdução|"
    r"introduzione|введение|引言|はじめに|서론)\W*$"
)
# Summaries of other kinds, which end an abstract though the model labels them so.
OTHER_SUMMARY = re.compile(
    r"^\W*(?:author|plain[- ]language) summary\W*$|^\W*significance statement\W*$", re.IGNORECASE
)
STRUCTURED = re.compile(
    r"^\W*(objectives?|aims?|background|purpose|context|introduction|methods?|methodology|materials?|design|setting|"
    r"patients|participants|interventions?|results?|findings|discussion|conclusions?|interpretation|significance|"
    r"trial|limitations|hintergrund|ziele?|methodik|methoden?|ergebnisse|schlussfolgerung(en)?|fazit|objectifs?|"
    r"contexte|méthodes?|résultats)\b.{0,40}",
    re.IGNORECASE,
)
CONTINUED = re.compile(r"^\W*\(?continued (on|from)\b|^\W*\(?fortsetzung", re.IGNORECASE)
COPYRIGHT = re.compile(r"^\W*(©|copyright\b|\(c\) ?(19|20)\d\d)", re.IGNORECASE)
MIN_ABSTRACT = 150
MAX_ABSTRACT = 9_000
# In lines.
MOST_REST = 100


def near_size(one: Line, other: Line, part: float) -> bool:
    """Whether the sizes of their type differ by at most `part` of the larger."""
    return abs(one.size - other.size) <= part * max(one.size, other.size)


def abstract_lines(lines: Sequence[Line], labels: Sequence[str], body: float) -> list[Line]:
    """The lines of the abstract without its heading; `body` is the size of the text's type in points."""
    runs = _abstract_runs(lines, labels)
    best = max(runs, key=lambda run: _abstract_score(lines, run) / (1 + 0.2 * runs.index(run)), default=[])
    if _letters(lines, best) < MIN_ABSTRACT or _begins_late(lines, best) or not _is_headed(lines, best):
        best = _headed(lines) or best
    if _letters(lines, best) < MIN_ABSTRACT or _begins_late(lines, best):
        best = _prose(lines, labels) or best
    if not best:
        return []
    taken = [lines[position] for position in _whole(lines, labels, best, body)]
    kept = [line for line in taken if not (ABSTRACT.match(line.text) and len(line.text) < 20)]
    end = next((at for at in range(max(len(kept) - 6, 1), len(kept)) if COPYRIGHT.match(kept[at].text)), len(kept))
    kept = kept[:end]
    return [line for line in kept if not CONTINUED.match(line.text)]


def _abstract_runs(lines: Sequence[Line], labels: Sequence[str]) -> list[list[int]]:
    runs: list[list[int]] = []
    for position, label in enumerate(labels):
        if label != "abstract":
            continue
        text = lines[position].text
        larger = bool(runs) and lines[position].size > 1.05 * lines[runs[-1][-1]].size
        ends = len(text) > 60 or larger or text[:1].isdigit() or OTHER_SUMMARY.match(text)
        if AFTER_ABSTRACT.match(text) and ends:
            continue
        between = lines[runs[-1][-1] + 1 : position] if runs else []
        parted = any(_ends_abstract(line, lines[runs[-1][-1]]) for line in between)
        parted = parted or _changes_face(lines, runs, position)
        if runs and len(between) <= 3 and not parted:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def _ends_abstract(line: Line, last: Line) -> bool:
    larger = line.size > 1.2 * last.size and len(line.text) > 3 and not STRUCTURED.match(line.text)
    return AFTER_ABSTRACT.match(line.text) is not None or larger


def _changes_face(lines: Sequence[Line], runs: list[list[int]], position: int) -> bool:
    """To another face, bold, regular or of another size, with a new block: where one without heading ends."""
    if not runs:
        return False
    line, last = lines[position], lines[runs[-1][-1]]
    long = len(line.text) > 40 and _letters(lines, runs[-1]) > MIN_ABSTRACT
    resized = not near_size(line, last, 0.04) and last.text.rstrip()[-1:] in ".!?)"
    return long and line.block != last.block and line.font != last.font and (line.bold != last.bold or resized)


def rest_of_abstract(lines: Sequence[Line], last: Line) -> list[Line]:
    """What follows the line `last` on its page in its type, beyond the lines of which the model knows."""
    start = next((position for position, line in enumerate(lines) if line is last), len(lines)) + 1
    found: list[Line] = []
    for line in lines[start : start + MOST_REST]:
        if line.zone == "margin":
            continue
        same = (line.page, line.font) == (last.page, last.font) and near_size(line, last, 0.03)
        if not same or AFTER_ABSTRACT.match(line.text):
            break
        found.append(line)
    return found


def _letters(lines: Sequence[Line], run: Sequence[int]) -> int:
    return sum(len(lines[position].text) for position in run)


def _abstract_score(lines: Sequence[Line], run: list[int]) -> float:
    """How likely a run is the abstract: by its length up to a usual one, its heading, and where it begins."""
    return (
        min(_letters(lines, run), 1200)
        * (2.5 if _is_headed(lines, run) else 1.0)
        * (0.4 if _begins_late(lines, run) else 1.0)
    )


def _is_headed(lines: Sequence[Line], run: Sequence[int]) -> bool:
    start = run[0] if run else 0
    return any(ABSTRACT.match(line.text) for line in lines[max(start - 1, 0) : start + 2])


def _begins_late(lines: Sequence[Line], run: Sequence[int]) -> bool:
    start = run[0] if run else 0
    return lines[start].page != lines[0].page or any(_begins_text(lines, at) for at in range(start))


def _begins_text(lines: Sequence[Line], position: int) -> bool:
    """Whether a line is the heading of an introduction, but that of an abstract in parts."""
    if not INTRODUCTION.match(lines[position].text):
        return False
    return not any(ABSTRACT.match(line.text) for line in lines[max(position - 2, 0) : position])


def _headed(lines: Sequence[Line]) -> list[int]:
    """What follows the word Abstract, up to what ends one or a change of type."""
    for position, line in enumerate(lines):
        found = ABSTRACT.match(line.text)
        if not found or (len(line.text) < 40 and line.text.rstrip(" .:").lower() == "summary" and position > 80):
            continue
        run = [position] if len(line.text) > found.end() + 20 else []
        for below in range(position + 1, min(position + 70, len(lines))):
            other = lines[below]
            larger = run and other.size > 1.15 * lines[run[-1]].size and not STRUCTURED.match(other.text)
            if AFTER_ABSTRACT.match(other.text) or larger or other.page != line.page:
                break
            # What stands before the heading's left edge is no text below it.
            if other.size > 0.7 * (lines[run[0]].size if run else 0.0) and other.rect[2] > line.rect[0]:
                run.append(below)
        if _letters(lines, run) > 80:
            return run
    return []


def _prose(lines: Sequence[Line], labels: Sequence[str]) -> list[int]:
    """Without heading or label: the longest block of sentences between the title and the first section."""
    start = next((position for position, label in enumerate(labels) if label in ("title", "author")), 0)
    blocks: list[list[int]] = []
    ended = False
    for position in range(start, len(lines)):
        line = lines[position]
        if line.page != lines[0].page or _begins_text(lines, position):
            ended = True
            break
        if labels[position] in ("title", "author", "keyword"):
            continue
        if blocks and lines[blocks[-1][-1]].block == line.block and near_size(lines[blocks[-1][-1]], line, 0.03):
            blocks[-1].append(position)
        else:
            blocks.append([position])
    prose = [block for block in blocks if _is_prose([lines[position] for position in block])]
    return max(prose, key=lambda block: _letters(lines, block), default=[]) if ended else []


def _is_prose(block: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in block)
    words = text.split()
    small = sum(word.islower() for word in words)
    cued = sum(
        any(CUE[name].search(line.text) for name in ("affiliation", "email", "copyright", "url", "correspondence"))
        for line in block
    )
    return len(text) > 250 and small > 0.45 * len(words) and cued <= 0.2 * len(block)


def _whole(lines: Sequence[Line], labels: Sequence[str], run: list[int], body: float) -> list[int]:
    """The run with the rest of its blocks, and over the end of a column or page where a sentence is not ended."""
    style = Counter((lines[position].font, round(lines[position].size, 1)) for position in run).most_common(1)[0][0]
    continued = any(CONTINUED.match(lines[position].text) for position in run)
    run = [position for position in run if not CONTINUED.match(lines[position].text)] or run
    taken = [*_lead(lines, labels, run, style[1]), *run]
    letters = _letters(lines, taken)
    structured = STRUCTURED.match(lines[taken[0]].text) is not None
    position = taken[-1] + 1
    while position < len(lines) and letters < MAX_ABSTRACT:
        line, last = lines[position], lines[taken[-1]]
        same_size = abs(line.size - style[1]) < 0.3
        if CONTINUED.match(line.text):
            continued = True
        elif AFTER_ABSTRACT.match(line.text) or _changes_face(lines, [taken], position):
            break
        elif (
            (same_size and line.block == last.block and line.page == last.page)
            or (structured and STRUCTURED.match(line.text) and len(line.text) < 60 and line.size < 1.35 * style[1])
            or (same_size and (_is_heading(last) or _goes_on(lines, labels, position, taken, body)))
        ):
            taken.append(position)
            letters += len(line.text)
        else:
            ended = last.text.rstrip()[-1:] in ".!?)" and not continued
            ahead = None if ended else _resumes(lines, position, style, labels)
            if ahead is None:
                break
            position, continued = ahead, False
            taken.append(position)
        position += 1
    return taken


def _is_heading(line: Line) -> bool:
    """A heading within an abstract, alone on its line."""
    return STRUCTURED.match(line.text) is not None and len(line.text) < 60


def _lead(lines: Sequence[Line], labels: Sequence[str], run: list[int], size: float) -> list[int]:
    """Lines above the run that belong to it: of its block, or down from the heading."""
    first = run[0]
    lead: list[int] = []
    for position in range(first - 1, max(first - 25, -1), -1):
        line, below = lines[position], lines[position + 1]
        if ABSTRACT.match(line.text):
            return ([position] if len(line.text) > 30 else []) + lead
        meant = labels[position] in ("abstract", "other", "body") and not CUE["copyright"].search(line.text)
        if line.page != below.page or abs(line.size - size) > 0.3 or not meant:
            break
        lead.insert(0, position)
    return [position for position in lead if lines[position].block == lines[first].block]


def _goes_on(lines: Sequence[Line], labels: Sequence[str], position: int, taken: list[int], body: float) -> bool:
    """A further paragraph: so labelled, or set apart from the body by its size and under the paragraph before."""
    line, first = lines[position], lines[taken[0]]
    if line.page != lines[taken[-1]].page:
        return False
    if labels[position] == "abstract":
        return True
    apart = abs(line.size - body) > 0.3 and labels[position] in ("other", "body")
    below = 0 <= line.rect[1] - lines[taken[-1]].rect[3] < 1.6 * line.size
    return apart and below and abs(line.rect[0] - first.rect[0]) < 16


def _resumes(lines: Sequence[Line], position: int, style: tuple[str, float], labels: Sequence[str]) -> int | None:
    """Where the broken sentence goes on: the next line in the same type, on this page or the next."""
    for ahead in range(position, min(position + 60, len(lines))):
        line = lines[ahead]
        if line.page > lines[position].page + 1 or INTRODUCTION.match(line.text):
            return None
        same = line.font == style[0] and abs(line.size - style[1]) < 0.15 and len(line.text) > 20
        if same and labels[ahead] in ("abstract", "body", "other"):
            return ahead
    return None
