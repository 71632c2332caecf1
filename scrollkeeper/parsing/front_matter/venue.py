"""Journal or proceedings by its form, from running heads and the lines around a title.

A venue is printed before its volume, year or identifier, in the heads or feet of several pages, or above the line that
begins with "Volume". No journal is known here by name: candidates are cut out of such lines and the likeliest is taken.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from scrollkeeper.parsing.document import Line

PAGES_LOOKED_AT = 6
PAGE_NUMBER = re.compile(
    r"^\W*(?:\d{1,5}\s*\W*\s+(?=[^\W\d])|page \d+ of \d+\s*)|(?<!\d)(?<![\d\W])\s+\d{1,5}$", re.IGNORECASE
)
ET_AL = re.compile(r"^[^.;:()]{2,60}?\bet\.? al\b\.?,?\s*(?:\((?:19|20)\d\d\)\.?,?\s*|[|:–-]\s*)?", re.IGNORECASE)
MONTH = (
    r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|janv|févr|mars|avr|juin|juil|août|déc|"
    r"spring|summer|autumn|fall|winter)[a-zé]*\b"
)
# What follows the name of a venue: a year, a volume, an identifier, an address.
END = re.compile(
    rf"[\s,;:|(\[–—-]*(?:[|(\[;]|–|—|\b(?:vol(?:ume)?|no|nr|issue|heft|band|bd|jg|jahrgang|tome|numéro|n°|pp?|seiten|article|"
    rf"special issue|[ep]?-?issn|doi|https?|www\.|last updated|page|published|available|{MONTH})(?:\b|[.:])|"
    r"\b\d+(?!\d|\s?(?:st|nd|rd|th)\b)[\d.,:()/ –-]*)",
    re.IGNORECASE,
)
NUMBERED = re.compile(
    r"\b(?:vol(?:ume)?|jahrgang|jg|band|tome)\b|\d\s?\(\d|\b(?:19|20)\d\d\b|\d:\s?[a-z]?\d|issn|doi|^\W*\d{1,3}(?:\.\d+)?\b",
    re.IGNORECASE,
)
ORDINAL = re.compile(r"(\d)\s(st|nd|rd|th)\b")
NEXT_LINE = re.compile(r"^\W*(?:vol(?:ume|\.)|[ep]?-?issn|jahrgang|jg\.|tome)\b", re.IGNORECASE)
WORD = re.compile(
    r"\b(?:journal|proceedings|annals|bulletin|archives?|transactions|letters|reviews?|reports|acta|advances|frontiers|"
    r"conference|workshop|symposium|zeitschrift|\w*blatt|jahrbuch|mitteilungen|beiträge|revue|annales|cahiers|bulletin|"
    r"actes|revista|rivista|magazine|quarterly)\b",
    re.IGNORECASE,
)
NOT_VENUES = re.compile(
    r"\b(?:open access|publish\w*|publication|corporation|verlag|press|inc|ltd|gmbh|universit\w+|department|"
    r"institut\w*|received|accepted|revised|submitted|copyright|licen[sc]e\w*|rights|correspond\w*|authors?|downloaded|preprint|"
    r"editor\w*|abstract|keywords?|cite|citation|original (?:article|research|paper)|research (?:article|paper|note)|"
    r"(?:mini|short|systematic) review|review article|case report|protocol|supplement\w*|figure|table|http|www|e-?mail|"
    r"tel|first|latest|fax|was|were|is|are|we|this|these|has|have)\b|@|^(?:article|review|hypothesis|letter|editorial|volume|vol|issue|no|open|trans)\W*$",
    re.IGNORECASE,
)
PUBLISHED_BY = re.compile(r"(?:^|[.;]\s)([A-Z][^.;()]{3,90}?)\s+published by\b")
# What the model of headers calls lines that hold no venue.
NO_VENUES = frozenset(("author", "affiliation", "keyword"))
LONGEST, MOST_WORDS, LEAST_SCORE, ONCE, SHORT_TITLE = 400, 12, 3.0, 1.5, 15
SMALL_WORDS = frozenset(
    ("of the and in on for a an to with & de la le les du des et en der die das und für über zur zum von").split()  # noqa: SIM905
)


def read_venue(
    lines: Sequence[Line], outside: Sequence[Line], labels: Mapping[int, str], title: str, families: Sequence[str]
) -> str:
    """Its name, or nothing.

    `outside` are the lines of the first pages that are no text, `labels` the header model's by the identity of the
    line, `families` the authors'.
    """
    first = outside[0].page if outside else 1
    own, named = _plain(title), {_plain(name) for name in families}
    scores: defaultdict[str, float] = defaultdict(float)
    pages: defaultdict[str, set[int]] = defaultdict(set)
    elsewhere: set[str] = set()
    printed: dict[str, tuple[str, str]] = {}
    seen: dict[str, list[tuple[str, str, str]]] = {}  # Running heads are the same on many pages.
    likely = [line for line in outside if labels.get(id(line)) not in NO_VENUES]
    for line, text, below in _texts(lines, likely, first):
        if text not in seen:
            found = [(_plain(venue), venue, rest) for venue, rest in _candidates(text, title, named)]
            seen[text] = [one for one in found if _may_be_venue(one[1], one[0], own, named)]
        for key, venue, rest in seen[text]:
            score = 3.0 * (NUMBERED.search(rest) is not None or NEXT_LINE.match(below) is not None)
            score += 2.0 * (WORD.search(venue) is not None) + 3.0 * (rest == PUBLISHED)
            score -= 1.5 * (labels.get(id(line)) == "title")
            score -= _is_short(venue) + 0.2 * max(len(venue.split()) - 8, 0)
            scores[key] = max(scores[key], score)
            if line.zone == "margin":
                pages[key].add(line.page)
            else:
                elsewhere.add(key)
            if key not in printed or (NUMBERED.search(rest) and not NUMBERED.search(printed[key][1])):
                printed[key] = (venue, rest)
    for key, where in pages.items():
        scores[key] += min(len(where), 4) * 0.5
        # What stands at the edge of one page within, and of no other, is no running head: a label of a chart, say.
        if key not in elsewhere and where != {first} and len(where) == 1:
            scores[key] -= ONCE
    best = max(scores, key=scores.__getitem__, default="")
    if not best or scores[best] < LEAST_SCORE:
        return ""
    venue, _ = printed[best]
    return _written_out(venue, outside) or venue


PUBLISHED = "published by"


def _texts(lines: Sequence[Line], outside: Sequence[Line], first: int) -> Iterator[tuple[Line, str, str]]:
    """Each line that may name a venue, alone and with the line it goes on in, and the line below it."""
    heads = [
        line for line in lines if line.zone == "margin" and line.page > first and line.page < first + PAGES_LOOKED_AT
    ]
    front = [line for line in lines if line.page == first]
    above_volume = {id(line) for line, below in itertools.pairwise(front) if NEXT_LINE.match(below.text)}
    known = {*map(id, outside), *above_volume}
    near = [line for line in front if id(line) in known or NEXT_LINE.match(line.text)]
    for position, line in enumerate([*near, *heads]):
        below = near[position + 1] if position + 1 < len(near) else None
        text = line.text[:LONGEST]
        yield line, text, below.text if below else ""
        if below and below.block == line.block and below.page == line.page:
            yield line, f"{text} {below.text[:LONGEST]}", ""


def _candidates(text: str, title: str, named: set[str]) -> Iterator[tuple[str, str]]:
    """(venue, what follows it) as they may be meant by a line."""
    published = PUBLISHED_BY.search(text)
    if published:
        yield published.group(1).strip(), PUBLISHED
        return
    at = text.find(title[:60]) if len(title) > 20 else -1
    if at >= 0:  # The paper cites itself: what stands after its title.
        text = text[at + len(title) :] if text.startswith(title, at) else ""
        text = text.lstrip(" .,;:?!”\"'")
    text = ORDINAL.sub(r"\1\2", text)
    text = ET_AL.sub("", PAGE_NUMBER.sub("", text).strip())
    text = without_names(text, named)
    if not text[:1].isupper():
        return
    end = END.search(text, 3)
    venue, rest = (text[: end.start()], text[end.start() :]) if end else (text, "")
    bracket = re.match(r"\s*(\([A-Z]{2,8}\))", rest)
    if bracket and WORD.search(venue):
        venue, rest = f"{venue.rstrip()} {bracket.group(1)}", rest[bracket.end() :]
    yield (
        re.sub(r"[®™©]", "", venue).strip(" ,.;:|·•–—-/") + ("." if _is_short(venue) and venue.endswith(".") else ""),
        rest,
    )


def without_names(text: str, named: set[str]) -> str:
    """A running head without the authors it begins with; `named` are their family names, plain."""
    words = text.split()
    whole = len(words)
    while words and (_plain(words[0]) in named or (len(words) < whole and words[0] in ("and", "&", "und", "et"))):
        words.pop(0)
    return " ".join(words)


def tidy_venue(text: str, title: str, families: Sequence[str]) -> str:
    """A name as a model cut it out, without the authors before it; nothing where it is a running title.

    A title may well have the short name of its journal in it ("Trials").
    """
    named = {_plain(name) for name in families}
    venue = without_names(ET_AL.sub("", text), named)
    key = _plain(venue)
    return "" if len(key) < 3 or (len(key) > SHORT_TITLE and key in _plain(title)) else venue


def _may_be_venue(venue: str, key: str, own: str, named: set[str]) -> bool:
    words = venue.split()
    if not (len(key) >= 3 and len(words) <= MOST_WORDS and sum(map(str.isdigit, venue)) <= 4):
        return False
    if key in own or own in key or (named and all(_plain(word) in named or len(word) < 4 for word in words)):
        return False
    if re.fullmatch(MONTH, venue, re.IGNORECASE) or re.search("[<>=+*]", venue):
        return False
    return is_name(venue) and not NOT_VENUES.search(venue)


def is_name(text: str) -> bool:
    """Whether its capitals are those of a name: no sentence, no row of numbers."""
    words = text.split()
    if not words or not text[0].isalnum() or text[0].islower() or 2 * sum(map(str.isalpha, text)) < len(text):
        return False
    loud = [word for word in words if not word[0].islower() or word.lower() in SMALL_WORDS]
    enough = 0.3 if WORD.search(text) else 0.75  # "Revue des lampes" has one capital.
    return len(loud) >= enough * len(words)


def _is_short(venue: str) -> bool:
    """Whether words of it are cut: "Int. J. Mol. Sci."."""
    return re.search(r"[^\W\d_]\.(?:\s|$)", venue) is not None


def _written_out(venue: str, outside: Sequence[Line]) -> str:
    """The lines above or beside a title that spell a shortened name, whose words begin theirs in order."""
    front = [line for line in outside if line.page == outside[0].page]
    for start in range(len(front)):
        for count in (1, 2, 3):
            text = " ".join(line.text for line in front[start : start + count])
            if len(text) > len(venue) and shortens(venue, text):
                return text
    return ""


def shortens(short: str, name: str) -> bool:
    """Whether each word of the name begins with one of the short form, in order: "Food Sci Nutr." does."""
    wanted = [word.strip(".,").lower() for word in short.split() if word.lower() not in SMALL_WORDS]
    words = [word.lower() for word in name.split() if word.lower() not in SMALL_WORDS]
    return len(words) == len(wanted) and all(map(str.startswith, words, wanted))


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
