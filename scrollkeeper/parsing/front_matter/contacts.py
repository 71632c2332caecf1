"""Affiliations, e-mail addresses and ORCID iDs of the authors, by the marks, places and names that tie them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scrollkeeper.parsing.document import Line, Piece
from scrollkeeper.parsing.front_matter.cues import CUE
from scrollkeeper.parsing.front_matter.name_words import plain
from scrollkeeper.parsing.front_matter.names import Author
from scrollkeeper.parsing.layout.running_text import join_lines

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
GROUP = re.compile(r"\{([^{}@]{3,200})\}\s*@\s*([\w-]+(?:\.[\w-]+)+)")
ORCID = re.compile(r"\b(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\b")
SIGNS = "*†‡§¶∗#‖⁎∥"
MARK = re.compile(
    rf"^[\s(\[]*(\d{{1,2}}|[a-z](?=[\s)\]A-Z])|[{SIGNS}]{{1,2}})[\s)\].,:]*(?=[^\W\d_a-zß-öø-ÿ]|[“\"'(])(?!\d)"
)
RAISED_MARK = re.compile(rf"[(\[]?(\d{{1,3}}|[a-z]|[{SIGNS}]{{1,3}})[)\]]?[.,]?$")
MARKS = re.compile(rf"\d{{1,3}}|[a-z]|[{SIGNS}]")
RANGE = re.compile(r"(\d{1,3})[–-](\d{1,3})")
# What a line begins with that is no address, whatever stands before it as a mark.
NOT_PLACES = re.compile(
    r"^\W*\w?\W*(full list|\w*\s?correspond|e-?mails?\b|equal(ly)?\b|these authors|the authors|present address|"
    r"deceased|received|accepted|published|available|copyright|©|orcid|https?:|doi\b|contribut|academic editor|edit)|"
    r"^\W*\S+@\S+\W*$",
    re.IGNORECASE,
)
NO_ADDRESS = re.compile(r"correspond|contributed equally|copyright|©|licen[sc]e", re.IGNORECASE)
TRAILING_ADDRESS = re.compile(r"[\s,;(]*(e-?mails?:?\s*)?(\S+@\S+[\s,;)]*)+$", re.IGNORECASE)
# Labels of lines that an affiliation may go on in, where its block does.
LOOSE = ("affiliation", "other", "meta")
SMALL = 0.8
LEAST_LETTERS = 8


@dataclass(slots=True)
class _Place:
    """An affiliation with its mark, in the lines it is printed in."""

    mark: str | None
    first: int
    """Position of its first line."""
    lines: list[Line] = field(default_factory=list)
    text: str = ""


def add_contacts(authors: Sequence[Author], lines: Sequence[Line], labels: Sequence[str]) -> None:
    """Adds "affiliation" [{"name"}], "email" and "ORCID" to the authors' names, where the first pages print them.

    `lines` and `labels` are those of the header.
    """
    people = [author.csl for author in authors]
    marks = [_expanded(author.marks) for author in authors]
    places = _places(lines, labels, set().union(*marks), {id(author.line) for author in authors})
    marked = {place.mark for place in places if place.mark}
    positions = {id(line): position for position, line in enumerate(lines)}
    after = _below(authors, places, positions) if not marked else {}
    for index, (author, own) in enumerate(zip(authors, marks, strict=True)):
        found = [place.text for place in places if place.mark and place.mark in own]
        if not found and author.behind and not marked:
            found = [author.behind]
        if not found:
            found = after.get(index, [])
        unmarked = [place.text for place in places if not place.mark]
        if not found and (len(authors) == 1 or len(places) == 1):
            found = unmarked or [place.text for place in places]
        elif not found and len(unmarked) == 1:
            found = unmarked
        if found and "literal" not in author.csl:
            author.csl["affiliation"] = [{"name": name} for name in dict.fromkeys(found)]
    _add_emails(people, lines)
    _add_orcids(people, lines)


def _expanded(marks: Sequence[str]) -> set[str]:
    text = "".join(mark if MARKS.match(mark) or mark in ",–-" else "," for mark in marks)
    text = RANGE.sub(lambda found: ",".join(map(str, range(int(found[1]), min(int(found[2]), 999) + 1))), text)
    return set(MARKS.findall(text if not any(len(mark) > 1 and mark.isdigit() for mark in marks) else ",".join(marks)))


def _places(lines: Sequence[Line], labels: Sequence[str], marks: set[str], naming: set[int]) -> list[_Place]:
    """Each affiliation: it begins with a mark, a raised one above all, or with a block, and goes on in its block."""
    found: list[_Place] = []
    opened: _Place | None = None
    alone: str | None = None
    named = 0
    page = next((line.page for line in lines if id(line) in naming), 1)
    for position, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if id(line) in naming or label not in LOOSE:
            opened, alone = None, None
            named = position if id(line) in naming else named
            continue
        if len(line.text) < 4 and (only := RAISED_MARK.match(line.text)) and only.group(1) in marks:
            opened, alone = None, only.group(1)
            continue
        mark = alone or _mark_at_start(line)
        goes_on = opened is not None and opened.lines[-1].block == line.block and opened.lines[-1].page == line.page
        near = (
            label == "affiliation"
            and line.page == page
            and (position - named < 8 or CUE["affiliation"].search(line.text))
        )
        if NOT_PLACES.match(line.text):
            opened = opened if EMAIL.fullmatch(line.text.strip()) else None
        elif near or (mark and mark in marks) or goes_on:
            if opened is None or not goes_on or mark:
                opened = _Place(mark, position)
                found.append(opened)
            opened.lines.append(line)
        else:
            opened = None
        alone = None
    parted = [one for place in found for one in _parted(place)]
    return [place for place in parted if len(place.text) > LEAST_LETTERS and not NO_ADDRESS.search(place.text)][:2000]


def _mark_at_start(line: Line) -> str | None:
    first = line.pieces[0] if len(line.pieces) else None
    if first is not None and _is_raised(first, line):
        raised = RAISED_MARK.match(first.text)
        if raised:
            return raised.group(1)
    match = MARK.match(line.text)
    return match.group(1) if match else None


def _is_raised(piece: Piece, line: Line) -> bool:
    return piece.size < SMALL * line.size


def _parted(place: _Place) -> list[_Place]:
    """The affiliations of a paragraph that lists several: "1 University of …, 2 Institute of …"."""
    text = join_lines(place.lines)
    if place.mark is None:
        place.text = _tidy(text)
        return [place]
    cuts = [(0, place.mark)]
    for number in (piece.text for line in place.lines for piece in line.pieces if _is_raised(piece, line)):
        raised = RAISED_MARK.match(number)
        at = text.find(f" {number} ", cuts[-1][0] + 1)
        if raised and at > 0 and text[at + len(number) + 2 : at + len(number) + 3].isupper():
            cuts.append((at + 1, raised.group(1)))
    if len(cuts) == 1 and place.mark.isdigit():
        for match in re.finditer(r"[,;.]\s+(?:and\s+)?\(?(\d{1,2})\)?\s*(?=[A-ZÄÖÜÉ])", text):
            if int(match.group(1)) == int(cuts[-1][1]) + 1:
                cuts.append((match.start(1), match.group(1)))
    ends = [at for at, _ in cuts[1:]] + [len(text)]
    parts = []
    for (start, mark), end in zip(cuts, ends, strict=True):
        part = MARK.sub("", text[start:end]) if MARK.match(text[start:end]) else text[start:end].removeprefix(mark)
        parts.append(_Place(mark, place.first, place.lines, _tidy(part)))
    return parts


def _tidy(text: str) -> str:
    return TRAILING_ADDRESS.sub("", text).strip(" ,;.()")


def _below(authors: Sequence[Author], places: Sequence[_Place], positions: dict[int, int]) -> dict[int, list[str]]:
    """Affiliations that stand between the names, each for those named since the last."""
    rows = [positions.get(id(author.line), -1) for author in authors]
    found: dict[int, list[str]] = {}
    waiting: list[int] = []
    for index, row in enumerate(rows):
        following = next((other for other in rows[index + 1 :] if other > row), max(positions.values(), default=0) + 1)
        own = [place.text for place in places if row < place.first < following]
        waiting.append(index)
        if own:
            found |= dict.fromkeys(waiting, own)
            waiting = []
    groups = {tuple(own) for own in found.values()}
    between = any(min(rows) < place.first < max(rows) for place in places)
    return found if between or len(groups) > 1 else {}


def _add_emails(people: Sequence[dict[str, Any]], lines: Sequence[Line]) -> None:
    """Each address to the author whose name it contains; one that is left over to an author who is left over."""
    text = " ".join(line.text for line in lines)
    if "@" not in text:
        return
    words = " ".join(word for word in text.split() if "@" in word)
    found = [address.strip(".").lower() for address in EMAIL.findall(words)]
    for names, host in GROUP.findall(text):
        found += [f"{name.strip()}@{host}".lower() for name in re.split(r"[,;|]", names) if name.strip()]
    for address in dict.fromkeys(found):
        local = plain(address.split("@")[0])
        for person in people:
            family = plain(person.get("family", ""))
            initials = plain(person.get("given", ""))[:1]
            if "email" not in person and len(family) > 1 and (family[:7] in local or local == initials + family[:3]):
                person["email"] = address
                break
        else:
            if len(people) == 1 and "email" not in people[0]:
                people[0]["email"] = address


def _add_orcids(people: Sequence[dict[str, Any]], lines: Sequence[Line]) -> None:
    """By the name in the same line, else in order where there is one for everybody."""
    found = [(match, line) for line in lines if line.text.count("-") > 2 for match in ORCID.findall(line.text)]
    identifiers = list(dict.fromkeys(match for match, _ in found))
    for match, line in found:
        named = [person for person in people if plain(person.get("family", "")) in plain(line.text)]
        if len(named) == 1:
            named[0].setdefault("ORCID", f"https://orcid.org/{match}")
    if len(identifiers) == len(people) and not any("ORCID" in person for person in people):
        for person, match in zip(people, identifiers, strict=True):
            person["ORCID"] = f"https://orcid.org/{match}"
