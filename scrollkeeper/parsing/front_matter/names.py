"""People and groups from the lines of an author block: a model labels its words, and they are put together here."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scrollkeeper.parsing import tagger
from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.front_matter.author_tokens import (
    GROUPS,
    INITIALS,
    PLACES,
    Block,
    Token,
    features_of,
    tokens_of,
)
from scrollkeeper.parsing.front_matter.cues import CUE
from scrollkeeper.parsing.front_matter.family_names import (
    PrintedName,
    settle_family_names,
    tell_by_capitals,
    tell_groups,
)
from scrollkeeper.parsing.front_matter.name_labels import SEPARATORS, SURELY, role_of, settle_labels
from scrollkeeper.parsing.front_matter.name_words import PARTICLES, is_family, kind_of, plain

MOST_PEOPLE = 5000
PORTION = 300
NEARLY_SURE = 0.95
# Endings of words for what people study and where, in English and German.
NOUN = re.compile(r"\w{5}(?:ungs?|schaft|tion|ment|ität|logie|graphie|matik|istik|ics)$")
ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
# The mark at the beginning of a line, before a word that goes on with no list.
MARKED = re.compile(r"(\d{1,2}|[*†‡§¶#∗⋆]) ?(?!(?:and|und|et|y|e)\b)(?=[^\W\d_])")
# The end of a line that its list goes on after.
LISTED = re.compile(r"(?:[,;&]|\b(?:and|und|et|y|e))\s*$")
SUFFIX = re.compile(r"(jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)
EMPLOYER_END = re.compile(r"[\s,;]*\S+@\S+.*$|[\s,;|–-]+$")


@dataclass(slots=True)
class Author:
    """A person or group as printed: `csl` is its CSL name, `line` the line that its name begins in."""

    csl: dict[str, Any]
    line: Line
    marks: list[str]
    behind: str
    """What the line has after the name, up to the next: an employer, or degrees, or nothing."""
    belief: float


def read_names(block: Block) -> list[Author]:
    """In printed order; where a box or footer names the same people again they are given once."""
    authors = [author for portion in _portions(block) for author in _read(portion)]
    return _without_repeats(authors)[:MOST_PEOPLE]


def _portions(block: Block) -> Iterator[Block]:
    """The block in parts of some hundred lines, for lists of thousands; one ends where a name does, if possible."""
    start, count = 0, len(block.lines)
    while start < count:
        end = min(start + PORTION, count)
        while start + PORTION // 2 < end < count and not block.lines[end - 1].text.endswith((",", ";")):
            end -= 1
        yield replace(block, lines=block.lines[start:end], beliefs=block.beliefs[start:end])
        start = end


def _read(block: Block) -> list[Author]:
    tokens = tokens_of(block.lines)
    features = features_of(block, tokens)
    labels, beliefs = tagger.label_with_belief("authors", features)
    found = _collected(tokens, settle_labels(tokens, labels, block), block.lines)
    tell_groups(found)
    settle_family_names(found, block.citing)
    tell_by_capitals(found)
    ends = [*(one.first for one in found[1:]), len(tokens)][: len(found)]
    made = [
        author
        for one, end in zip(found, ends, strict=True)
        if (author := _author(one, tokens[one.first : end], beliefs[one.first : end], block.lines))
    ]
    addresses = address_lines(made, block.lines)
    made = [author for author in made if id(author.line) not in addresses]
    believed = _believed(block)
    sure = any(believed[id(author.line)] > SURELY for author in made)
    kept = [author for author in made if not (sure and believed[id(author.line)] < 0.5 and author.belief < SURELY)]
    return [author for author in kept if not _is_employer(author, kept, block.common)]


def _believed(block: Block) -> dict[int, float]:
    """The header model's belief in each line; one that is set like its neighbour is as likely to name authors."""
    believed = {id(line): belief for line, belief in zip(block.lines, block.beliefs, strict=True)}
    for above, below in itertools.pairwise(block.lines):
        alike = above.font == below.font and abs(above.size - below.size) < 0.3
        if alike and (above.page, above.block) == (below.page, below.block) and ORCID.search(below.text):
            believed[id(below)] = max(believed[id(above)], believed[id(below)])
    return believed


def address_lines(authors: Sequence[Author], lines: Sequence[Line]) -> set[int]:
    """Ids of the lines that begin with the mark of somebody above and with no name: this mark leads to an address."""
    named: dict[int, list[Author]] = {}
    for author in authors:
        named.setdefault(id(author.line), []).append(author)
    found: set[int] = set()
    marks: set[str] = set()
    for number, line in enumerate(lines):
        here = named.get(id(line), [])
        match = MARKED.match(line.text)
        starts = tuple(str(value).split(" ")[0].lower() for one in here for value in one.csl.values())
        marked = here and match is not None and match[1] in marks and not LISTED.search(lines[number - 1].text)
        if marked and match and not line.text[match.end() :].lower().startswith(starts):
            found.add(id(line))
            continue
        for one in here:
            marks.update(one.marks)
    return found


def _is_employer(author: Author, authors: Sequence[Author], common: frozenset[str]) -> bool:
    """Whether what the model took for a person, a little unsure, is a part of an address."""
    if "literal" in author.csl or len(authors) < 2:
        return False
    given, family = author.csl.get("given", ""), author.csl["family"]
    if all(PLACES.match(word) for word in f"{given} {family}".split()):
        return True  # "Author Note"
    if author.belief > NEARLY_SURE:
        return False
    if any(PLACES.match(word) or GROUPS.match(word) for word in f"{given} {family}".split() if len(word) > 4):
        return True
    bylines = [other.line for other in authors if not CUE["affiliation"].search(other.line.text)]
    if author.line not in bylines and bylines and all(_set_apart(author.line, line) for line in bylines):
        return True  # In an address below the names, of other type.
    others = any("given" in other.csl for other in authors)
    return others and not given and (plain(family) in common or NOUN.search(family) is not None)


def _collected(tokens: Sequence[Token], labels: Sequence[str], lines: Sequence[Line]) -> list[PrintedName]:
    found: list[PrintedName] = []
    opened: PrintedName | None = None
    parted, sign = -1, ""
    signs = [token.text for token in tokens if token.text in SEPARATORS]
    for index, (token, label) in enumerate(zip(tokens, labels, strict=True)):
        role = role_of(token, label, lines)
        if role == "O" and (token.text in SEPARATORS or (token.text == "." and not token.glued)):
            parted, sign = index, token.text
        if role in "OM":
            # Raised figures after the comma behind a name are its marks as well.
            if opened and (role == "M" or (token.raised and index - opened.marked <= 2)):
                opened.marks.append(token.text)
                opened.marked = index
            continue
        joined = False
        if opened is not None and role in "GF" and "C" not in opened.words:
            inverted = opened.words.keys() == {"F"} and sign == "," and parted > opened.last
            if inverted and ";" in signs:  # "Keller, Maria; Wei, Li"
                role, joined = "G", True
            if role == "F" and opened.inverted is not None and _is_beside(tokens, opened.last, index):
                # "Suharyanto, Maria Keller": one word by which somebody is known, and then the next name.
                opened = _split(opened)
                found.append(opened)
            elif inverted and role == "G":
                opened.inverted = index
            joined = joined or _goes_on(opened, index, token, labels, lines, listed=len(signs) > 1, parted=parted)
        if opened is None or _is_apart(opened, index, role, lines, tokens, parted) or (label[0] == "B" and not joined):
            opened = PrintedName(index)
            found.append(opened)
        opened.words.setdefault(role, []).append(token)
        opened.last = opened.marked = index
    return found


def _is_beside(tokens: Sequence[Token], last: int, index: int) -> bool:
    return last + 1 == index and tokens[last].line == tokens[index].line and not tokens[index].wide


def _split(name: PrintedName) -> PrintedName:
    """Leaves a name its family's alone; its given names begin another."""
    following = PrintedName(name.inverted or name.first, {"G": name.words.pop("G")}, name.marks, name.last, name.marked)
    name.marks, name.inverted = [], None
    return following


def _is_apart(
    opened: PrintedName, index: int, role: str, lines: Sequence[Line], tokens: Sequence[Token], parted: int
) -> bool:
    """Whether a word cannot be of the name before it, whatever the model says."""
    if index - opened.last > 4 or (role == "C") != ("C" in opened.words):
        return True
    if role not in "GF":
        return False
    # What a separator or another block parts from a whole name is another; so are two given names.
    whole, ended = {"G", "F"} <= opened.words.keys(), parted > opened.last or opened.marked > opened.last
    other = _block(lines, tokens[opened.last]) != _block(lines, tokens[index])
    return (whole and (ended or other)) or (parted > opened.last and role == "G" and opened.words.keys() == {"G"})


def _goes_on(
    opened: PrintedName,
    index: int,
    token: Token,
    labels: Sequence[str],
    lines: Sequence[Line],
    *,
    listed: bool,
    parted: int,
) -> bool:
    """Whether a word belongs to the name before it, though the model lets another begin."""
    words = [word for _, word in opened.in_order()]
    last = words[-1]
    if _touches(last, token, index - opened.last):
        return True
    if parted > opened.last or opened.last != opened.marked:
        return False
    whole = {"G", "F"} <= opened.words.keys()
    # The family's last word, in lists that print it last.
    alone = last in opened.words.get("F", []) and _is_alone(labels, index)
    rest = listed and index - opened.last <= 2 and (not whole or alone) and not token.wide
    return rest or _is_broken(last, token, lines)


def _is_alone(labels: Sequence[str], index: int) -> bool:
    """Whether no further word of a name follows: in a list that signs part, the rest of a name broken over lines."""
    return index + 1 == len(labels) or labels[index + 1][-1] not in "GF"


def _block(lines: Sequence[Line], token: Token) -> tuple[int, int]:
    return lines[token.line].page, lines[token.line].block


def _touches(last: Token, token: Token, distance: int) -> bool:
    """Whether nothing but a word space parts two words: they are of one name, but in scripts that need no separator."""
    beside = distance == 1 and last.line == token.line and not token.wide
    return beside and not _is_ideographic(token.text)


def _is_broken(last: Token, token: Token, lines: Sequence[Line]) -> bool:
    """Whether a name goes on: behind a particle, or over the end of a line in a list that commas part."""
    if _is_particle(last):
        return True
    above, below = lines[last.line].text, lines[token.line].text
    return last.line != token.line and sum(map(above.count, ",;")) > 1 and sum(map(below.count, ",;")) > 0


def _is_particle(token: Token) -> bool:
    return token.text.islower() and kind_of(token.text) == "particle"


def _author(
    found: PrintedName, tokens: Sequence[Token], beliefs: Sequence[float], lines: Sequence[Line]
) -> Author | None:
    """`tokens` are those from its first to the next author's."""
    named = found.last - found.first + 1
    line = tokens[0].line
    if "C" in found.words:
        name = _spaced(tokens[:named])
        csl = {"literal": name} if len(name) > 3 else None
    else:
        csl = _csl(*(_spaced(found.words.get(role, [])) for role in "GFS"))
    behind = [token for token in tokens[named:] if token.line == line and not token.raised]
    employer = _spaced(behind) if sum(token.text[0].isalpha() for token in behind) > 1 else ""
    if sum(len(word) > 3 for word in employer.split()) < 2 or "@" in employer.split(",")[0]:
        employer = ""
    return Author(csl, lines[line], found.marks, EMPLOYER_END.sub("", employer), min(beliefs[:named])) if csl else None


def _spaced(tokens: Sequence[Token]) -> str:
    """The words with the spaces that are printed between them."""
    text = ""
    for token in tokens:
        glued = token.glued and (not text[-1:].isalpha() or token.text in ",.;)" or text.endswith(("-", "'", "’")))
        text += token.text if not text or (glued and text[-1:] != ".") else f" {token.text}"
    return text.strip(" ,;:")


def _csl(given: str, family: str, suffix: str) -> dict[str, Any] | None:
    if not family:
        # One word by which somebody is known, or initials that a misread list has left over.
        if len(plain(given)) < 3 or INITIALS.match(given):
            return None
        family, given = given, ""
        if " " in family:
            given, _, family = family.rpartition(" ")
    if len(plain(family)) == 1 and len(plain(given)) > 2 and " " not in given:
        given, family = family, given  # "Wei L" in a list of "Keller ML".
    if not given and _is_ideographic(family):
        given, family = _parted(family)
    words = family.split()
    if len(words) > 1 and SUFFIX.match(words[-1]):
        suffix = words.pop()
    first = 0
    while first < len(words) - 1 and words[first].islower() and plain(words[first]) in PARTICLES:
        first += 1
    family = " ".join(map(_cased, words[first:])).rstrip(".")
    if not any(map(str.isalpha, family)) or (not given and len(plain(family)) < 2):
        return None
    csl: dict[str, Any] = {"family": family}
    if given:
        csl["given"] = " ".join(map(_cased, given.split()))
    if first:
        csl["non-dropping-particle"] = " ".join(words[:first])
    if suffix:
        csl["suffix"] = suffix
    return csl


def _is_ideographic(name: str) -> bool:
    return all("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in name)


def _parted(name: str) -> tuple[str, str]:
    """(given, family) of a name in Chinese, Japanese or Korean script without a space."""
    korean = "\uac00" <= name[0] <= "\ud7a3"
    two = len(name) > 2 and is_family(name[:2]) and (not korean or len(name) > 3)
    length = 2 if two or len(name) > 3 else 1
    return name[length:], name[:length]


def _cased(name: str) -> str:
    """A word in capitals with only its first letters large; initials stay."""
    if name[:2] in ("MC", "Mc", "O'", "O’") and len(name) > 4 and name[2:].isupper():
        return name[0] + name[1].lower() + _cased(name[2:])
    if len(name) < 3 or not name.isupper() or "." in name:
        return name
    return "-".join(part[:1] + part[1:].lower() for part in name.split("-"))


def _without_repeats(authors: list[Author]) -> list[Author]:
    """Somebody named again in other type or on another page is the same; in one list they are namesakes."""
    kept: list[Author] = []
    known: dict[str, list[Author]] = {}
    for author in authors:
        alike = known.setdefault(_key(author.csl), [])
        if not any(_same(author.csl, other.csl) and _set_apart(author.line, other.line) for other in alike):
            kept.append(author)
            alike.append(author)
    return kept


def _key(csl: dict[str, Any]) -> str:
    return plain(csl.get("family", csl.get("literal", "")))


def _set_apart(one: Line, other: Line) -> bool:
    elsewhere = one.block != other.block and one.font != other.font
    return one.page != other.page or abs(one.size - other.size) > 0.3 or elsewhere


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two of one family name may be one person: by their first names, or initials of these."""
    a, b = (plain(name.get("given", "").split(" ")[0]) for name in (one, other))
    return not a or not b or a.startswith(b) or b.startswith(a) or (a[0] == b[0] and min(len(a), len(b)) < 3)
