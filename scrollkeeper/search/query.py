"""The query language: words, "phrases", -exclusions, author:, title:, year:2015..2020. Nothing typed is an error."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Literal

from scrollkeeper.search.words import fold, split_words

Field = Literal["any", "title", "author"]
FIELDS: tuple[Field, ...] = ("any", "title", "author")
# Each hyphen of a phrase doubles the ways in which it may be printed.
MOST_JOINTS = 3
_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb\uff02'
_DASHES = "-\u2010\u2011\u2012\u2013\u2212"
_FIELDS = "(?:author|title|year)"
# -, a field's name, and a value that is quoted (up to the end where the quote is not closed) or has no spaces.
_ITEM = re.compile(
    rf"""\s*
    (?P<minus>[{_DASHES}]*)
    (?:(?P<field>{_FIELDS})\s*:(?:\s*(?!{_FIELDS}\s*:)(?P<late_minus>[{_DASHES}]*))?)?
    (?: (?(field)(?!{_FIELDS}\s*:))
        (?: [{_QUOTES}](?P<quoted>[^{_QUOTES}]*)[{_QUOTES}]? | (?P<bare>[^\s{_QUOTES}]+) ) )?""",
    re.VERBOSE | re.IGNORECASE,
)
_YEARS = re.compile(rf"(?P<first>[0-9]{{1,4}})?(?:(?P<to>\.\.+|[{_DASHES}…])(?P<last>[0-9]{{1,4}})?)?")
_HYPHEN = re.compile(rf"(?<=\w)[{_DASHES}](?=\w)")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand side by side, somewhere or in one field; excluded where `negated`.

    `hyphenated`: typed with hyphens, so the same letters in one word are meant too (pre-training, pretraining). In a
    phrase, `joints` are the numbers of the words after which a hyphen stood.
    """

    words: tuple[str, ...]
    field: Field = "any"
    negated: bool = False
    hyphenated: bool = False
    joints: tuple[int, ...] = ()

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """The sequences of words of which any one will do."""
        if self.hyphenated:
            return self.words, ("".join(self.words),)
        chosen = chain.from_iterable(combinations(self.joints, many) for many in range(len(self.joints) + 1))
        return tuple(self._joined(joints) for joints in chosen)

    def __str__(self) -> str:
        text = "-".join(self.words)
        if not self.hyphenated:
            gaps = ("-" if number in self.joints else " " for number in range(len(self.words)))
            text = '"' + "".join(chain.from_iterable(zip(self.words, gaps, strict=True))).strip() + '"'
        return f"{'-' * self.negated}{'' if self.field == 'any' else self.field + ':'}{text}"

    def _joined(self, joints: Collection[int]) -> tuple[str, ...]:
        words: list[str] = []
        for number, word in enumerate(self.words):
            words[-1:] = [words[-1] + word] if number - 1 in joints else [*words[-1:], word]
        return tuple(words)


@dataclass(frozen=True, slots=True)
class Years:
    """From `first` to `last`, both included; None is open."""

    first: int | None
    last: int | None
    negated: bool = False

    def __str__(self) -> str:
        first, last = ("" if year is None else year for year in (self.first, self.last))
        return f"{'-' * self.negated}year:{first}..{last}"


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asked for; all of it must hold. `unfinished`: they may still be typing the last word."""

    terms: tuple[Term, ...] = ()
    years: tuple[Years, ...] = ()
    unfinished: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms or self.years)

    def __str__(self) -> str:
        """The same query in its plainest spelling: parse_query(str(query)) == query."""
        parts = [str(one) for one in (*self.years, *self.terms)]
        last = self.terms[-1] if self.unfinished else None
        if last is not None:
            parts[-1] = str(last) if last.hyphenated else str(last).replace('"', "")
        return " ".join(parts) + ("" if last is not None else " ")


def parse_query(text: str) -> Query:
    """Read what a person typed, forgiving unbalanced quotes, stray signs, empty fields and years that are none."""
    terms: list[Term] = []
    years: list[Years] = []
    unfinished = False
    for item in _items(text):
        negated = bool(item["minus"] or item["late_minus"])
        field = (item["field"] or "any").lower()
        value = item["quoted"] if item["quoted"] is not None else item["bare"] or ""
        unfinished = False
        if field == "year":
            found = _read_years(value, negated)
            if found is not None:
                years.append(found)
                continue
            field = "any"
        term = _read_term(value, field, negated, quoted=item["quoted"] is not None)  # type: ignore[arg-type]
        if term is not None and term not in terms:
            terms.append(term)
            typing = item["bare"] and item.end() == len(text) and not negated
            unfinished = bool(typing) and (term.hyphenated or len(term.words) == 1) and text[-1].isalnum()
    return Query(tuple(terms), tuple(dict.fromkeys(years)), unfinished)


def _items(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while position < len(text):
        item = _ITEM.match(text, position)
        assert item is not None, "every part of the pattern may be empty"
        position = max(item.end(), position + 1)
        yield item


def _read_term(value: str, field: Field, negated: bool, *, quoted: bool) -> Term | None:
    if field == "author" and value.count(",") == 1:
        # "Lovelace, Ada" is written "Ada Lovelace" in the list of authors.
        family, given = value.split(",")
        value = f"{given} {family}"
    words = split_words(value)
    if not words:
        return None
    hyphenated = not quoted and len(words) > 1 and len(_HYPHEN.findall(value)) == len(words) - 1
    return Term(words, field, negated, hyphenated, _joints(value) if quoted else ())


def _joints(phrase: str) -> tuple[int, ...]:
    """Numbers of the words of a phrase after which a hyphen stands."""
    joints: list[int] = []
    count = 0
    for part in fold(phrase).split():
        words = len(split_words(part))
        if words > 1 and len(_HYPHEN.findall(part)) == words - 1:
            joints += range(count, count + words - 1)
        count += words
    return tuple(joints[:MOST_JOINTS])


def _read_years(value: str, negated: bool) -> Years | None:
    match = _YEARS.fullmatch(value.strip())
    if match is None or not (match["first"] or match["last"]):
        return None
    first = int(match["first"]) if match["first"] else None
    last = int(match["last"]) if match["last"] else None
    if not match["to"]:
        last = first
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Years(first, last, negated)
