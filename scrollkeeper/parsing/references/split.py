"""Cuts the lines of a list of references into its entries.

Numbered lists are cut where their numbers count up: the longest such chain is found by dynamic programming, so that a
volume or a year at the beginning of a line misleads nobody. Lists with keys ([Knu84]) are cut at the keys. All others
are cut by how their entries are set: by a hanging (or first-line) indent, by gaps, or, where there is neither, by
what an entry ends and begins with.
"""

import itertools
import re
from collections import Counter
from statistics import median

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.references.find import without_heading

MARK = re.compile(
    r"^\W{0,2}?(?:\[(?P<square>\d{1,4})\]|\((?P<round>\d{1,3})\)|(?P<dot>\d{1,4})[.)](?!\d)|(?P<bare>\d{1,3})(?=\s?[^\W\d_]))[.:]?\s*"
)
KEY = re.compile(r"^\[(?P<key>[A-Za-zÄÖÜäöüß][^\]]{1,40})\]\s*|^(?P<dashed>[A-Z]{2,5}\d{2}[a-z]?)(?=\s)")
AUTHOR = re.compile(
    r"^(?:[-–—_―]{2,}|[“\"]?(?:(?:van|von|de|der|den|di|da|del|la|le|ten|zu|zur|vom|el|al|d|O|Mc)[ '’-])*"
    r"(?:[A-ZÀ-Þ][\w’'´`-]+(?:[ -][A-ZÀ-Þ][\w’'-]+){0,2}(?:, ?(?:[A-ZÀ-Þ]|$)| [A-ZÀ-Þ]{1,3}\b| (?:[A-ZÀ-Þ]\.[ -]?)+|"
    r" \(\d{4})|(?:[A-ZÀ-Þ]\.[ -]?){1,4} ?[A-ZÀ-Þ][\w’'-]+))"
)
ENDED = re.compile(r"(?:[.\])]|https?://\S+|10\.\d{4,}/\S+|\d)\s*$")
TAIL = re.compile(
    r"^\W*(?:©|(?:\(c\)|c) ?(?:19|20)\d\d\b|copyright\b|publisher ?['’]s note|this is an open|license statement|"
    r"submit your|(?:competing|conflicts? of) interests?\b|sample availability|edited by .* citation:|"
    r"©?.{0,40}licensee\b|disclaimer\b|how to cite|cite this article|received:? \d)",
    re.IGNORECASE,
)
Group = list[Line]


def split_references(lines: list[Line]) -> list[tuple[str | None, Group]]:
    """(label, lines) of each entry of one list."""
    lines = [line for line in lines if line.text.strip()]
    if not lines:
        return []
    begins = _by_numbers(lines) or _by_keys(lines) or _by_setting(lines)
    groups: list[tuple[str | None, Group]] = []
    for index, line in enumerate(lines):
        if index in begins or not groups:
            groups.append((begins.get(index), [line]))
        else:
            groups[-1][1].append(line)
    inner = [gap for _, group in groups for gap in _gaps(group) if gap is not None]
    label, last = groups[-1]
    groups[-1] = (label, _without_tail(last, median(inner) if inner else 0.0))
    return groups


def _without_tail(group: Group, leading: float) -> Group:
    """The last entry without what a journal prints below the list: after a wider gap, or by its words."""
    for index, gap in enumerate(_gaps(group)):
        apart = leading > 0 and gap is not None and gap > 1.5 * leading and ENDED.search(group[index - 1].text[-80:])
        shown = " ".join(line.text for line in group[index : index + 2])
        if index and (apart or TAIL.match(shown)):
            return group[:index]
    return group


def without_label(raw: str, label: str | None) -> str:
    if label is None:
        return raw
    found = MARK.match(raw) or KEY.match(raw)
    return raw[found.end() :] if found and label in found.group() else raw


def _by_numbers(lines: list[Line]) -> dict[int, str | None]:
    """Indexes of the lines at which a number of the longest chain of rising numbers stands, with that number."""
    best: dict[tuple[str, int], tuple[float, int]] = {}  # (style, value) -> (length of the chain, line)
    link: dict[int, int | None] = {}
    chains: list[tuple[float, int]] = []
    numbers: dict[int, int] = {}
    for index, line in enumerate(lines):
        found = MARK.match(without_heading(line.text))
        if not found:
            continue
        style = found.lastgroup or ""
        value = numbers[index] = int(found.group(style))
        length, before = (1.0 if value == 1 else 0.3 if index else 0.8), None
        for step in (1, 2, 3):
            known = best.get((style, value - step))
            if known and known[0] + 1.05 - 0.45 * step > length:
                length, before = known[0] + 1.05 - 0.45 * step, known[1]
        link[index] = before
        if length > best.get((style, value), (0.0, 0))[0]:
            best[style, value] = (length, index)
        chains.append((length, index))
    if not chains:
        return {}
    length, at = max(chains, key=lambda chain: (chain[0], -chain[1]))
    chain: list[int] = []
    last: int | None = at
    while last is not None:
        chain.append(last)
        last = link[last]
    chain.reverse()
    bare = MARK.match(without_heading(lines[chain[0]].text))
    enough = 2 if bare and bare.lastgroup in ("square", "dot") else 3
    whole = len(chain) == 1 and chain[0] == 0 and numbers[0] == 1 and bare is not None and bare.lastgroup == "square"
    if not whole and (len(chain) < enough or chain[0] > max(4, len(lines) // 4) or len(lines) > 12 * len(chain) + 12):
        return {}
    return {index: str(numbers[index]) for index in chain}


def _by_keys(lines: list[Line]) -> dict[int, str | None]:
    keys = {index: found for index, line in enumerate(lines) if (found := KEY.match(line.text))}
    if 0 not in keys or len(keys) < 2 or len(lines) > 8 * len(keys):
        return {}
    return {index: found.group("key") or found.group("dashed") for index, found in keys.items()}


def _by_setting(lines: list[Line]) -> dict[int, str | None]:
    scores = _scores_of_beginning(lines)
    begins = [index for index, score in enumerate(scores) if score > 0 or not index]
    return dict.fromkeys(_in_alphabet(begins, lines, scores))


def _scores_of_beginning(lines: list[Line]) -> list[float]:
    """How much speaks for an entry beginning at each line (above 0) or against it, by votes of what can be seen."""
    runs = _column_runs(lines)
    indents, gaps, right = _indents(lines, runs), _gaps(lines), _right_edges(lines, runs)
    begins_by_indent = _indent_of_beginnings(lines, indents)
    starts = [AUTHOR.match(line.text[:200]) is not None for line in lines]
    leading = median(gap for gap in gaps if gap is not None) if any(gap is not None for gap in gaps) else 0.0
    wide = [gap is not None and gap > leading + 0.25 * line.size for gap, line in zip(gaps, lines, strict=True)]
    gaps_matter = 0.08 * len(lines) <= sum(wide) and _agree(wide, starts)
    scores: list[float] = []
    for index, line in enumerate(lines):
        score = 1.3 if starts[index] else -1.3
        if begins_by_indent is not None and indents[index] is not None:
            score += 2.5 if indents[index] == begins_by_indent else -2.5
        if gaps_matter and gaps[index] is not None:
            score += 1.5 if wide[index] else -1.5
        if index:
            before = lines[index - 1]
            score += 0.5 if ENDED.search(before.text[-80:]) else -1.0
            score += 0.6 if before.rect[2] < right[index - 1] - 2.5 * line.size else -0.3
            if before.text.endswith("-") or line.text[:1].islower():
                score -= 1.0
            if before.text.count("(") > before.text.count(")"):
                score -= 2.0
        scores.append(score)
    return scores


def _in_alphabet(begins: list[int], lines: list[Line], scores: list[float]) -> list[int]:
    """Without the weak beginnings that alone break the order of an alphabetical list."""
    # Works of one first author may stand in any order.
    keys = [re.sub(r"\W", "", lines[index].text[:14].partition(",")[0]).casefold() for index in begins]
    rising = sum(before <= after for before, after in itertools.pairwise(keys))
    if len(begins) < 6 or rising < 0.8 * (len(begins) - 1):
        return begins
    kept = [begins[0]]
    for at in range(1, len(begins)):
        breaks = keys[at] < keys[at - 1] and (at + 1 == len(keys) or keys[at + 1] >= keys[at - 1])
        if not breaks or scores[begins[at]] > 2.5:
            kept.append(begins[at])
    return kept


def _agree(wide: list[bool], starts: list[bool]) -> bool:
    return sum(a and b for a, b in zip(wide, starts, strict=True)) >= 0.5 * sum(wide)


def _column_runs(lines: list[Line]) -> list[int]:
    """A number for each line that changes with page and column."""
    runs, run = [], 0
    for before, line in zip([lines[0], *lines], lines, strict=False):
        if line.page != before.page or line.rect[1] < before.rect[1] - 2 or line.rect[0] > before.rect[2]:
            run += 1
        runs.append(run)
    return runs


def _gaps(lines: list[Line]) -> list[float | None]:
    """Distance of each line's bottom from that of the line above, where they are of one column."""
    gaps: list[float | None] = [None]
    for above, below in itertools.pairwise(lines):
        gap = below.rect[3] - above.rect[3]
        same = above.page == below.page and 0 < gap < 5 * max(below.size, 1.0) and below.rect[0] < above.rect[2]
        gaps.append(gap if same else None)
    return gaps


def _right_edges(lines: list[Line], runs: list[int]) -> list[float]:
    edge: dict[int, float] = {}
    for line, run in zip(lines, runs, strict=True):
        edge[run] = max(edge.get(run, 0.0), line.rect[2])
    return [edge[run] for run in runs]


def _indents(lines: list[Line], runs: list[int]) -> list[bool | None]:
    """Whether each line is indented against the left edge of its column; None where there is no telling."""
    lefts: dict[int, list[float]] = {}
    for line, run in zip(lines, runs, strict=True):
        lefts.setdefault(run, []).append(line.rect[0])
    steps: Counter[int] = Counter()
    for values in lefts.values():
        low = min(values)
        steps.update(round(value - low) for value in values if 4 <= value - low <= 60)
    if not steps:
        return [None] * len(lines)
    step = steps.most_common(1)[0][0]
    edges = {run: min(values) for run, values in lefts.items()}
    proven = {run for run, values in lefts.items() if any(abs(value - edges[run] - step) <= 2 for value in values)}
    for run in edges:
        if run not in proven and any(abs(edges[run] - step - edges[other]) <= 2 for other in proven):
            edges[run] -= step  # Only the rest of an entry stands in this column.
    return [line.rect[0] - edges[run] > 0.5 * step for line, run in zip(lines, runs, strict=True)]


def _indent_of_beginnings(lines: list[Line], indents: list[bool | None]) -> bool | None:
    """False: entries begin at the left edge; True: their first lines are indented; None: indents say nothing."""
    known = [index for index, indent in enumerate(indents) if indent is not None]
    inner = [index for index in known if indents[index]]
    outer = [index for index in known if not indents[index]]
    if len(inner) < 0.12 * len(known) or len(outer) < 0.1 * len(known) or not known:
        return None
    share_inner = sum(AUTHOR.match(lines[index].text[:200]) is not None for index in inner) / len(inner)
    share_outer = sum(AUTHOR.match(lines[index].text[:200]) is not None for index in outer) / len(outer)
    return share_inner > share_outer + 0.3
