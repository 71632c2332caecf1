"""A paper's own DOI among those that its first two pages print, told by where and how each of them stands."""

import itertools
import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.references.find import is_heading

DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>|,;]+[^\s\"<>|,;.)\]]", re.IGNORECASE)
ALONE = re.compile(r"^\W*(?:doi\W{0,3})?(?:https?://)?(?:dx\.)?(?:doi\.org/)?10\.\d{4,9}/\S+\W*$", re.IGNORECASE)
# What may follow on the next line where a DOI breaks: digits, or a word with digits in it.
REST = re.compile(r"^[\w.-]*\d[\w-]*(?=\s|$|[.,;])")
CUT_AFTER_PREFIX = re.compile(r"\b10\.\d{4,9}/$")
# DOIs of figures and tables are made of that of their paper.
COMPONENT = re.compile(r"(?:\.[gtsfe]\d{3}|/(?:fig|table|supp)-\d+)$")
# What these words begin a line for is something that belongs to the paper, or that the paper is about.
COMPANION = re.compile(
    r"\b(code|data(set)?s?|software|supplement\w*|archived?|repository|registration|registered|osf|figshare|"
    r"dryad|github|corrects|retracts|original article|referee\w*)\b",
    re.IGNORECASE,
)
# The same where a sentence goes on: "Code is available at … –" above "DOI 10.…".
AVAILABLE = re.compile(
    r"\b(code|data|software|materials?)\b.{0,40}\b(available|archived?|deposited|found)\b", re.IGNORECASE
)
OWN = re.compile(r"\b(cite|citation|citing|zitier\w+|citar)\b|\bthis (article|paper)\b", re.IGNORECASE)
MARGIN, LONE, SMALL, CITED, FIRST_PAGE, OUTSIDE, OTHER = 2.0, 2.0, 1.0, 1.0, 0.5, 0.5, -8.0
LEAD, MOST_DOIS = 40, 300
# The share of the text's size below which type is small print.
SMALLER = 0.95
SAME_SIZE = 0.3


def own_doi(lines: Sequence[Line], stated: str | None, usual: float, text: Container[int]) -> str | None:
    """The DOI that the file states of itself where it is printed; else the likeliest.

    `lines` are those of the first two pages, `usual` is the size of most of their type in points, `text` has the
    identities of lines that the header model takes for the text or its abstract: a hint among others.
    """
    scores: Counter[str] = Counter()
    for doi, line, other in itertools.islice(_printed(lines), MOST_DOIS):
        likely = _likelihood(line, usual, text, lines[0].page)
        scores[COMPONENT.sub("", doi)] += likely + (OTHER if other else 0.0)  # type: ignore[assignment]
    for doi in sorted(scores, key=len, reverse=True):
        if any(doi.startswith((f"{other}.", f"{other}/")) for other in scores if other[-1].isdigit()):
            del scores[doi]  # Of a part of the paper whose own it begins with.
    for doi in sorted(scores, key=len):
        whole = next((other for other in scores if other != doi and other.startswith(doi)), None)
        if whole and not doi[-1].isdigit():
            scores[whole] += scores.pop(doi)
    if stated in scores:
        return stated
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= 0 else None


def _printed(lines: Sequence[Line]) -> Iterator[tuple[str, Line, bool]]:
    """Every DOI in small letters, whole where a line's end breaks it, its line, whether it is of something else."""
    cited = 0.0
    for position, line in enumerate(lines):
        if line.zone != "margin" and is_heading(line) and position + 1 < len(lines):
            cited = lines[position + 1].size
        if "10." not in line.text:
            continue
        printed = line.text.replace("doi.org/ ", "doi.org/").rstrip()
        below = lines[position + 1] if position + 1 < len(lines) else None
        following = below.text if below is not None and (below.page, below.block) == (line.page, line.block) else ""
        if CUT_AFTER_PREFIX.search(printed):
            printed += following.split(" ")[0]
            following = ""
        above = lines[position - 1] if position else line
        joined = (above.page, above.block) == (line.page, line.block)
        lead = printed.partition("10.")[0][:LEAD]
        other = bool(COMPANION.search(lead) or (joined and AVAILABLE.search(above.text))) and not OWN.search(printed)
        other = other or abs(line.size - cited) < SAME_SIZE
        for match in DOI.finditer(printed):
            found = match.group()
            broken = following and match.end() >= len(printed.rstrip(".")) and not found[-1].isdigit()
            rest = REST.match(following) if broken else None
            whole = found + (printed[match.end() :] + rest.group() if rest else "")
            yield whole.lower(), line, other and line.zone != "margin"


def _likelihood(line: Line, usual: float, text: Container[int], first_page: int) -> float:
    """How much a line speaks for its DOI being the paper's own; below 0 where it speaks against it."""
    words = line.text
    score = FIRST_PAGE if line.page == first_page else -FIRST_PAGE
    score += OUTSIDE if id(line) not in text else -OUTSIDE
    small = line.size < SMALLER * usual
    score += LONE if ALONE.match(words) and line.page == first_page else 0.0
    score += CITED if OWN.search(words) else 0.0
    if line.zone == "margin":
        score += MARGIN
    elif small:
        score += SMALL
    return score
