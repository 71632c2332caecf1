"""Journal, volume, issue, pages or article number and year, from the lines that say where a paper was published.

Such lines are running heads, the lines around a title, and a paper's own "cite as". They are read by the same kind of
conditional random field as references, whose labels vote: what several lines say counts more than what one does.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scrollkeeper.parsing import tagger
from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.venue import is_name, shortens
from scrollkeeper.parsing.references.tokens import Token, features_of, tokenise

# Label of the model: field of CSL-JSON. "O" is everything else.
FIELDS = {"J": "container-title", "V": "volume", "I": "issue", "P": "page", "D": "issued"}
NEWLINE = " ¦ "
# Where heads and feet stand, as parts of a page's height.
TOP, BOTTOM = 0.12, 0.9
MAX_TOKENS, MAX_GROUPS, LEAST_BELIEF = 160, 24, 0.5
LICENCE = re.compile(
    r"creative commons|unrestricted use|permits|licen[sc]ee|open[- ]access article|all rights reserved|"
    r"distributed under|provided the original|received|accepted|academic editor|e-?mail|@",
    re.IGNORECASE,
)
OWN_CITATION = re.compile(
    r"^\W*(?:(?:how to |to )?cit(?:e|ation|ar)\b|(?:suggested|recommended) citation|zitier\w*|como citar|cómo citar|"
    r"pour citer|please cite)",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"\d")
# "5(50": a volume and its issue that the model took for one number.
VOLUME_AND_ISSUE = re.compile(r"(\w+)\s?\(([\w–/-]+)\)?")
CUES = (
    ("volume", re.compile(r"\b(?:vol(?:ume)?\.?|v\.|band|bd\.|jahrgang|jg\.|tome|том)\s?(\d{1,4})\b", re.IGNORECASE)),
    ("issue", re.compile(r"\b(?:no\.\s?|no\s|(?:issue|number|heft|nr\.|n°|núm\.|№)\s?)(\d{1,3})\b", re.IGNORECASE)),
    ("page", re.compile(r"\barticle (?:id|number|no\.?)?\s?([a-z]?\d{2,10})\b", re.IGNORECASE)),
)
ANNOUNCED = 0.6
# An ORCID iD, or an ISSN that cannot be two pages.
NO_NUMBERS = re.compile(r"\d{4}-\d{3}[\dXx]-|\d{4}-\d{3}[Xx]$")
# How far a file's own metadata is believed where what is printed says otherwise.
STATED = {"container-title": 1.5, "volume": 1.2, "issue": 0.6, "page": 0.7, "issued": 0.6}


@dataclass(frozen=True, slots=True)
class Statement:
    """What one group of lines says of a field, and how sure the model is of it (0 to 1)."""

    field: str
    value: str
    belief: float


def candidate_texts(lines: Sequence[Line], labels: Mapping[int, str], height: float) -> list[str]:
    """The texts that may say where the paper was published, each once; line ends are `NEWLINE`.

    `lines` are those of the first pages in reading order, `labels` the header model's, by the identity of the line,
    `height` that of a page, in points.
    """
    texts: dict[str, None] = {}
    for group in _groups(lines, labels, height):
        text = NEWLINE.join(line.text for line in group)
        if NUMBERED.search(text):
            texts.setdefault(text[:800])
        if len(texts) == MAX_GROUPS:
            break
    return list(texts)


def _groups(lines: Sequence[Line], labels: Mapping[int, str], height: float) -> Iterator[list[Line]]:
    first = lines[0].page if lines else 1
    group: list[Line] = []
    citing = False
    for line in lines:
        begins = OWN_CITATION.match(line.text) is not None
        label = labels.get(id(line))
        edge = line.rect[3] < TOP * height or line.rect[1] > BOTTOM * height
        likely = line.zone == "margin" or (
            line.page == first and (label in ("meta", "other") or (edge and label != "title"))
        )
        goes_on = bool(group) and _follows(group[-1], line, citing) and len(group) < (9 if citing else 5)
        if group and (begins or not goes_on):
            yield group
            group, citing = [], False
        if begins or (citing and goes_on) or (likely and not LICENCE.search(line.text)):
            citing = citing or begins
            group.append(line)
    if group:
        yield group


def _follows(above: Line, line: Line, citing: bool) -> bool:
    """Whether a line stands right below the other, in one column."""
    if above.page != line.page or (above.zone == "margin") != (line.zone == "margin"):
        return False
    gap = line.rect[1] - above.rect[3]
    apart = -line.size < gap < (1.2 if citing else 2.0) * line.size
    return apart and line.rect[0] < above.rect[2] and above.rect[0] < line.rect[2]


def read_statements(texts: Sequence[str]) -> list[list[Statement]]:
    """What each text says."""
    return [_statements(text) for text in texts]


def _statements(text: str) -> list[Statement]:
    tokens = tokenise(text)[:MAX_TOKENS]
    if not tokens:
        return []
    labels, beliefs = tagger.label_with_own_beliefs("imprint", features_of(text, tokens))
    found = []
    for field, start, end in _runs(text, tokens, labels):
        value = clean(field, text[tokens[start].start : tokens[end - 1].end], text[tokens[end - 1].end :])
        both = VOLUME_AND_ISSUE.fullmatch(value) if field == "V" else None
        parts = [("V", both.group(1)), ("I", both.group(2))] if both else [(field, value)]
        found += [Statement(FIELDS[name], part, min(beliefs[start:end])) for name, part in parts if part]
    return [*found, *_announced(text, {one.field for one in found})]


def _announced(text: str, known: set[str]) -> list[Statement]:
    """What a word such as "Volume" or "Article ID" announces and the model did not see."""
    found = [(field, match.group(1)) for field, cue in CUES if field not in known and (match := cue.search(text))]
    volume = "volume" in known or any(field == "volume" for field, _ in found)
    return [Statement(field, value, ANNOUNCED) for field, value in found if volume]


def _runs(text: str, tokens: Sequence[Token], labels: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    start = 0
    for index in range(1, len(labels) + 1):
        if index == len(labels) or labels[index] != labels[start]:
            if labels[start] in FIELDS:
                yield labels[start], start, index
            start = index


def clean(field: str, value: str, rest: str) -> str:
    """A value as CSL-JSON has it; empty where it cannot be one."""
    value = re.sub(r"\s+", " ", value.replace("¦", " ")).strip()
    if field == "J":
        value = value.strip(" ,.;:|·•–—-/(")
        if not is_name(value):
            return ""
        return value + ("." if rest.startswith(".") and re.search(r"\b[A-Z]\w*\.\s\w+$", value) else "")
    if field == "D":
        year = re.search(r"(?:19|20)\d\d", value)
        return year.group() if year else ""
    value = re.sub(r"\s?[‐-―−-]\s?", "-", value)
    number = re.search(r"\d|^[IVXLC]+$", value) and not NO_NUMBERS.match(value)
    return value if number else ""


def stated_group(stated: Mapping[str, str]) -> list[Statement]:
    """What the file's own metadata says; pages that begin at 1 are left out, since many programs only count them."""
    pages = stated.get("pages") or "-".join(filter(None, (stated.get("first_page"), stated.get("last_page"))))
    values = {"container-title": stated.get("journal"), "volume": stated.get("volume"), "issue": stated.get("issue")}
    values["page"] = None if stated.get("first_page", pages) in ("", "1") else pages
    values["issued"] = (re.findall(r"(?:19|20)\d\d", stated.get("published", "")) or [None])[0]
    return [Statement(field, value, STATED[field]) for field, value in values.items() if value]


def vote(groups: Sequence[Sequence[Statement]]) -> dict[str, tuple[str, float]]:
    """Each field's likeliest value with the belief in it.

    A group that names a journal together with numbers weighs more: it is a citation, not a number somewhere.
    """
    beliefs: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    written: dict[tuple[str, str], tuple[float, str]] = {}
    for group in groups:
        named = {one.field for one in group}
        for one in group:
            weight = one.belief * (1.0 + 0.5 * (len(named) > 1) + 0.5 * ("container-title" in named))
            key = "".join(filter(str.isalnum, one.value)).casefold()
            beliefs[one.field][key] += weight
            if one.belief >= written.get((one.field, key), (0.0, ""))[0]:
                written[one.field, key] = (one.belief, one.value)
    _join_short_names(beliefs["container-title"], written)
    found = {}
    for field, values in beliefs.items():
        key = max(values, key=values.__getitem__, default="")
        if values.get(key, 0.0) < LEAST_BELIEF:
            continue
        found[field] = (written[field, key][1], min(1.0, values[key] / (sum(values.values()) + 0.3)))
    return found


def _join_short_names(values: dict[str, float], written: Mapping[tuple[str, str], tuple[float, str]]) -> None:
    """What speaks for "Food Sci Nutr" speaks for "Food Science and Nutrition", where that is printed too."""
    names = {key: written["container-title", key][1] for key in values}
    for short in list(values):
        full = next((key for key in values if key != short and shortens(names[short], names[key])), None)
        if full and len(names[full]) > len(names[short]):
            values[full] += values.pop(short)
