"""Functions of patterns of citation keys: what they take from a work. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from scrollkeeper.library.citation_keys.growing import MARK, GrowingKey, Skip, date_text, length
from scrollkeeper.library.citation_keys.words import fold, title_words
from scrollkeeper.library.citation_keys.work import When

_MONTHS = ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def _initials_in(initials: bool) -> str:
    return "%(f)s%(I)s" if initials else "%(f)s"


def _auth(it: GrowingKey, n: int = 0, m: int = 1, creator: str = "*", initials: bool = False) -> str:
    template = (f"%(f).{n}s" if n else "%(f)s") + ("%(I)s" if initials else "")
    names = it.names(creator, template)
    return names[m - 1] if 0 < m <= len(names) else ""


def _authorsn(it: GrowingKey, n: int = 0, creator: str = "*", initials: bool = False, sep: str = " ") -> str:
    names = it.names(creator, _initials_in(initials))
    return sep.join([*names[:n], "EtAl"] if n and n < len(names) else names)


def _et_al(term: str, default: str) -> Callable[..., str]:
    def write(it: GrowingKey, creator: str = "*", initials: bool = False, sep: str = default) -> str:
        names = it.names(creator, _initials_in(initials))
        return sep.join(names if len(names) <= 2 else [names[0], term])

    return write


def _alpha(it: GrowingKey, creator: str = "*", initials: bool = False, sep: str = " ") -> str:
    names = it.names(creator, _initials_in(initials))
    if len(names) == 1:
        return names[0][:3]
    return sep.join(name[:1] for name in names[: 4 if len(names) <= 4 else 3]) + ("+" if len(names) > 4 else "")


def _author_ini(it: GrowingKey, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    names = it.names(creator, _initials_in(initials))
    return sep.join([names[0][:5], sep.join(name[:1] for name in names[1:])]) if names else ""


def _auth_auth_ea(it: GrowingKey, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    names = it.names(creator, _initials_in(initials))
    return sep.join([*names[:2], *(["ea"] if len(names) > 2 else [])])


def _authshort(it: GrowingKey, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    names = it.names(creator, _initials_in(initials))
    if len(names) < 2:
        return "".join(names)
    return sep.join(name[:1] for name in names[:3]) + ("+" if len(names) > 3 else "")


def _creators(
    it: GrowingKey, n: Any = 0, type: Any = None, name: str = "%(f)s", etal: str = "", sep: str = " ", min: int = 0,
    max: int = 0, transliterate: bool = False,
) -> str:  # fmt: skip
    names = it.names("*" if type is None or not isinstance(type, str) else type, name)
    if (min and len(names) < min) or (max and len(names) > max):
        raise Skip
    first, last = (n[0], n[-1]) if isinstance(n, list) and n else (1, n or len(names))
    cut = not isinstance(n, list) and n and n < len(names)
    mark = (f"{sep}{etal}" if etal.isalpha() else etal) if cut and etal else ""
    return sep.join(names[first - 1 : last]) + mark


def _shorttitle(it: GrowingKey, n: int = 3, m: int = 0) -> str:
    words = title_words(it.work.title)[:n]
    if m:
        words = [fold(word, german=it.german) for word in words]
    return " ".join(word[:1].upper() + word[1:] if place < m else word for place, word in enumerate(words))


def _type(it: GrowingKey, *allowed: str) -> str:
    if not allowed:
        return it.work.types[-1] if it.work.types else ""
    if {one.lower() for one in allowed}.isdisjoint(one.lower() for one in it.work.types):
        raise Skip
    return ""


def _language(it: GrowingKey, *names: str) -> str:
    if it.work.language.lower()[:2] not in {name.lower()[:2] for name in names}:
        raise Skip
    return ""


def _extra(it: GrowingKey, variable: str) -> str:
    wanted = [one.strip().lower() for one in variable.split("/")]
    wanted += [f"tex.{one}" for one in wanted]
    for line in it.work.fields.get("extra", "").split("\n"):
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() in wanted:
            return value.strip()
    return ""


def _postfix(it: GrowingKey, format: str = "%(a)s", start: int = 0) -> str:
    it.tell_apart(format, start)
    return ""


def _infix(it: GrowingKey, format: str = "%(a)s", start: int = 0) -> str:
    it.tell_apart(format, start)
    return MARK


def _zotero(it: GrowingKey) -> str:
    """As Zotero itself makes keys: curie_recherches_1903."""
    it.tell_apart("-%(n)s", 0)
    family = it.work.creators[0].family.lower().replace(" ", "_") if it.work.creators else ""
    words = re.sub(r"[^\w\s]", "", fold(it.work.title.lower())).split()
    word = next((one for one in words if one not in ("a", "an", "the", "on", "in", "some", "from", "by", "do")), "")
    year = str(it.work.date.year) if it.work.date.year else "nodate"
    return "_".join(one for one in (re.sub(r"[^\w-]", "", fold(family)), word, year) if one)


def _pages(place: int) -> Callable[[GrowingKey], str]:
    return lambda it: re.split(r"[-\s,–]", it.work.fields.get("pages", ""))[place]


def _year(date: When) -> str:
    return f"{date.year:02d}" if date.year else ""


FUNCTIONS: Mapping[str, Callable[..., str]] = {
    "auth": _auth, "authorsn": _authorsn, "authors": _creators, "creators": _creators, 
    "creatornames": lambda it, name="%(f)s", **named: _creators(it, name=name, **named),
    "authetal": _et_al("EtAl", " "), "authetal2": _et_al("etal", "."), "authorsalpha": _alpha,
    "authorini": _author_ini, "authauthea": _auth_auth_ea, "authshort": _authshort, "title": lambda it: " ".join(
        title_words(it.work.title)),
    "authini": lambda it, n=0, creator="*", initials=False, sep=".": sep.join(
        name[:n] if n else name for name in it.names(creator, _initials_in(initials))),
    "authforeini": lambda it, creator="*": (it.names(creator, "%(I)s") or [""])[0],
    "authorlastforeini": lambda it, creator="*": (it.names(creator, "%(I)s") or [""])[-1],
    "authorlast": lambda it, creator="*", initials=False: (it.names(creator, _initials_in(initials)) or [""])[-1],
    "shorttitle": _shorttitle, "veryshorttitle": lambda it, n=1, m=0: _shorttitle(it, n, m),
    "year": lambda it: _year(it.work.date) or _year(it.work.original),
    "shortyear": lambda it: date_text(it.work.date, "%y"), "origyear": lambda it: _year(it.work.original),
    "date": lambda it, format="%Y-%m-%d": date_text(it.work.date, format),
    "origdate": lambda it: date_text(it.work.original, "%Y-%m-%d"),
    "month": lambda it: _MONTHS[it.work.date.month] if 0 < it.work.date.month <= 12 else "",
    "firstpage": _pages(0), "lastpage": _pages(-1),
    "journal": lambda it, abbrev="": (
        "" if abbrev in ("full", "off") else it.work.fields.get("journalabbreviation", "")
    ) or it.work.fields.get("publicationtitle", ""),
    "keyword": lambda it, n: (sorted(it.work.tags)[n : n + 1] or [""])[0], "extra": _extra, "type": _type,
    "language": _language, "postfix": _postfix, "infix": _infix, "zotero": _zotero,
    "field": lambda it, name: it.field(name),
    "len": lambda it, relation=">", number=0: length(it.text, relation, number) and "",
    # Those that ask the network, or know of libraries as Zotero has them, give nothing.
    "inspirehep": lambda it: "", "library": lambda it: "", "group": lambda it, name: "", "item": lambda it, id="": "",
}  # fmt: skip
