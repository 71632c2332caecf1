"""Finds the lines of the lists of references: below a heading that names one, else where lines read like references.

Whether a line reads like one is told by cheap cues (a year, pages, initials, an identifier). Single lines mislead in
both directions, so the lines below a heading are parted into list and other text by the most likely path through a
chain of two states (Viterbi, 1967), which may change where a block of lines ends more cheaply than inside of one.
"""

import itertools
import re
from collections import Counter
from statistics import median

from scrollkeeper.parsing.document import Line

NAMES = (
    r"references?( and notes| cited| list)?|list of references|bibliograph(y|ie|ic references)|selected bibliography|"
    r"literature( cited)?|works cited|cited literature|notes and references|references and further reading|"
    r"(zitierte )?literatur(verzeichnis|angaben|hinweise|nachweise|liste)?|quellen(verzeichnis|angaben)?|"
    r"quellen- und literaturverzeichnis|literatur- und quellenverzeichnis|bibliografie|referenzen|"
    r"r[ée]f[ée]rences( bibliographiques)?|ouvrages cités|bibliograf[ií]a|referencias( bibliográficas)?|"
    r"referências( bibliográficas)?|riferimenti bibliografici|bibliografia|literatuur(lijst)?|referenties|"
    r"litteratur(förteckning)?|referenser|kirjallisuus|список литературы|литература|参考文献"
)
NUMBER = r"(?:(?:\d{1,2}(?:\.\d{1,2})*|[A-Z]|[IVX]{1,5})[.)]?\s+)?"
RUN_IN = re.compile(rf"^(?:{NAMES})[.:]?\s+(?=\[?1[\].])", re.IGNORECASE)
HEADING = re.compile(rf"^[■•▪\W]*{NUMBER}(?:{NAMES})\s*[:.]?$", re.IGNORECASE)
# One of these is in every heading, in small letters.
STEM = re.compile("r[eé]f|lit|bibl|cit|quell|rif|kirj|лит|文")
SPACED = re.compile(r"^(?:[A-ZÄÖÜÉ] ){4,}[A-ZÄÖÜÉ]$")
END = re.compile(
    rf"^\W*{NUMBER}(?:appendix|appendices|anhang|anlage|annex|supplement\w*|supporting information|"
    r"acknowledg\w+|danksagung|author contributions?|about the authors?|authors?’? biograph\w+|affiliations?|"
    r"biograph\w+|conflicts? of interest|competing interests?|publisher['’]s note|copyright|©|\(c\) ?(19|20)\d\d|"
    r"how to cite|cite this|received:?|open access|this is an open[- ]access|creative commons|"
    r"funding|ethics|data availability|zusammenfassung|summary|figure|fig\.|table|tabelle|abbildung|"
    r"submit your|ready to submit|correspondence)\b",
    re.IGNORECASE,
)
CAPTION = re.compile(r"^(?:fig(?:ure|\.)?|table|abb(?:ildung|\.)|tab(?:elle|\.)) ?\d{1,3}\b", re.IGNORECASE)
YEAR_ALONE = re.compile(r"^\(?(?:1[6-9]|20)\d\d[a-z]?\)?[.,;]$")
YEAR = r"(?:1[6-9]|20)\d\d"
DATED = re.compile(rf"(?<!\d){YEAR}(?!\d)|\bn\. ?d\.|https?:|www\.|doi", re.IGNORECASE)
# Each kind of cue is looked for only where a cheaper sign of it is seen.
CUES_WITH_DIGITS = re.compile(
    rf"\b{YEAR}[a-z]?[.,;:)]|[,;.:] ?{YEAR}[a-z]?\b|\b\d+ ?\([\d–‐-]+\)|"
    r"\b[A-Z]?\d+ ?[–‒—‐-] ?[A-Z]?\d+\b|\b10\.\d{4}|\bpp?\. ?\d|\bno\. ?\d"
)
DIGIT = re.compile(r"\d")
# No cue begins farther than this before its first digit.
BEFORE_DIGIT = 6
CUES_WITH_WORDS = re.compile(
    r"\bet al\b|\bdoi\b|https?:|arxiv|\bvol\.|\bIn:|\(eds?\.?\)|\(hrsg\.?\)|\bProceedings\b|\bProc\.|\bJ\. |"
    r"\bJournal\b|\bUniversity Press\b|\bSpringer\b|\bPhD|\bPMID"
)
WORDS = (
    "et al", "doi", "http", "arxiv", "vol.", "In:", "(ed", "(hrsg", "Proc", "J. ", "Journal", "Press", "Springer",
    "PhD", "PMID",
)  # fmt: skip
NAME_FIRST = re.compile(r"[A-Z][\w’'-]+,? (?:[A-Z]\.[ -]?){1,3}(?:[,;&(]|and\b|$)|[A-Z][a-zé’'-]+ [A-Z]{1,3}[,.;:]")
# What must stand before the first initial is looked at after it: initials are found sooner.
INITIALS_FIRST = re.compile(r"[A-Z](?:(?<=^.)|(?<=[,;] .)|(?<=\band .))\.[ -]?(?:[A-Z]\.[ -]?){0,2} ?[A-Z][a-z]")
# Logarithms of how much likelier a line with (without) a cue is in a list than outside of one, and of a change.
WITH_CUE, WITHOUT_CUE = 1.2, -0.6
OTHER_SIZE, OTHER_SET, OWN_SIZE = -2.5, -1.5, 0.35
CHANGE_INSIDE, CHANGE_AT_BLOCK, CHANGE_AT_HEADING = 9.0, 5.0, 1.5
MIN_SHARE_WITH_CUE = 0.4
# A whole list has more of such lines than a table in which a column says "Reference".
LEAST_OF_A_LIST = 0.25
# More of a line than this is not looked at: some files have whole books on one.
LONGEST_LINE = 400


NUMBERED = re.compile(r"^\W?\d{1,3}[\].)]{1,2}\s")
ENDED = re.compile(r"[.)\]:;”»\"]$")


def find_reference_lines(lines: list[Line]) -> list[list[Line]]:
    """The lines of each list in reading order, without headings and running heads."""
    flow = _flow(lines)
    found: list[list[Line]] = []
    taken = -1
    starts = [index for index, line in enumerate(flow) if is_heading(line)]
    for number, start in enumerate(starts):
        if start < taken or not _dense(flow[start + 1 : start + 13]):
            continue
        stop = starts[number + 1] if number + 1 < len(starts) else len(flow)
        chosen = _list_below(flow, start, stop)
        if RUN_IN.match(flow[start].text):
            chosen = [start, *chosen]
        below = [flow[index] for index in chosen]
        if _names_works(below):
            found.append(_without_islands(below))
            taken = chosen[-1]
    return found or _without_heading(flow)


def _flow(lines: list[Line]) -> list[Line]:
    """Lines that are read; a year that ends an entry at the foot of a column is not the page number it looks like."""
    flow: list[Line] = []
    for line in lines:
        if line.zone == "margin":
            above = flow[-1] if flow and flow[-1].page == line.page else None
            if above is None or not YEAR_ALONE.match(line.text) or abs(above.size - line.size) > 0.05 * line.size:
                continue
            if not (0 < line.rect[3] - above.rect[3] < 2 * line.size and line.rect[0] < above.rect[2]):
                continue
        if line.text.strip():
            flow.append(line)
    return flow


def is_heading(line: Line) -> bool:
    text = line.text
    if len(text) > 60:
        return "1" in text[:40] and RUN_IN.match(text) is not None
    text = text.strip()
    if SPACED.match(text):
        text = text.replace(" ", "")
    if not STEM.search(text.lower()):
        return False
    return HEADING.match(text) is not None or RUN_IN.match(text) is not None


def without_heading(text: str) -> str:
    """ "References 1. Curie …": the heading may stand in the first line of the list."""
    return RUN_IN.sub("", text)


def reads_like_reference(line: Line) -> bool:
    """Whether a line has one of the cues: a year, pages, initials, an identifier and the like."""
    text = line.text[:LONGEST_LINE]
    digit = DIGIT.search(text)
    return (
        NAME_FIRST.search(text) is not None
        or (digit is not None and CUES_WITH_DIGITS.search(text, max(digit.start() - BEFORE_DIGIT, 0)) is not None)
        or (any(word in text for word in WORDS) and CUES_WITH_WORDS.search(text) is not None)
        or INITIALS_FIRST.search(text) is not None
    )


def _dense(near: list[Line]) -> bool:
    """Whether the lines that follow read like references; those below an entry of a table of contents do not."""
    cued = [reads_like_reference(line) or NUMBERED.match(line.text) is not None for line in near]
    return any(part and sum(part) >= MIN_SHARE_WITH_CUE * len(part) for part in (cued, cued[:5]))


def _names_works(chosen: list[Line]) -> bool:
    """Whether enough lines of a list read like references, and any has a year or an address."""
    some = chosen[:40]
    cued = sum(reads_like_reference(line) or NUMBERED.match(line.text) is not None for line in some)
    return cued > LEAST_OF_A_LIST * len(some) and any(DATED.search(line.text[:LONGEST_LINE]) for line in chosen)


def _without_islands(chosen: list[Line]) -> list[Line]:
    """The list without captions, and single lines of another size beside its column: formulas drawn after the text."""
    if len(chosen) < 4:
        return chosen
    size = median(line.size for line in chosen)
    kept = []
    captions = {(line.page, line.block) for line in _first_of_blocks(chosen) if CAPTION.match(line.text)}
    for at, line in enumerate(chosen):
        if (line.page, line.block) in captions:
            continue
        near = [*chosen[max(at - 1, 0) : at], *chosen[at + 1 : at + 2]]
        apart = all(one.page != line.page or one.rect[2] < line.rect[0] or line.rect[2] < one.rect[0] for one in near)
        other = abs(line.size - size) > 0.05 * size and not reads_like_reference(line)
        if not (apart and other and all(one.block != line.block or one.page != line.page for one in near)):
            kept.append(line)
    return kept


def _first_of_blocks(lines: list[Line]) -> list[Line]:
    pairs = itertools.pairwise(lines)
    return [line for above, line in pairs if (line.page, line.block) != (above.page, above.block)]


def _list_below(flow: list[Line], start: int, stop: int) -> list[int]:
    first = flow[start + 1 : min(start + 9, stop)]
    if not first:
        return []
    size = median(line.size for line in first)
    return _most_likely(flow, list(range(start + 1, stop)), size, body_size(flow))


def _most_likely(flow: list[Line], indexes: list[int], size: float, body: float) -> list[int]:
    """Of consecutive lines those of the list, by the likeliest path through "list" and "other" that begins in it."""
    inside, outside = 0.0, -6.0
    back: list[tuple[bool, bool]] = []
    own_size = OWN_SIZE if abs(body - size) > 0.05 * size else 0.0
    previous: Line | None = None
    for index in indexes:
        line = flow[index]
        gain = (WITH_CUE if reads_like_reference(line) or NUMBERED.match(line.text) else WITHOUT_CUE) + own_size
        same_size = abs(line.size - size) <= 0.05 * size
        if not same_size:
            gain = min(gain, 0.0) + OTHER_SIZE
        heading = _looks_like_heading(line, size)
        ends = END.match(line.text) is not None
        if ends:
            gain = min(gain, 0.0) + (OTHER_SIZE if len(line.text) < 60 or heading else OTHER_SET)
        new_block = previous is None or previous.block != line.block or previous.page != line.page
        to_other = CHANGE_AT_HEADING if heading or ends else CHANGE_AT_BLOCK if new_block else CHANGE_INSIDE
        to_list = CHANGE_AT_BLOCK if new_block else CHANGE_INSIDE
        came_in, came_out = outside - to_list > inside, inside - to_other > outside
        inside, outside = max(inside, outside - to_list) + gain / 2, max(outside, inside - to_other) - gain / 2
        back.append((came_in, came_out))
        previous = line
    chosen: list[int] = []
    state = inside >= outside
    for index, (came_in, came_out) in zip(reversed(indexes), reversed(back), strict=True):
        if state:
            chosen.append(index)
        state = (not came_in) if state else came_out
    return chosen[::-1]


def _looks_like_heading(line: Line, size: float) -> bool:
    short = len(line.text) < 70 and not line.text.rstrip().endswith((",", ";"))
    return short and (line.size > 1.08 * size or (line.bold and not re.search(r"\d{2}", line.text)))


def _without_heading(flow: list[Line]) -> list[list[Line]]:
    """The densest run of lines that read like references after the first third of the paper, if it is long enough."""
    best: tuple[float, int, int] = (0.0, 0, 0)
    score, start = 0.0, len(flow) // 3
    for index in range(start, len(flow)):
        score += 0.5 if reads_like_reference(flow[index]) else -0.5
        if score <= 0:
            score, start = 0.0, index + 1
        elif score > best[0]:
            best = (score, start, index + 1)
    score, start, end = best
    if score < 3.0:
        return []
    size = median(line.size for line in flow[start:end])
    while start > 0 and end - start < 1000 and abs(flow[start - 1].size - size) <= 0.05 * size:
        before = flow[start - 1]
        if _looks_like_heading(before, size) or before.block != flow[start].block or ENDED.search(before.text):
            break
        start -= 1  # The first lines of the first entry may hold no cue.
    chosen = _most_likely(flow, list(range(start, len(flow))), size, body_size(flow))
    return [[flow[index] for index in chosen]] if len(chosen) >= 4 else []


def body_size(flow: list[Line]) -> float:
    letters: Counter[float] = Counter()
    for line in flow[:: 1 + len(flow) // 400]:
        letters[round(line.size, 1)] += len(line.text)
    return max(letters.items(), key=lambda item: item[1])[0]
