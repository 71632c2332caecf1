"""What is typed into the filter box: words, and terms such as author:curie or added:<30d. Pure.

Terms are `author:`, `title:`, `venue:`, `file:` (its name), `key:` (how its citation key begins), `year:`, `tag:`,
`in:` (a collection), `is:` (unread, read, doubtful), `has:` (file, doi, abstract, tag, collection), `status:`,
`added:` and `by:` (who added it; `by:me`); a value with spaces is quoted, and a minus before a term turns it round.
Nothing typed is an error: what is no term is a word.

A custom field is a term by its name: score:>3, "reading group":monday. In quotes it is one even where its name is that
of another term: "status":done. `has:` takes its name too.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Field = Literal[
    "author", "title", "venue", "year", "tag", "in", "is", "has", "status", "added", "by", "file", "key", "custom"
]
MOST_TERMS = 12
# Longer ago than any library; the calendar of the database ends before 9,999 years.
MOST_DAYS = 100 * 365
_ITEM = re.compile(
    r"""(?P<minus>-)?(?:(?P<field>author|title|venue|year|tag|in|is|has|status|added|by|file|key):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))""",
    re.IGNORECASE,
)
_YEARS = re.compile(r"(?P<first>\d{1,4})?(?P<to>\.\.)?(?P<last>\d{1,4})?")
_SINCE = re.compile(r"(?P<sign>[<>]=?)(?P<year>\d{1,4})")
_AGE = re.compile(r"(?P<sign>[<>])?(?P<many>\d{1,4})(?P<unit>[dwmy])", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
# Of terms that take one of few values, these.
CHOICES = {
    "is": ("unread", "read", "doubtful"),
    "has": ("file", "doi", "abstract", "tag", "collection"),
    "status": ("queued", "parsing", "ready", "failed", "parked"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A condition on papers; of a custom field with its `name` in lower case, and no text for anything in it.

    Of `year`, `least` and `most` are years; of `added`, ages in days; both may be open."""

    field: Field
    text: str = ""
    least: int | None = None
    most: int | None = None
    negated: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    words: str = ""
    terms: tuple[Term, ...] = ()


def parse_filter(typed: str, custom: Collection[str] = ()) -> Filter:
    """Words and terms in the order in which they were typed; of terms the first twelve.

    `custom` are names of custom fields.
    """
    keys = {name.lower() for name in custom}
    words: list[str] = []
    terms: list[Term] = []
    for item in _item(tuple(sorted(custom))).finditer(typed):
        term = _read_term(item, keys)
        if term is None:
            words.append(item["quoted"] if item["quoted"] is not None and not item["field"] else item[0])
        else:
            terms.append(term)
    return Filter(" ".join(words), tuple(terms[:MOST_TERMS]))


@lru_cache(maxsize=64)
def _item(custom: tuple[str, ...]) -> re.Pattern[str]:
    """A word or a term; names of custom fields are terms in quotes, and those of one word without them."""
    if not custom:
        return _ITEM
    longest_first = sorted(custom, key=len, reverse=True)
    quoted = "|".join(map(re.escape, longest_first))
    bare = "|".join(re.escape(name) for name in longest_first if not re.search(r"[\s:]", name))
    named = f'(?P<custom>"(?:{quoted})"{f"|(?:{bare})" if bare else ""}):'
    return re.compile(_ITEM.pattern.replace(":)?(?:", f":|{named})?(?:", 1), re.IGNORECASE)


def _read_term(item: re.Match[str], keys: Collection[str]) -> Term | None:
    value = (item["quoted"] if item["quoted"] is not None else item["bare"]).strip()
    negated = item["minus"] is not None
    if keys and item["custom"]:
        name = item["custom"].strip('"').lower()
        return Term("custom", text=value, negated=negated, name=name) if value and name in keys else None
    match (item["field"] or "").lower():
        case "author" | "title" | "venue" | "tag" | "in" | "by" | "file" | "key" as field if value:
            return Term(field, text=value, negated=negated)
        case "is" | "has" | "status" as field if value.lower() in CHOICES[field]:
            return Term(field, text=value.lower(), negated=negated)
        case "has" if value.lower() in keys:
            return Term("custom", negated=negated, name=value.lower())
        case "year":
            return _read_years(value, negated)
        case "added":
            return _read_age(value, negated)
    return None


def _read_years(value: str, negated: bool) -> Term | None:
    """2015, 2015..2020, 2015.., ..2020, >2015, <=2020."""
    if since := _SINCE.fullmatch(value):
        year, beyond = int(since["year"]), 0 if since["sign"].endswith("=") else 1
        if since["sign"].startswith(">"):
            return Term("year", least=year + beyond, negated=negated)
        return Term("year", most=year - beyond, negated=negated)
    years = _YEARS.fullmatch(value)
    if years is None or not (years["first"] or years["last"]):
        return None
    first, last = (None if one is None else int(one) for one in (years["first"], years["last"]))
    return Term("year", least=first, most=last if years["to"] else first, negated=negated)


def _read_age(value: str, negated: bool) -> Term | None:
    """<30d is within the last 30 days, >2w longer ago than two weeks; without a sign it is the former."""
    age = _AGE.fullmatch(value)
    if age is None:
        return None
    days = min(int(age["many"]) * _DAYS[age["unit"].lower()], MOST_DAYS)
    if age["sign"] == ">":
        return Term("added", least=days, negated=negated)
    return Term("added", most=days, negated=negated)
