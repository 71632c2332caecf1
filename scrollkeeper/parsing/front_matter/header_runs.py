"""From labelled lines of the first pages to those of the title, in its parts, and to those that may name authors.

The model labels line by line and errs on single ones; what is set in one type and in one block belongs together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.abstract import near_size
from scrollkeeper.parsing.front_matter.author_tokens import JOINING
from scrollkeeper.parsing.front_matter.cues import CUE
from scrollkeeper.parsing.front_matter.language import likelier_language
from scrollkeeper.parsing.front_matter.name_words import PARTICLES

JOURNAL = re.compile(
    r"^(the )?([\w&-]+ ){0,4}(journal|proceedings|transactions|annals|bulletin|archives)\b", re.IGNORECASE
)
KIND = re.compile(r"^\W*(corrigendum|erratum|retraction|short communication|study protocol)\W*$", re.IGNORECASE)
RUNNING_HEAD = re.compile(r"running (head|title)\b", re.IGNORECASE)
# How sure the header model must be that a line names authors for its words to be looked at.
SURE = 0.5
# Below this it must be set in the type of one that is sure.
DOUBTFUL = 0.3
LEAST_BELIEF = 0.05
WORD = re.compile(r"[^\W\d_]{2,}")
MOST_AUTHOR_LINES = 3000
# No title or subtitle has more letters.
LONGEST_TITLE = 450


@dataclass(slots=True)
class TitleLines:
    """The lines of a title, of a subtitle in smaller type, and of the same title in another language."""

    title: list[Line] = field(default_factory=list)
    subtitle: list[Line] = field(default_factory=list)
    translated: list[Line] = field(default_factory=list)

    def all(self) -> list[Line]:
        return [*self.title, *self.subtitle, *self.translated]


def title_lines(lines: Sequence[Line], labels: Sequence[str], body: float) -> TitleLines:
    """The title: of the runs with that label the one in the largest type, weighted by how much it says.

    Without a label it is what stands in the largest type, where that is larger than the text's, of `body` points.
    """
    runs: list[list[int]] = []
    for position, label in enumerate(labels):
        if label != "title":
            continue
        if runs and _is_next_of_title(lines, runs[-1], position):
            runs[-1].append(position)
        else:
            runs.append([position])
    if all(JOURNAL.match(lines[run[0]].text) for run in runs):
        runs += _largest(lines, body)

    def score(run: list[int]) -> float:
        line, letters = lines[run[0]], sum(len(lines[position].text) for position in run)
        unlikely = (0.8 if line.page > lines[0].page else 1.0) * (0.5 if JOURNAL.match(line.text) else 1.0)
        return line.size * min(letters, 40) * unlikely

    runs = runs or _first_short_block(lines, labels)
    if not runs:
        return TitleLines()
    runs = [_first_block(lines, run) for run in runs]
    best = max(runs, key=score)
    before = runs[runs.index(best) - 1] if best is not runs[0] else best
    as_large = lines[before[0]].size > 0.97 * lines[best[0]].size and not JOURNAL.match(lines[before[0]].text)
    if before[-1] + 1 == best[0] and as_large and _is_below(lines[before[-1]], lines[best[0]]):
        best = before  # What follows is its subtitle, or the title in another language.
    grown = _grown(lines, labels, best)
    while len(grown) > 1 and _is_no_title(lines[grown[0]].text):
        grown = grown[1:]
    found = _parted_by_language([lines[position] for position in grown])
    _add_parts(found, lines, runs[runs.index(best) + 1 :])
    return found


def _is_no_title(text: str) -> bool:
    """What may stand right above a title in its type: the kind of the paper, or its running head."""
    return bool(KIND.match(text) or CUE["kind"].search(text) or RUNNING_HEAD.match(text))


def _parted_by_language(lines: list[Line]) -> TitleLines:
    """A title and, where its last lines are clearly in another language, what they are: its translation."""
    for at in range(1, len(lines)):
        if not lines[at].text[:1].isupper() or not lines[at - 1].text[-1:].isalnum():
            continue
        one, other = (likelier_language(" ".join(line.text for line in part)) for part in (lines[:at], lines[at:]))
        if one and other and one != other:
            return TitleLines(lines[:at], translated=lines[at:])
    return TitleLines(lines)


def _first_block(lines: Sequence[Line], run: list[int]) -> list[int]:
    """A run that is too long for a title up to the end of its first block: the text below was taken for it."""
    if sum(len(lines[position].text) for position in run) <= LONGEST_TITLE:
        return run
    return [position for position in run if lines[position].block == lines[run[0]].block]


def _add_parts(found: TitleLines, lines: Sequence[Line], runs: Sequence[list[int]]) -> None:
    """What follows below the title with its label: a subtitle, or the title in another language."""
    for run in runs:
        part, above = [lines[position] for position in run], found.all()[-1]
        if part[0] in found.title or sum(len(line.text) for line in part) > LONGEST_TITLE:
            continue
        if not _is_below(above, part[0]) or (found.subtitle and not near_size(found.subtitle[0], part[0], 0.03)):
            break
        smaller = part[0].size < 0.97 * found.title[-1].size
        if _in_other_language(found.title, part) or found.translated or not smaller:
            found.translated += part
        else:
            found.subtitle += part


def _is_below(above: Line, line: Line) -> bool:
    """Under it in the same column, with no more than two lines between."""
    near = line.page == above.page and -above.size < line.rect[1] - above.rect[3] < 3 * above.size
    return near and line.rect[0] < above.rect[2] and line.rect[2] > above.rect[0]


def _in_other_language(title: Sequence[Line], part: Sequence[Line]) -> bool:
    if part[0].italic != title[0].italic and part[0].block != title[-1].block:
        return True
    one, other = (likelier_language(" ".join(line.text for line in some)) for some in (title, part))
    return bool(one and other and one != other)


def _is_next_of_title(lines: Sequence[Line], run: Sequence[int], position: int) -> bool:
    """Directly below, or parted by invisible text only, and not where a title in another language begins."""
    line, above = lines[position], lines[run[-1]]
    if position - run[-1] <= 1:
        if not near_size(above, line, 0.12):
            return False
        return line.block == above.block or not _in_other_language([lines[one] for one in run], [line])
    near = line.page == above.page and abs(line.rect[1] - above.rect[1]) < 1.5 * line.size
    near = near and line.rect[0] < above.rect[2] + line.size
    return position - run[-1] <= 6 and near and line.font == above.font and near_size(above, line, 0.03)


def _largest(lines: Sequence[Line], body: float) -> list[list[int]]:
    """Without any label: the lines in the largest type of the first page that say something."""
    page = [
        position
        for position, line in enumerate(lines[:60])
        if line.page == lines[0].page
        and len(line.text.split()) > 1
        and not (CUE["kind"].search(line.text) or JOURNAL.match(line.text))
    ]
    size = max((lines[position].size for position in page), default=0.0)
    largest = [position for position in page if lines[position].size > 0.95 * size]
    return [largest[:4]] if largest and size > 1.1 * body and len(largest) <= 6 else []


def _first_short_block(lines: Sequence[Line], labels: Sequence[str]) -> list[list[int]]:
    """Without any label or larger type, as in plain typescripts: the first block that is too short for text."""
    blocks: dict[int, list[int]] = {}
    for position, line in enumerate(lines[:40]):
        if line.page == lines[0].page:
            blocks.setdefault(line.block, []).append(position)
    for block in blocks.values():
        text = " ".join(lines[position].text for position in block)
        heads = {"author", "affiliation", "meta", "keyword"}.intersection(labels[position] for position in block)
        if not heads and len(block) < 5 and len(text.split()) > 3 and len(text) < 300 and text[-1:] not in ".,;:":
            return [block]
    return []


def _grown(lines: Sequence[Line], labels: Sequence[str], run: list[int]) -> list[int]:
    """With the lines around it in the same block and type that the model gave to something else."""
    first, last = run[0], run[-1]
    while first > 0 and _same_setting(lines[first - 1], lines[first]) and labels[first - 1] != "author":
        first -= 1
    while last + 1 < len(lines) and _same_setting(lines[last + 1], lines[last]) and labels[last + 1] != "author":
        last += 1
    return [*range(first, run[0]), *run, *range(run[-1] + 1, last + 1)] if last - first < 9 else run


def _same_setting(one: Line, other: Line) -> bool:
    alike = one.font == other.font and near_size(one, other, 0.03)
    return alike and one.page == other.page and one.block == other.block


def author_block(
    lines: Sequence[Line], beliefs: Sequence[float], title: Sequence[Line], abstract: Sequence[Line]
) -> list[int]:
    """Positions of the lines that may name authors, by the model's belief; above the abstract where any are."""
    taken = {*map(id, title), *map(id, abstract), *_editors(lines)}
    found = [
        position
        for position, belief in enumerate(beliefs)
        if belief >= LEAST_BELIEF and id(lines[position]) not in taken
    ]
    first = {id(line) for line in abstract[:1]}
    stop = next((position for position, line in enumerate(lines) if id(line) in first), len(lines))
    above = [position for position in found if position < stop]
    chosen = above if any(beliefs[position] > SURE for position in above) else found
    sure = [position for position in chosen if beliefs[position] > SURE]
    kinds = {(lines[position].font, round(lines[position].size)) for position in sure}
    chosen = [
        position
        for position in chosen
        if not sure or beliefs[position] > DOUBTFUL or (lines[position].font, round(lines[position].size)) in kinds
    ]
    return _with_rest(lines, chosen, sure, stop)


def _editors(lines: Sequence[Line]) -> set[int]:
    """Lines that name editors and reviewers: below such a heading in its block."""
    found: set[int] = set()
    for position, line in enumerate(lines):
        if CUE["editor"].search(line.text):
            for below in lines[position : position + 8]:
                if below.block != line.block or below.page != line.page:
                    break
                found.add(id(below))
    return found


def _with_rest(lines: Sequence[Line], chosen: list[int], sure: list[int], stop: int) -> list[int]:
    """With the lines below a sure one that list names in its type, for longer than the model goes on believing."""
    found = set(chosen)
    for position in sure:
        if position + 1 in sure:
            continue
        while position + 1 < stop and goes_on(lines[position], lines[position + 1]):
            position += 1
            found.add(position)
    return sorted(found)


def goes_on(line: Line, following: Line) -> bool:
    """Whether a list of names runs on from one line to the next."""
    alike = line.font == following.font and near_size(line, following, 0.03)
    return alike and _lists_names(line.text) and _lists_names(following.text)


def _lists_names(text: str) -> bool:
    """Whether it has commas or the like, and hardly a word without a capital."""
    words = WORD.findall(text)
    loud = sum(word[0].isupper() or word in PARTICLES or word in JOINING for word in words)
    return len(words) > 1 and loud >= 0.85 * len(words) and sum(map(text.count, ",;•·")) > 1


def rest_of_list(lines: Sequence[Line], last: Line) -> list[Line]:
    """The lines after `last` that go on in its type, over columns and pages, where a list of authors is that long."""
    start = next((position for position, line in enumerate(lines) if line is last), len(lines)) + 1
    found: list[Line] = []
    missed = 0
    for line in lines[start : start + 2 * MOST_AUTHOR_LINES]:
        if line.zone == "margin":
            continue
        if line.font == last.font and near_size(line, last, 0.03) and _may_name(line.text):
            found.append(line)
            missed = 0
        else:
            missed += 1
            if missed > 3:
                break
    return found[:MOST_AUTHOR_LINES]


def _may_name(text: str) -> bool:
    """For the end of a list, which may be a single name."""
    words = WORD.findall(text)
    names = sum(1 for word in words if word[0].isupper() or word in PARTICLES or word in JOINING)
    return names >= 0.8 * len(words)
