"""From labelled lines of the first pages to those of the title and the authors.

The model labels line by line and errs on single ones; what is set in one type and in one block belongs together.
"""

import re
from collections import Counter
from collections.abc import Sequence

from scrollkeeper.parsing.abstract import near_size
from scrollkeeper.parsing.cues import CUE
from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.names import PARTICLES

JOURNAL = re.compile(
    r"^(the )?([\w&-]+ ){0,4}(journal|proceedings|transactions|annals|bulletin|archives)\b", re.IGNORECASE
)
WORD = re.compile(r"[^\W\d_]{2}")
JOINING = {"and", "und", "et", "y", *PARTICLES}
KIND = re.compile(r"^\W*(corrigendum|erratum|retraction|short communication|study protocol)\W*$", re.IGNORECASE)


def title_lines(lines: Sequence[Line], labels: Sequence[str], body: float) -> list[Line]:
    """The title: of the runs with that label the one in the largest type, weighted by how much it says.

    Without a label it is what stands in the largest type, where that is larger than the text's, of `body` points.
    """
    runs: list[list[int]] = []
    for position, label in enumerate(labels):
        if label != "title":
            continue
        if runs and _is_next_of_title(lines, runs[-1][-1], position):
            runs[-1].append(position)
        else:
            runs.append([position])
    if all(JOURNAL.match(lines[run[0]].text) for run in runs):
        runs += _largest(lines, body)

    def score(run: list[int]) -> float:
        line, letters = lines[run[0]], sum(len(lines[position].text) for position in run)
        unlikely = (0.8 if line.page > lines[0].page else 1.0) * (0.5 if JOURNAL.match(line.text) else 1.0)
        return line.size * min(letters, 40) * unlikely

    best = max(runs, key=score, default=[])
    grown = [lines[position] for position in _grown(lines, labels, best)] if best else []
    while len(grown) > 1 and (KIND.match(grown[0].text) or CUE["kind"].search(grown[0].text)):
        grown = grown[1:]
    return grown


def _is_next_of_title(lines: Sequence[Line], last: int, position: int) -> bool:
    """Directly below, or parted by invisible text only."""
    line, above = lines[position], lines[last]
    if position - last <= 1:
        return near_size(above, line, 0.12)
    near = line.page == above.page and abs(line.rect[1] - above.rect[1]) < 1.5 * line.size
    return position - last <= 6 and near and line.font == above.font and near_size(above, line, 0.03)


def _largest(lines: Sequence[Line], body: float) -> list[list[int]]:
    """Without any label: the lines in the largest type of the first page that say something."""
    page = [
        position for position, line in enumerate(lines[:60])
        if line.page == lines[0].page and len(line.text.split()) > 1
        and not (CUE["kind"].search(line.text) or JOURNAL.match(line.text))
    ]  # fmt: skip
    size = max((lines[position].size for position in page), default=0.0)
    largest = [position for position in page if lines[position].size > 0.95 * size]
    return [largest[:4]] if largest and size > 1.1 * body and len(largest) <= 6 else []


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


def subtitle_lines(lines: Sequence[Line], title: Sequence[Line], authors: Sequence[Line]) -> list[Line]:
    """Directly below the title, as bold but in a smaller size, and not the authors."""
    if not title:
        return []
    at = next(position for position, line in enumerate(lines) if line is title[-1]) + 1
    found: list[Line] = []
    for line in lines[at : at + 4]:
        smaller = 0.6 * title[-1].size < line.size < 0.97 * title[-1].size
        near = line.page == title[-1].page and 0 <= line.rect[1] - (found or title)[-1].rect[3] < 1.5 * title[-1].size
        if any(line is one for one in authors) or _reads_like_names(line.text):
            break
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
        if label == "author" and position not in editors and WORD.search(lines[position].text)
        and not any(CUE[name].search(lines[position].text) for name in ("correspondence", "copyright"))
    ]  # fmt: skip
    first_of = {id(line) for line in abstract[:1]}
    stop = next((position for position, line in enumerate(lines) if id(line) in first_of), len(lines))
    if not found:
        found = _below_title(lines, labels, title, editors)
    above = [position for position in found if position < stop] or found
    page = title[0].page if title else None
    chosen = [position for position in above if page is None or lines[position].page == page] or above
    # A box beside the text may name them again, in small print.
    large = max((lines[position].size for position in chosen if _reads_like_names(lines[position].text)), default=0.0)
    chosen = [position for position in chosen if lines[position].size > 0.8 * large]
    return [lines[position] for position in _in_authors_type(lines, labels, chosen, stop, editors)]


def _below_title(lines: Sequence[Line], labels: Sequence[str], title: Sequence[Line], editors: set[int]) -> list[int]:
    """Without any label: the first line below the title that reads like names."""
    end = next((position for position, line in enumerate(lines) if title and line is title[-1]), -1)
    below = range(end + 1, min(end + 9, len(lines)))
    free = [
        position for position in below if position not in editors and labels[position] not in ("abstract", "keyword")
    ]
    return [position for position in free if title and _reads_like_names(lines[position].text)][:1]


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
    usual = _most_frequent(lines)
    telling = first.bold or first.italic or first.font != usual.font or not near_size(first, usual, 0.03)
    for position in range(max(chosen[0] - 6, 0), min(stop, chosen[0] + 40)):
        line = lines[position]
        same = line.font == first.font and near_size(line, first, 0.03) and line.page == first.page
        goes_on = position - 1 in kept and _same_setting(lines[position - 1], line) and len(line.text.split()) < 4
        if (
            telling and same and position not in kept and position not in editors
            and labels[position] in ("other", "affiliation", "meta")
            and _reads_like_names(line.text, 1 if goes_on else 2)
        ):  # fmt: skip
            kept.append(position)
    return sorted(kept)


def _most_frequent(lines: Sequence[Line]) -> Line:
    """A line in the type that most lines are set in."""
    styles = Counter((line.font, round(line.size, 1)) for line in lines)
    style = styles.most_common(1)[0][0]
    return next(line for line in lines if (line.font, round(line.size, 1)) == style)


def _reads_like_names(text: str, least: int = 2) -> bool:
    # Single small letters are the marks of affiliations.
    words = re.findall(r"[^\W\d_]{2,}|[^\W\d_a-z]", text)
    loud = [word for word in words if word[0].isupper() or word in JOINING]
    cued = any(CUE[name].search(text) for name in ("affiliation", "email", "url", "dates", "copyright", "kind"))
    return len(words) >= least and len(loud) >= 0.9 * len(words) and not cued and not re.search(r"\d{3}", text)
