"""A citation key made of a work by a pattern. Pure.

Functions and filters are those of Better BibTeX as far as they need neither its settings nor the network.
"""

from collections.abc import Sequence
from typing import NamedTuple

from scrollkeeper.library.citation_keys.filters import FILTERS
from scrollkeeper.library.citation_keys.functions import FUNCTIONS
from scrollkeeper.library.citation_keys.growing import MARK, GrowingKey, Skip, length
from scrollkeeper.library.citation_keys.pattern import BadPattern, Call, Pattern, Term
from scrollkeeper.library.citation_keys.words import UNSAFE, fold
from scrollkeeper.library.citation_keys.work import MAX_TEXT, Creator, When, Work

MAX_KEY = 100
# What patterns are tried on: something of everything, and nothing of anything.
_SAMPLES = (
    Work(
        title="On the 3 rivers of a land", types=("book", "book"), date=When(1903, 2, 1), original=When(1900),
        creators=[Creator(role, "van Gogh", "Anna Maria") for role in ("author", "editor", "translator") * 5],
        fields={"extra": "a: b", "pages": "1-9"}, tags=["one tag", "two"],
    ),
    Work(title="On rivers", date=When(1903)),
    Work(),
)  # fmt: skip
_WRONG = (TypeError, ValueError, AttributeError, LookupError, OverflowError)


class Stem(NamedTuple):
    """A key before it is compared with others; `MARK` in it says where what tells it from them goes."""

    text: str
    template: str = "%(a)s"
    start: int = 0

    def key(self, number: int) -> str:
        """The key of the work that is the `number`th of this stem, from 0."""
        count = number + self.start
        return self.text.replace(MARK, _disambiguator(self.template, count) if count else "")


def make_stem(pattern: Pattern, work: Work) -> Stem:
    """The key by the first pattern that gives one; what a pattern cannot be used for counts as none."""
    for terms in pattern:
        maker = _Maker(work)
        try:
            text = maker.sum(terms)
        except (Skip, BadPattern, *_WRONG):
            continue
        growing = maker.growing
        before, _, after = UNSAFE.sub("", fold(text, german=growing.german))[:MAX_KEY].partition(MARK)
        if text := before + after.replace(MARK, ""):
            return Stem(before + MARK + text[len(before) :], growing.template, growing.start)
    return Stem("paper" + MARK)


def check_pattern(pattern: Pattern) -> None:
    """Raise BadPattern where a function or filter is not known, or is given what it cannot take."""
    for terms in pattern:
        for work in _SAMPLES:
            try:
                _Maker(work).check(terms)
            except BadPattern:
                raise
            except _WRONG:
                raise BadPattern("A function of the pattern is given what it cannot take.") from None


def _disambiguator(template: str, count: int) -> str:
    letters, rest = "", count
    while rest > 0:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("a") + letter) + letters
    written = template.replace("%(a)s", letters).replace("%(A)s", letters.upper())
    return written.replace("%(n)s", str(count))


class _Maker:
    """Reads the terms of one pattern for one work."""

    def __init__(self, work: Work) -> None:
        self.growing = GrowingKey(work)

    def check(self, terms: Sequence[Term]) -> None:
        for term in terms:
            if not isinstance(term.of, str | Call):
                for one in term.of:
                    self.check(one)
            try:
                self.term(term)
            except Skip:
                pass

    def sum(self, terms: Sequence[Term]) -> str:
        before, self.growing.text = self.growing.text, ""
        for term in terms:
            self.growing.text += self.term(term)
        written, self.growing.text = self.growing.text, before
        return written

    def term(self, term: Term) -> str:
        if isinstance(term.of, str):
            text = term.of
        elif isinstance(term.of, Call):
            text = self.call(term.of)
        else:
            text = self.first(term.of)
        for one in term.filters:
            # Filters could double it again and again.
            text = self.filter(text[:MAX_TEXT], one)
        return text[:MAX_TEXT]

    def first(self, sums: Sequence[Sequence[Term]]) -> str:
        for terms in sums:
            try:
                if text := self.sum(terms):
                    return text
            except Skip:
                continue
        return ""

    def call(self, call: Call) -> str:
        name, growing = call.name, self.growing
        if name[0].isupper():
            return growing.work.title if name == "Title" else growing.field(name)
        function = FUNCTIONS.get(name.lower())
        if function is None:
            raise BadPattern(f"There is no function “{name[:40]}”.")
        return function(growing, *call.given, **call.named)

    def filter(self, text: str, call: Call) -> str:
        if call.name.lower() in ("len", "length"):
            return length(text, *call.given, **call.named)
        if call.name.lower() in ("transliterate", "clean", "fold"):
            given = str(call.given[0]) if call.given else ""
            text = fold(text, german=given in ("de", "german") or (not given and self.growing.german))
            return text if call.name.lower() != "clean" else UNSAFE.sub("", text.replace(" ", "\0")).replace("\0", " ")
        function = FILTERS.get(call.name.lower())
        if function is None:
            raise BadPattern(f"There is no filter “{call.name[:40]}”.")
        return function(text, *call.given, **call.named)
