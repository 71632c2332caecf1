"""Names of people as lists of references have them, taken apart: Curie, Marie; Marie Curie; de la Fuente, J."""

import re
from typing import Any

Name = dict[str, Any]
_SUFFIX = re.compile(r"(?:jr|sr)\.?|(?:i{2,3}|iv|vi{1,3})\.?|(?:2nd|3rd|4th)", re.IGNORECASE)
# Words before a family name that do not begin it where names are sorted; only in names written given name first.
_PARTICLES = frozenset(
    ("van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "ter", "ten", "zu", "zur")
)


def read_name(text: str) -> Name:
    """A name as CSL has it; one word or what has no order is literal."""
    text = " ".join(text.split()).strip(" ;")
    if not text.strip(","):
        return {}
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1:
        return _given_first(text)
    family, given, suffix = parts[0], parts[1], ""
    if len(parts) > 2:
        # BibTeX and EndNote put the suffix in different places; it is known by what it is.
        if _SUFFIX.fullmatch(parts[1]):
            suffix, given = parts[1], ", ".join(parts[2:])
        elif _SUFFIX.fullmatch(parts[2]):
            suffix = parts[2]
        else:
            given = ", ".join(parts[1:]).rstrip(", ")
    elif _SUFFIX.fullmatch(given):
        return {**_given_first(family), "suffix": given}
    if not family or not given:
        return {"literal": given} if given else {"family": family}
    return {"family": family, "given": given} | ({"suffix": suffix} if suffix else {})


def _given_first(text: str) -> Name:
    words = text.split()
    if len(words) == 1:
        return {"literal": text}
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    begin = len(words) - 1
    while begin > 1 and words[begin - 1] in _PARTICLES:
        begin -= 1
    name = {"family": " ".join(words[begin:]), "given": " ".join(words[:begin])}
    return name | ({"suffix": suffix} if suffix else {})


def family_first(text: str) -> Name:
    """A name of a format that writes the family name first and initials without a comma: Smith JA."""
    text = " ".join(text.split())
    found = None if "," in text else re.fullmatch(r"(.+?) ([A-Z]{1,4})(?: (Jr|Sr|2nd|3rd|II|III|IV))?\.?", text)
    if not found:
        return read_name(text)
    name = {"family": found[1], "given": " ".join(f"{letter}." for letter in found[2])}
    return name | ({"suffix": found[3]} if found[3] else {})


def written(name: Name) -> str:
    """A name with the family name first, for formats that have a line or cell for it."""
    if name.get("literal"):
        return str(name["literal"])
    family = " ".join(str(name[part]) for part in ("non-dropping-particle", "family") if name.get(part))
    given = " ".join(str(name[part]) for part in ("given", "dropping-particle") if name.get(part))
    suffix = str(name.get("suffix") or "")
    if not given and not suffix:
        # The comma says that it is a family name and no name of a body.
        return f"{family},"
    return ", ".join(part for part in (family, given, suffix) if part)
