"""Affiliations, e-mail addresses and ORCID iDs of the authors, by the marks and names that tie them together."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.running_text import join_lines

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
GROUP = re.compile(r"\{([^{}@]{3,200})\}\s*@\s*([\w-]+(?:\.[\w-]+)+)")
ORCID = re.compile(r"\b(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\b")
MARK = re.compile(r"^[\s(\[]*(\d{1,2}|[a-z](?=[\s)\]A-Z])|[*†‡§¶∗#‖]{1,2})[\s)\].,:]*(?=[A-ZÄÖÜÉÈÅØÁ“\"'(])")
MARKS = re.compile(r"\d{1,2}|[a-z]|[*†‡§¶∗#‖]")
NOT_PLACES = re.compile(
    r"correspond|@|e-?mail|equal(ly)? contribut|received|accepted|published|copyright|©", re.IGNORECASE
)
SMALL = 0.8


def add_contacts(
    people: list[dict[str, Any]], authors: Sequence[Line], lines: Sequence[Line], labels: Sequence[str]
) -> None:
    """Adds "affiliation" [{"name"}], "email" and "ORCID" to people, where the first pages print them.

    `authors` are the lines people were read from; `lines` and `labels` are those of the header.
    """
    if not people:
        return
    places = _affiliations([line for line, label in zip(lines, labels, strict=True) if label == "affiliation"])
    marks = _marks_of(people, authors)
    for person, own in zip(people, marks, strict=True):
        found = [name for mark, name in places if mark in own] if own else []
        if not found and len(places) == 1:
            found = [places[0][1]]
        if found:
            person["affiliation"] = [{"name": name} for name in found]
    _add_emails(people, lines)
    _add_orcids(people, lines)


def _affiliations(lines: Sequence[Line]) -> list[tuple[str | None, str]]:
    """(mark, text) of each; a new one begins with a mark, a raised one above all, or with a block."""
    groups: list[tuple[str | None, list[Line]]] = []
    for line in lines:
        mark = _mark_at_start(line)
        new_block = bool(groups) and groups[-1][1][-1].block != line.block
        if mark or not groups or new_block:
            groups.append((mark, [line]))
        else:
            groups[-1][1].append(line)
    found = []
    for _, group in groups:
        for mark, text in _parted(join_lines(group)):
            if len(text) > 8 and not NOT_PLACES.search(text):
                found.append((mark, text))
    return found[:200]


def _mark_at_start(line: Line) -> str | None:
    match = MARK.match(line.text)
    return match.group(1) if match else None


def _parted(text: str) -> list[tuple[str | None, str]]:
    """A paragraph that lists several: "1 University of …, 2 Institute of …"."""
    first = MARK.match(text)
    if not first:
        return [(None, text.strip(" ,;."))]
    parts: list[tuple[str | None, str]] = []
    mark, start = first.group(1), first.end()
    if mark.isdigit():
        for match in re.finditer(r"[,;.]\s+(?:and\s+)?(\d{1,2})\s+(?=[A-ZÄÖÜÉ])", text):
            if int(match.group(1)) == int(mark) + 1:
                parts.append((mark, text[start : match.start()].strip(" ,;.")))
                mark, start = match.group(1), match.end()
    parts.append((mark, text[start:].strip(" ,;.")))
    return parts


def _marks_of(people: Sequence[dict[str, Any]], lines: Sequence[Line]) -> list[set[str]]:
    """The marks printed after each name."""
    pieces = [(piece, line) for line in lines for piece in line.pieces]
    at = 0
    found: list[set[str]] = []
    for person in people:
        family = _plain(person["family"].split()[-1])
        marks: set[str] = set()
        position = next((i for i in range(at, len(pieces)) if family and family in _plain(pieces[i][0].text)), None)
        if position is not None:
            at = position + 1
            marks |= set(re.findall(r"\d{1,2}|[*†‡§¶∗#‖]", pieces[position][0].text))
            while at < len(pieces) and _is_mark(*pieces[at]):
                marks |= set(MARKS.findall(pieces[at][0].text))
                at += 1
        found.append(marks)
    return found


def _is_mark(piece: Any, line: Line) -> bool:
    raised = piece.size < SMALL * line.size
    return bool(
        re.fullmatch(r"[\d,;*†‡§¶∗#‖–-]+", piece.text) or (raised and re.fullmatch(r"(?:[a-z],?)+|\W+", piece.text))
    )


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
        local = _plain(address.split("@")[0])
        for person in people:
            family = _plain(person["family"])
            initials = _plain(person.get("given", ""))[:1]
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
        named = [person for person in people if _plain(person["family"]) in _plain(line.text)]
        if len(named) == 1:
            named[0].setdefault("ORCID", f"https://orcid.org/{match}")
    if len(identifiers) == len(people) and not any("ORCID" in person for person in people):
        for person, match in zip(people, identifiers, strict=True):
            person["ORCID"] = f"https://orcid.org/{match}"


def _plain(text: str) -> str:
    """Letters only, small, without accents."""
    text = unicodedata.normalize("NFKD", text)
    return "".join(char for char in text if char.isalpha()).lower()
