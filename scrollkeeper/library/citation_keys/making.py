"""A citation key made of a work by a pattern. Pure.

Functions and filters are those of Better BibTeX as far as they need neither its settings nor the network.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from scrollkeeper.library.citation_keys.pattern import BadPattern, Call, Pattern, Regex, Term
from scrollkeeper.library.citation_keys.words import (
    UNSAFE,
    fold,
    ideographs,
    title_words,
    without_punctuation,
)
from scrollkeeper.library.citation_keys.work import When, Work

MAX_KEY = 100
_MARK = "\x1a"
_MONTHS = ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class Stem(NamedTuple):
    """A key before it is compared with others; `mark` in it says where what tells it from them goes."""

    text: str
    template: str = "%(a)s"
    start: int = 0

    def key(self, number: int) -> str:
        """The key of the work that is the `number`th of this stem, from 0."""
        count = number + self.start
        return self.text.replace(_MARK, _disambiguator(self.template, count) if count else "")


class _Skip(Exception):
    """This pattern is not for this work; the next one is tried."""


def make_stem(pattern: Pattern, work: Work) -> Stem:
    """The key by the first pattern that gives one."""
    for terms in pattern:
        maker = _Maker(work)
        try:
            text = maker.sum(terms)
        except _Skip:
            continue
        text = UNSAFE.sub("", fold(text, german=maker.german))[:MAX_KEY]
        if text.replace(_MARK, ""):
            return Stem(text if _MARK in text else text + _MARK, maker.template, maker.start)
    return Stem("paper" + _MARK)


def check_pattern(pattern: Pattern) -> None:
    """Raise BadPattern where a function or filter is not known, or is given what it cannot take."""
    maker = _Maker(Work(title="On rivers", date=When(1903)))
    for terms in pattern:
        try:
            maker.check(terms)
        except (TypeError, ValueError, AttributeError) as error:
            if isinstance(error, BadPattern):
                raise
            raise BadPattern("A function of the pattern is given what it cannot take.") from None


def _disambiguator(template: str, count: int) -> str:
    letters, rest = "", count
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("a") + letter) + letters
    written = template.replace("%(a)s", letters).replace("%(A)s", letters.upper())
    return written.replace("%(n)s", str(count))


class _Maker:
    """The key of one work as it grows."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.key = ""
        self.template, self.start = "%(a)s", 0
        self.german = work.language.lower()[:2] in ("de", "ge")

    def check(self, terms: Sequence[Term]) -> None:
        for term in terms:
            if not isinstance(term.of, str | Call):
                for one in term.of:
                    self.check(one)
            try:
                self.term(term)
            except _Skip:
                pass

    def sum(self, terms: Sequence[Term]) -> str:
        before, self.key = self.key, ""
        for term in terms:
            self.key += self.term(term)
        written, self.key = self.key, before
        return written

    def term(self, term: Term) -> str:
        if isinstance(term.of, str):
            text = term.of
        elif isinstance(term.of, Call):
            text = self.call(term.of)
        else:
            text = self.first(term.of)
        for one in term.filters:
            text = self.filter(text, one)
        return text

    def first(self, sums: Sequence[Sequence[Term]]) -> str:
        for terms in sums:
            try:
                if text := self.sum(terms):
                    return text
            except _Skip:
                continue
        return ""

    def call(self, call: Call) -> str:
        name = call.name
        if name[0].isupper():
            return self.work.title if name == "Title" else self.field(name)
        function = FUNCTIONS.get(name.lower())
        if function is None:
            raise BadPattern(f"There is no function “{name[:40]}”.")
        return function(self, *call.given, **call.named)

    def field(self, name: str) -> str:
        if name.lower() == "date":
            return date_text(self.work.date, "%Y-%m-%d")
        return self.work.fields.get(name.lower(), "")

    def filter(self, text: str, call: Call) -> str:
        if call.name.lower() in ("len", "length"):
            return length(text, *call.given, **call.named)
        if call.name.lower() in ("transliterate", "clean", "fold"):
            given = str(call.given[0]) if call.given else ""
            text = fold(text, german=given in ("de", "german") or (not given and self.german))
            return text if call.name.lower() != "clean" else UNSAFE.sub("", text.replace(" ", "\0")).replace("\0", " ")
        function = FILTERS.get(call.name.lower())
        if function is None:
            raise BadPattern(f"There is no filter “{call.name[:40]}”.")
        return function(text, *call.given, **call.named)

    def names(self, creator: str = "*", template: str = "%(f)s") -> list[str]:
        kinds: dict[str, list[str]] = {"author": [], "editor": [], "translator": [], "collaborator": []}
        for one in self.work.creators:
            initials = "".join(sign for sign in fold(one.given) if sign.isupper())
            name = _name(template, one.family.strip('"'), one.given.strip('"'), initials)
            if name:
                kinds[one.role if one.role in kinds else "collaborator"].append(name)
        wanted = list(kinds) if creator == "*" else [creator]
        return next((kinds[kind] for kind in wanted if kinds.get(kind)), [])


def _name(template: str, family: str, given: str, initials: str) -> str:
    """`%(f)s`, `%(f).3s` and the like filled in."""
    values = {"f": family, "g": given, "I": initials, "i": initials[:1]}

    def fill(found: re.Match[str]) -> str:
        text = values.get(found[1], "")
        return text[: int(found[2])] if found[2] else text

    return re.sub(r"%\((\w)\)(?:\.(\d{1,3}))?s", fill, template)


def date_text(date: When, form: str) -> str:
    """A date by `%Y`, `%y`, `%m`, `%d`; ends where it is not known any further."""
    values = {"Y": date.year, "y": date.year % 100, "m": date.month, "d": date.day}
    written = ""
    for separator, dash, letter in re.findall(r"([^%]*)(?:%(-?)o?([Yymd]))?", form):
        if not letter:
            break
        if not values[letter] and not (letter == "y" and date.year):
            break
        written += separator + (str(values[letter]) if dash else f"{values[letter]:0{4 if letter == 'Y' else 2}d}")
    return written


def length(text: str, relation: str = ">", number: int = 0) -> str:
    """The text, if it has so many characters; otherwise the next pattern is tried."""
    count = len("".join(text.split()))
    holds = {
        "<": count < number, "<=": count <= number, "=": count == number, "!=": count != number,
        ">=": count >= number, ">": count > number,
    }  # fmt: skip
    if not holds.get(relation, True):
        raise _Skip
    return text


def _initials_in(initials: bool) -> str:
    return "%(f)s%(I)s" if initials else "%(f)s"


def _auth(it: _Maker, n: int = 0, m: int = 1, creator: str = "*", initials: bool = False) -> str:
    template = (f"%(f).{n}s" if n else "%(f)s") + ("%(I)s" if initials else "")
    names = it.names(creator, template)
    return names[m - 1] if 0 < m <= len(names) else ""


def _authorsn(it: _Maker, n: int = 0, creator: str = "*", initials: bool = False, sep: str = " ") -> str:
    names = it.names(creator, _initials_in(initials))
    return sep.join([*names[:n], "EtAl"] if n and n < len(names) else names)


def _et_al(term: str, default: str) -> Callable[..., str]:
    def write(it: _Maker, creator: str = "*", initials: bool = False, sep: str = default) -> str:
        names = it.names(creator, _initials_in(initials))
        return sep.join(names if len(names) <= 2 else [names[0], term])

    return write


def _alpha(it: _Maker, creator: str = "*", initials: bool = False, sep: str = " ") -> str:
    names = it.names(creator, _initials_in(initials))
    if len(names) == 1:
        return names[0][:3]
    return sep.join(name[:1] for name in names[: 4 if len(names) <= 4 else 3]) + ("+" if len(names) > 4 else "")


def _author_ini(it: _Maker, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    names = it.names(creator, _initials_in(initials))
    return sep.join([names[0][:5], sep.join(name[:1] for name in names[1:])]) if names else ""


def _auth_auth_ea(it: _Maker, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    names = it.names(creator, _initials_in(initials))
    return sep.join([*names[:2], *(["ea"] if len(names) > 2 else [])])


def _authshort(it: _Maker, creator: str = "*", initials: bool = False, sep: str = ".") -> str:
    names = it.names(creator, _initials_in(initials))
    if len(names) < 2:
        return "".join(names)
    return sep.join(name[:1] for name in names[:3]) + ("+" if len(names) > 3 else "")


def _creators(
    it: _Maker, n: Any = 0, type: Any = None, name: str = "%(f)s", etal: str = "", sep: str = " ", min: int = 0,
    max: int = 0, transliterate: bool = False,
) -> str:  # fmt: skip
    names = it.names("*" if type is None or not isinstance(type, str) else type, name)
    if (min and len(names) < min) or (max and len(names) > max):
        raise _Skip
    first, last = (n[0], n[-1]) if isinstance(n, list) and n else (1, n or len(names))
    cut = not isinstance(n, list) and n and n < len(names)
    mark = (f"{sep}{etal}" if etal.isalpha() else etal) if cut and etal else ""
    return sep.join(names[first - 1 : last]) + mark


def _shorttitle(it: _Maker, n: int = 3, m: int = 0) -> str:
    words = title_words(it.work.title)[:n]
    if m:
        words = [fold(word, german=it.german) for word in words]
    return " ".join(word[:1].upper() + word[1:] if place < m else word for place, word in enumerate(words))


def _type(it: _Maker, *allowed: str) -> str:
    if not allowed:
        return it.work.types[-1] if it.work.types else ""
    if {one.lower() for one in allowed}.isdisjoint(one.lower() for one in it.work.types):
        raise _Skip
    return ""


def _language(it: _Maker, *names: str) -> str:
    if it.work.language.lower()[:2] not in {name.lower()[:2] for name in names}:
        raise _Skip
    return ""


def _extra(it: _Maker, variable: str) -> str:
    wanted = [one.strip().lower() for one in variable.split("/")]
    wanted += [f"tex.{one}" for one in wanted]
    for line in it.work.fields.get("extra", "").split("\n"):
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() in wanted:
            return value.strip()
    return ""


def _postfix(it: _Maker, format: str = "%(a)s", start: int = 0) -> str:
    it.template, it.start = format, start
    return ""


def _infix(it: _Maker, format: str = "%(a)s", start: int = 0) -> str:
    it.template, it.start = format, start
    return _MARK


def _zotero(it: _Maker) -> str:
    """As Zotero itself makes keys: curie_recherches_1903."""
    it.template = "-%(n)s"
    family = it.work.creators[0].family.lower().replace(" ", "_") if it.work.creators else ""
    words = re.sub(r"[^\w\s]", "", fold(it.work.title.lower())).split()
    word = next((one for one in words if one not in ("a", "an", "the", "on", "in", "some", "from", "by", "do")), "")
    year = str(it.work.date.year) if it.work.date.year else "nodate"
    return "_".join(one for one in (re.sub(r"[^\w-]", "", fold(family)), word, year) if one)


def _pages(place: int) -> Callable[[_Maker], str]:
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
    "year": lambda it: _year(it.work.date or it.work.original),
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
    "len": lambda it, relation=">", number=0: length(it.key, relation, number) and "",
    # Those that ask the network, or know of libraries as Zotero has them, give nothing.
    "inspirehep": lambda it: "", "library": lambda it: "", "group": lambda it, name: "", "item": lambda it, id="": "",
}  # fmt: skip


def _words(text: str, nopunct: bool = False) -> str:
    return " ".join(title_words(text, punctuation=not nopunct))


def _select(text: str, start: int = 1, n: int | None = None) -> str:
    words = text.split()
    begin = len(words) + start if start < 0 else max(start, 1) - 1
    return " ".join(words[begin : None if n is None else begin + max(n, 1)])


def _replace(text: str, find: Any = "", replace: str = "") -> str:
    """Whatever the case; of regular expressions, those that are a plain text."""
    plain = _plain_of(find)
    return re.sub(re.escape(plain), lambda _: replace, text, flags=re.IGNORECASE) if plain else text


def _match(text: str, match: Any = "", clean: bool = False) -> str:
    plain = _plain_of(match)
    if plain and plain.lower() not in (fold(text) if clean else text).lower():
        raise _Skip
    return text


def _plain_of(find: Any) -> str:
    if isinstance(find, Regex):
        source = find.source[1 : find.source.rindex("/")]
        source = re.sub(r"\[(.)\]", r"\1", source)
        return "" if re.search(r"[*+?^$(){}|\[\]\\]", source) else source
    return str(find)


FILTERS: Mapping[str, Callable[..., str]] = {
    "lower": lambda text: text.lower(), "upper": lambda text: text.upper(),
    "capitalize": lambda text: re.sub(r"(?:^|(?<=\s))[a-z]", lambda sign: sign[0].upper(), text),
    "condense": lambda text, sep="": re.sub(r"\s+", lambda _: sep, text),
    "prefix": lambda text, prefix="": prefix + text if text else text,
    "postfix": lambda text, postfix="": text + postfix if text else text,
    "abbr": lambda text, chars=1: "".join(word[:chars] for word in text.split()),
    "skipwords": _words, "select": _select, "default": lambda text, other="": text or other,
    "substring": lambda text, start=1, n=None: text[start - 1 : None if n is None else start - 1 + n],
    "ascii": lambda text: " ".join(re.sub(r"[^ -~]", "", text).split()),
    "alphanum": lambda text: " ".join("".join(one for one in text if one.isalnum() or one.isspace()).split()),
    "nopunct": lambda text, dash="-": without_punctuation(text, dash=dash),
    "nopunctordash": lambda text: without_punctuation(text, dash=""),
    "ideographs": ideographs, "discard": lambda text: "", "replace": _replace, "match": _match,
    "numeric": lambda text: text if re.match(r"\s*-?\d", text) else "",
    "formatdate": lambda text, format="%Y-%m-%d": date_text(
        When(*(int(one) for one in re.findall(r"\d+", text)[:3])), format),
    # Dictionaries of their own would be needed; the text stays.
    "jieba": lambda text, mode="": text, "kuromoji": lambda text: text, "pinyin": lambda text: text,
    "localtime": lambda text: text, "acronym": lambda text, *given, **named: text,
}  # fmt: skip
