"""From labelled lines of the first pages to those of the title, the authors and the abstract.

The model labels line by line and errs on single ones; what is set in one type and in one block belongs together.
"""

import re
from collections import Counter
from collections.abc import Sequence

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.header_features import CUE

ABSTRACT = re.compile(
    r"^\W*(a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|zusammenfassung|kurzfassung|résumé|resumen|riassunto|abstrakt)\b"
    r"[\s.:—–|-]*",
    re.IGNORECASE,
)
AFTER_ABSTRACT = re.compile(
    r"^\W*((\d+|[IVX]+)[.\s]*)?(introduction|einleitung|einführung|key\s?-?words?|index terms|schlüssel|mots|"
    r"ccs concepts|jel class|contents|©|copyright|citation:|how to cite|abbreviations?\b|correspondence)|"
    r"^\W*([1I][.\s]+)[A-ZÄÖÜ]\D{3,60}$",
    re.IGNORECASE,
)
INTRODUCTION = re.compile(r"^\W*([1I][.\s]+)([A-ZÄÖÜ])\D{3,60}$|^\W*(introduction|einleitung|einführung)\W*$")
STRUCTURED = re.compile(
    r"^\W*(objectives?|aims?|background|purpose|context|introduction|methods?|methodology|materials?|design|setting|"
    r"patients|participants|interventions?|results?|findings|discussion|conclusions?|interpretation|significance|"
    r"trial|limitations|hintergrund|ziele?|methodik|methoden?|ergebnisse|schlussfolgerung(en)?|fazit|objectifs?|"
    r"contexte|méthodes?|résultats)\b.{0,40}",
    re.IGNORECASE,
)
CONTINUED = re.compile(r"^\W*\(?continued (on|from)\b|^\W*\(?fortsetzung", re.IGNORECASE)
JOURNAL = re.compile(r"^(the )?([\w&-]+ ){0,4}(journal|proceedings|transactions|annals|bulletin|archives)\b", re.IGNORECASE)
KIND = re.compile(r"^\W*(corrigendum|erratum|retraction|short communication|study protocol)\W*$", re.IGNORECASE)
MIN_ABSTRACT = 150
MAX_ABSTRACT = 9_000


def title_lines(lines: Sequence[Line], labels: Sequence[str]) -> list[Line]:
    """The title: of the runs with that label the one in the largest type, weighted by how much it says."""
    runs: list[list[int]] = []
    for position, label in enumerate(labels):
        if label != "title":
            continue
        line = lines[position]
        if runs and position - runs[-1][-1] <= 1 and _near_size(lines[runs[-1][-1]], line, 0.25):
            runs[-1].append(position)
        else:
            runs.append([position])
    if not runs:
        runs = _largest(lines)

    def score(run: list[int]) -> float:
        line, letters = lines[run[0]], sum(len(lines[position].text) for position in run)
        unlikely = (0.8 if line.page > lines[0].page else 1.0) * (0.5 if JOURNAL.match(line.text) else 1.0)
        return line.size * min(letters, 40) * unlikely

    best = max(runs, key=score, default=[])
    grown = [lines[position] for position in _grown(lines, labels, best)] if best else []
    while len(grown) > 1 and (KIND.match(grown[0].text) or CUE["kind"].search(grown[0].text)):
        grown = grown[1:]
    return grown


def _largest(lines: Sequence[Line]) -> list[list[int]]:
    """Without any label: the lines in the largest type of the first page that say something."""
    page = [
        position for position, line in enumerate(lines[:60])
        if line.page == lines[0].page and len(line.text.split()) > 1 and not CUE["kind"].search(line.text)
    ]  # fmt: skip
    size = max((lines[position].size for position in page), default=0.0)
    largest = [position for position in page if lines[position].size > 0.95 * size]
    return [largest[:6]] if largest else []


def _grown(lines: Sequence[Line], labels: Sequence[str], run: list[int]) -> list[int]:
    """With the lines around it in the same block and type that the model gave to something else."""
    first, last = run[0], run[-1]
    while first > 0 and _same_setting(lines[first - 1], lines[first]) and labels[first - 1] != "author":
        first -= 1
    while last + 1 < len(lines) and _same_setting(lines[last + 1], lines[last]) and labels[last + 1] != "author":
        last += 1
    return list(range(first, last + 1)) if last - first < 9 else run


def _same_setting(one: Line, other: Line) -> bool:
    alike = one.font == other.font and _near_size(one, other, 0.03)
    return alike and one.page == other.page and one.block == other.block


def _near_size(one: Line, other: Line, part: float) -> bool:
    return abs(one.size - other.size) <= part * max(one.size, other.size)


def subtitle_lines(lines: Sequence[Line], title: Sequence[Line]) -> list[Line]:
    """Directly below the title, in the same face but a smaller size, still larger than the authors."""
    if not title:
        return []
    at = next(position for position, line in enumerate(lines) if line is title[-1]) + 1
    found: list[Line] = []
    for line in lines[at : at + 4]:
        smaller = 0.6 * title[-1].size < line.size < 0.97 * title[-1].size
        near = line.page == title[-1].page and 0 <= line.rect[1] - (found or title)[-1].rect[3] < 1.5 * title[-1].size
        if not (smaller and near and line.bold == title[-1].bold and len(line.text.split()) > 2):
            break
        found.append(line)
    return found


def author_lines(
    lines: Sequence[Line], labels: Sequence[str], title: Sequence[Line], abstract: Sequence[Line]
) -> list[Line]:
    """Lines of authors, not those of editors or of the correspondence below the abstract."""
    editors = _editors(lines)
    found = [
        position for position, label in enumerate(labels)
        if label == "author" and position not in editors and not CUE["correspondence"].search(lines[position].text)
    ]  # fmt: skip
    first_of = {id(line) for line in abstract[:1]}
    stop = next((position for position, line in enumerate(lines) if id(line) in first_of), len(lines))
    above = [position for position in found if position < stop] or found
    page = title[0].page if title else None
    chosen = [position for position in above if page is None or lines[position].page == page] or above
    return [lines[position] for position in _in_authors_type(lines, labels, chosen, stop, editors)]


def _editors(lines: Sequence[Line]) -> set[int]:
    """Positions of lines that name editors and reviewers: below such a heading in its block."""
    found: set[int] = set()
    for position, line in enumerate(lines):
        if CUE["editor"].search(line.text):
            for below in range(position, min(position + 8, len(lines))):
                if lines[below].block != line.block or lines[below].page != line.page:
                    break
                found.add(below)
    return found


def _in_authors_type(
    lines: Sequence[Line], labels: Sequence[str], chosen: list[int], stop: int, editors: set[int]
) -> list[int]:
    """Adds what is set like the first author and reads like names; drops the employer below a name in another type."""
    if not chosen:
        return []
    first = lines[chosen[0]]
    kept = [
        position for position in chosen
        if lines[position].font == first.font or position == 0 or not (
            lines[position - 1].block == lines[position].block and lines[position - 1].font == first.font
        ) or "," in lines[position].text
    ]  # fmt: skip
    telling = first.bold or first.italic or not _near_size(first, _most_frequent(lines), 0.03)
    for position in range(chosen[0], min(stop, chosen[0] + 40)):
        line = lines[position]
        same = line.font == first.font and _near_size(line, first, 0.03) and line.page == first.page
        if (
            telling and same and position not in kept and position not in editors
            and labels[position] in ("other", "affiliation") and _reads_like_names(line.text)
        ):  # fmt: skip
            kept.append(position)
    return sorted(kept)


def _most_frequent(lines: Sequence[Line]) -> Line:
    sizes = Counter(round(line.size, 1) for line in lines)
    size = sizes.most_common(1)[0][0]
    return next(line for line in lines if round(line.size, 1) == size)


def _reads_like_names(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    loud = [word for word in words if word[0].isupper() or word in ("and", "und", "et", "van", "von", "de", "der")]
    cued = any(CUE[name].search(text) for name in ("affiliation", "email", "url", "dates", "copyright", "kind"))
    return 2 <= len(words) and len(loud) >= 0.9 * len(words) and not cued and not re.search(r"\d{3}", text)


def abstract_lines(lines: Sequence[Line], labels: Sequence[str], body: float) -> list[Line]:
    """The lines of the abstract without its heading; `body` is the size of the text's type in points."""
    runs = _abstract_runs(lines, labels)
    best = max(runs, key=lambda run: _abstract_score(lines, run) / (1 + 0.2 * runs.index(run)), default=[])
    if _letters(lines, best) < MIN_ABSTRACT or _begins_late(lines, best):
        best = _headed(lines) or best
    if _letters(lines, best) < MIN_ABSTRACT:
        best = _prose(lines, labels) or best
    if not best:
        return []
    taken = [lines[position] for position in _whole(lines, labels, best, body)]
    kept = [line for line in taken if not (ABSTRACT.match(line.text) and len(line.text) < 20)]
    return [line for line in kept if not CONTINUED.match(line.text)]


def _abstract_runs(lines: Sequence[Line], labels: Sequence[str]) -> list[list[int]]:
    runs: list[list[int]] = []
    for position, label in enumerate(labels):
        if label != "abstract":
            continue
        between = lines[runs[-1][-1] + 1 : position] if runs else []
        if runs and len(between) <= 3 and not any(AFTER_ABSTRACT.match(line.text) for line in between):
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def _letters(lines: Sequence[Line], run: Sequence[int]) -> int:
    return sum(len(lines[position].text) for position in run)


def _abstract_score(lines: Sequence[Line], run: list[int]) -> float:
    """How likely a run is the abstract: by its length up to a usual one, its heading, and where it begins."""
    start = run[0]
    headed = any(ABSTRACT.match(line.text) for line in lines[max(start - 1, 0) : start + 2])
    return min(_letters(lines, run), 1200) * (2.5 if headed else 1.0) * (0.4 if _begins_late(lines, run) else 1.0)


def _begins_late(lines: Sequence[Line], run: Sequence[int]) -> bool:
    start = run[0] if run else 0
    return lines[start].page != lines[0].page or any(INTRODUCTION.match(line.text) for line in lines[:start])


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
            if other.size > 0.7 * line.size:
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
        if line.page != lines[0].page or INTRODUCTION.match(line.text):
            ended = True
            break
        if labels[position] in ("title", "author", "keyword"):
            continue
        if blocks and lines[blocks[-1][-1]].block == line.block and _near_size(lines[blocks[-1][-1]], line, 0.03):
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
    return len(text) > 250 and small > 0.55 * len(words) and cued <= 0.2 * len(block)


def _whole(lines: Sequence[Line], labels: Sequence[str], run: list[int], body: float) -> list[int]:
    """The run with the rest of its blocks, and over the end of a column or page where a sentence is not ended."""
    style = Counter((lines[position].font, round(lines[position].size, 1)) for position in run).most_common(1)[0][0]
    taken = [*_lead(lines, labels, run, style[1]), *run]
    letters = _letters(lines, taken)
    structured = STRUCTURED.match(lines[taken[0]].text) is not None
    position = taken[-1] + 1
    continued = False
    while position < len(lines) and letters < MAX_ABSTRACT:
        line, last = lines[position], lines[taken[-1]]
        same_size = abs(line.size - style[1]) < 0.3
        if CONTINUED.match(line.text):
            continued = True
        elif AFTER_ABSTRACT.match(line.text) and not (structured and STRUCTURED.match(line.text) and line.text[-1:] != "n"):
            break
        elif (
            (same_size and line.block == last.block and line.page == last.page)
            or (structured and STRUCTURED.match(line.text) and len(line.text) < 60 and line.size < 1.35 * style[1])
            or (same_size and _goes_on(lines, labels, position, taken, body))
        ):  # fmt: skip
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


def _lead(lines: Sequence[Line], labels: Sequence[str], run: list[int], size: float) -> list[int]:
    """Lines above the run that belong to it: of its block, or down from the heading."""
    first = run[0]
    lead: list[int] = []
    for position in range(first - 1, max(first - 25, -1), -1):
        line, below = lines[position], lines[position + 1]
        if ABSTRACT.match(line.text):
            return ([position] if len(line.text) > 30 else []) + lead
        meant = labels[position] in ("abstract", "other", "body") or line.block == lines[first].block
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


def _resumes(
    lines: Sequence[Line], position: int, style: tuple[str, float], labels: Sequence[str]
) -> int | None:
    """Where the broken sentence goes on: the next line in the same type, on this page or the next."""
    for ahead in range(position, min(position + 60, len(lines))):
        line = lines[ahead]
        if line.page > lines[position].page + 1 or INTRODUCTION.match(line.text):
            return None
        same = line.font == style[0] and abs(line.size - style[1]) < 0.15 and len(line.text) > 20
        if same and labels[ahead] in ("abstract", "body", "other"):
            return ahead
    return None
