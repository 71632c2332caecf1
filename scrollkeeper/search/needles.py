"""What is looked for, in the words as the database keeps them: the text of a tsquery, and where it matched."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from scrollkeeper.search.query import Term

# Letters that may be missing from the end of a word that is being typed, beyond its stem: "universit" is in "univers".
LONGEST_ENDING = 4
SHORTEST_BEGINNING = 3
WEIGHTS = {"any": "", "title": "A", "author": "B"}

# Korean words carry their particles at their end; after one syllable only these are taken for one.
HANGUL = re.compile("[\uac00-\ud7a3]+")
PARTICLES = re.compile("\\S+").findall(
    "은 는 이 가 을 를 의 에 와 과 도 만 로 으로 에서 에게 까지 부터 보다 처럼 이나 이며 이고 이다 "
    "에는 에도 들 들은 들이"
)
# The charge of an ion follows its formula without a space: SO4 is found in SO42−.
OXYANION = re.compile(r"(?:h[0-9]?)?(?:s|p|n|c|cl|cr|mo|as|se|si|b|mn|v|w)[0-9]?o[2-4]")

# Positions of each lexeme in a text, as in a tsvector: the first word is at 1.
Positions = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Needle:
    """A word to find: one of these lexemes, or any that begins with `beginning`."""

    lexemes: tuple[str, ...]
    beginning: str | None = None

    def places(self, positions: Positions) -> Iterable[int]:
        """Where any of its lexemes stands."""
        begun = self.beginning
        found = {lexeme for lexeme in self.lexemes if lexeme in positions}
        if begun is not None:
            found.update(lexeme for lexeme in positions if lexeme.startswith(begun))
        return chain.from_iterable(positions[lexeme] for lexeme in found)

    def tsquery(self, weight: str) -> str:
        ways = [f"{_quote(lexeme)}{':' + weight if weight else ''}" for lexeme in self.lexemes]
        if self.beginning is not None:
            ways.append(f"{_quote(self.beginning)}:*{weight}")
        return f"({' | '.join(ways)})"


@dataclass(frozen=True, slots=True)
class Needles:
    """A term of the query as lexemes: any of `ways`, each a sequence of words side by side."""

    ways: tuple[tuple[Needle, ...], ...]
    weight: str = ""

    def tsquery(self, weight: str | None = None) -> str:
        chosen = self.weight if weight is None else weight
        return f"({' | '.join(' <-> '.join(one.tsquery(chosen) for one in way) for way in self.ways)})"

    def words(self) -> Iterable[Needle]:
        return chain.from_iterable(self.ways)

    def find(self, positions: Positions) -> list[tuple[int, int]]:
        """First and last position of each place where the term stands."""
        found: set[tuple[int, int]] = set()
        for way in self.ways:
            starts: set[int] | None = None
            for offset, needle in enumerate(way):
                here = {at - offset for at in needle.places(positions)}
                starts = here if starts is None else starts & here
                if not starts:
                    break
            found.update((start, start + len(way) - 1) for start in starts or ())
        return sorted(found)


def make_needles(term: Term, lexemes: Mapping[str, Sequence[str]], *, beginning: str | None = None) -> Needles:
    """The term with each word's lexemes.

    With `beginning` (the last word as typed so far, without accents) that word may go on, or end otherwise.
    """
    ways = []
    for words in term.ways:
        # A word of more than 2,000 bytes has no lexeme; it is in no text that the database knows.
        way = [_needle(word, tuple(lexemes.get(word) or [word])) for word in words]
        if beginning is not None and words == term.words:
            way[-1] = _begin(way[-1], beginning)
        ways.append(tuple(way))
    return Needles(tuple(ways), WEIGHTS[term.field])


def _needle(word: str, lexemes: tuple[str, ...]) -> Needle:
    if HANGUL.fullmatch(word):
        if len(word) > 1:
            return Needle(lexemes, word)
        return Needle((*lexemes, *(word + particle for particle in PARTICLES)))
    if OXYANION.fullmatch(word):
        return Needle((*lexemes, *(f"{word}{charge}" for charge in "234")))
    return Needle(lexemes)


def _begin(needle: Needle, beginning: str) -> Needle:
    shortest = max(SHORTEST_BEGINNING + 1, len(beginning) - LONGEST_ENDING)
    stems = (beginning[:end] for end in range(len(beginning) - 1, shortest - 1, -1))
    return Needle(tuple(dict.fromkeys((*needle.lexemes, *stems))), beginning)


def first_words(terms: Iterable[Needles], most: int) -> Iterator[Needles]:
    """The first terms, up to about so many lexemes over all their ways; the last way may be cut."""
    for term in terms:
        ways = []
        for way in term.ways:
            if most > 0:
                ways.append(way[:most])
                most -= sum(len(needle.lexemes) for needle in ways[-1])
        if ways:
            yield Needles(tuple(ways), term.weight)


def conjunction(wanted: Iterable[str], unwanted: Iterable[str] = ()) -> str:
    """Text of a tsquery that asks for all of `wanted` and none of `unwanted`."""
    return " & ".join([*wanted, *(f"!{one}" for one in unwanted)])


def disjunction(unwanted: Iterable[str]) -> str:
    """Text of a tsquery that asks for any of them."""
    return " | ".join(unwanted)


def _quote(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
