"""Names of people from the printed line of authors: where one ends, which part is the family's, what is not a name."""

import re

from scrollkeeper.parsing.document import Line

PARTICLES = {
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "ten", "ter",
    "zu", "zur", "bin", "ibn", "el", "al", "af", "av", "y", "e", "het", "vom", "ul", "ur", "uz", "us", "bint", "ben",
    "abu", "lo", "san", "santa", "mac", "mc", "op", "in", "'t", "t",
}  # fmt: skip
SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
DEGREES = re.compile(
    r"^(ph\.?\s?d|m\.?\s?d|m\.?\s?sc|b\.?\s?sc|m\.?\s?s|b\.?\s?s|m\.?\s?a|b\.?\s?a|m\.?\s?p\.?\s?h|dr|prof|professor|"
    r"frcs\w*|mrcp\w*|facs|facp|mbbs|mbchb|m\.?\s?ch|dds|dmd|dvm|rn|msn|bsn|mba|mphil|dphil|d\.?\s?sc|pharm\.?\s?d|"
    r"dipl\.?(-ing)?|ing|hab|mr|mrs|ms|msw|ma|jd|edd|psyd|do|dnb|frcpc?|fracs|mds|pt|otr|student)\.?$",
    re.IGNORECASE,
)
SEPARATOR = re.compile(
    r"\s*(?:[,;|•·∙⋅]|\s\.(?=\s|$)|&|/|\band\b|\bund\b|\bet\b(?!\s+al)|\by\b(?=\s+[A-Z]\w+\s)|\bwith\b|（|）)\s*"
)
MARKS = re.compile(r"[\d*†‡§¶∗⁎#∥‖✉☯⊥★☆¹²³()\[\]{}<>^=+✝@©®⋆ℹ🖂\\]")
NOT_NAMES = re.compile(
    r"universi|institut|department|school|college|hospital|laborator|cent(er|re)\b|faculty|received|accepted|http|@|"
    r"editor|member|fellow|ieee|abstract|correspond|author|contribut|on behalf|for the\b|study group|consortium|"
    r"scienc|medicine|engineer|technolog|research|initiative|division|academy|ministry|programm?e?\b|society|company|"
    r"\binc\b|\bltd\b|gmbh|corporation|statistic|mathemati|physics|biolog|chemi|computer|aerospace|"
    r"^by$|collaborat|^open access$|^research article$|^south africa$|^editors?\b|reviewed",
    re.IGNORECASE,
)
INITIALS = re.compile(r"^(?:[A-ZÄÖÜÉÈÅØÁÇŁŠŽ]\.?[-‐ ]?){1,4}$")
GAP = 0.85


def read_names(lines: list[Line]) -> list[dict[str, str]]:
    """People in printed order as CSL names: family, given, suffix and non-dropping-particle where there are such."""
    names = [name for text in _joined(lines) for name in _split(text)]
    loud_last = any(_is_loud_last(name) for name in names)
    people = [person for name in names if (person := _name(name, loud_last))]
    unique: list[dict[str, str]] = []
    for person in people:
        if not any(_same_person(person, other) for other in unique):
            unique.append(person)
    return unique[:500]


def _same_person(one: dict[str, str], other: dict[str, str]) -> bool:
    """The same family name, and given names of which one may be the other's initials."""
    if one["family"].lower() != other["family"].lower():
        return False
    a, b = (person.get("given", "").lower().replace(".", " ").split() for person in (one, other))
    short = all(len(name) == 1 for name in a) or all(len(name) == 1 for name in b)
    return a == b or (short and all(x[0] == y[0] for x, y in zip(a, b, strict=False)))


def _joined(lines: list[Line]) -> list[str]:
    """Lines of a list run on, so that a name may be broken over two of them; a name alone on its line does not."""
    joined: list[str] = []
    previous: Line | None = None
    for line in lines:
        text = _without_marks(line)
        runs_on = previous is not None and previous.block == line.block and previous.page == line.page
        if joined and runs_on and re.search(r"[,;&]|\band\b", joined[-1]):
            joined[-1] += (" " if not joined[-1].endswith("-") else "") + text
        elif joined and runs_on and re.match(r"(and|&|und)\b", text):
            joined[-1] += " " + text
        else:
            joined.append(text)
        previous = line
    return joined


def _without_marks(line: Line) -> str:
    """The line's text with a comma for every superscript and every wide gap."""
    parts: list[str] = []
    size = max((piece.size for piece in line.pieces), default=1.0)
    right = None
    listed = re.search(r"[,;]", line.text) is not None
    for piece in line.pieces:
        raised = piece.size < 0.8 * size and not piece.text.isupper()
        if raised or (piece.size < 0.8 * size and len(piece.text) < 3):
            if re.search(r"[^\W]|[*†‡§¶∗]", piece.text) and not re.match(r"^(th|st|nd)$", piece.text):
                parts.append(" , ")
            right = piece.rect[2]
            continue
        if right is not None:
            parts.append(" , " if not listed and piece.rect[0] - right > GAP * size else " ")
        parts.append(piece.text)
        right = piece.rect[2]
    return re.sub(r"(?<=[^\W\d_])[¹²³\d]+(?:[,–-]\d+)*\b", " , ", "".join(parts)).strip()


def _is_loud_last(name: str) -> bool:
    """ "Marie CURIE": when one of a list is printed so, short family names in capitals are no initials."""
    words = name.split()
    return len(words) > 1 and len(words[-1]) > 3 and words[-1].isupper() and not words[0].isupper()


def _split(text: str) -> list[str]:
    """The names in a list of authors, without marks and degrees."""
    text = re.sub(r"\b((?:[A-Z]\.){1,3})(?=[A-Z][a-zà-ÿ])", r"\1 ", text)  # "M.Q.Tang"
    text = re.sub(r"^\W*(authors?|by|von|verfasser)\s*:?\s+", "", text, flags=re.IGNORECASE)
    parts = [part for part in (MARKS.sub(" ", one).strip(" .:-–—'’`~_") for one in SEPARATOR.split(text)) if part]
    kept: list[str] = []
    for part in parts:
        words = [word for word in part.split() if not DEGREES.match(word) or (INITIALS.match(word) and len(word) < 3)]
        if len(words) == 1 and words[0].isupper() and 2 <= len(words[0]) <= 4 and kept and " " in kept[-1]:
            continue  # A degree that is in no list of degrees, after a whole name.
        part = " ".join(words)
        if not part or NOT_NAMES.search(part):
            continue
        if part.lower().strip(".") in SUFFIXES and kept:
            kept[-1] += " " + part
        elif INITIALS.match(part) and kept and len(kept[-1].split()) <= 2 and not _has_initials(kept[-1]):
            kept[-1] = f"{part} {kept[-1]}"  # "Curie, M." in a list of "Family, Initials".
        else:
            kept.append(part)
    return kept


def _has_initials(name: str) -> bool:
    return any(INITIALS.match(word) for word in name.split())


def _name(text: str, loud_last: bool) -> dict[str, str] | None:
    words = text.replace("‐", "-").split()
    suffix = ""
    if len(words) > 2 and words[-1].lower().strip(".") in SUFFIXES:
        suffix = words.pop()
    if not 2 <= len(words) <= 7 or any(len(word) > 28 for word in words):
        return None
    if any(not word[0].isalpha() for word in words) or not words[-1][0].isalpha():
        return None
    capitals = [word for word in words if word[0].isupper() or word.lower() in PARTICLES or not word[0].islower()]
    if len(capitals) < len(words) or not any(word[0].isupper() or not word.isascii() for word in words):
        return None
    given, particle, family = _parts(words, loud_last)
    person = {"family": _cased(family), "given": " ".join(map(_cased, given))}
    if particle:
        person["non-dropping-particle"] = " ".join(particle)
    if suffix:
        person["suffix"] = suffix
    return person


def _parts(words: list[str], loud_last: bool) -> tuple[list[str], list[str], str]:
    """(given names, particles, family name)."""
    loud = [len(word) > 2 and word.isupper() for word in words]
    if loud[0] and not any(loud[1:]) and not loud[-1]:
        return words[1:], [], words[0]  # "CURIE Marie".
    if loud_last and words[-1].isupper() and not words[0].isupper():
        return words[:-1], [], words[-1]
    if INITIALS.match(words[-1]) and not INITIALS.match(words[0]) and len(words[-1].strip(".")) <= 3:
        return words[-1:], words[:-2] if words[0].lower() in PARTICLES else [], words[-2]
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in PARTICLES and words[first - 1][0].islower():
        first -= 1
    return words[:first], words[first:-1], words[-1]


def _cased(name: str) -> str:
    if not (len(name) > 3 and name.isupper()) or "." in name:
        return name
    return "-".join(part[:1] + part[1:].lower() for part in name.split("-"))
