"""Where a quote stands in a file: found again by its words, although spaces, hyphens, ligatures or the text changed.

A file's text is the texts of its pages joined with one line break; places are offsets in characters of that text, as
the TextPositionSelector of the W3C Web Annotation Data Model (section 4.2.5) counts them. Quotes are compared as
letters: compatibility forms and accents apart, without case, spaces, hyphens and invisible characters, because what a
viewer copies and what a parser joins differ in exactly these. Where the letters stand nowhere, the place with the
fewest changed letters is taken: pieces of the quote vote for the places where they stand (as the seeds of sequence
alignment do), and the few best are measured by edit distance (G. Myers, J. ACM 46(3), 1999, in H. Hyyrö's form).
What a search may cost is counted in steps (`Steps`), not in seconds, so that the same question always ends the same.
"""

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from rapidfuzz.distance import Levenshtein

CONTEXT_CHARACTERS = 32
# Of a quote at least this part of the letters must be there; short ones are too easily like something else.
LEAST_SCORE, LEAST_SHORT_SCORE = 0.65, 0.8
SHORT_LETTERS, LEAST_FUZZY_LETTERS = 24, 10
# A quote of one common letter stands in tens of thousands of places: so many are compared at all, and in full.
MOST_PLACES, MOST_COMPARED = 20_000, 100
SEEDS, HITS_A_SEED, MEASURED = 96, 40, 6
# Changed quotes longer than this are found by their ends, and none are looked for that are longer than that.
LONG_LETTERS, END_LETTERS, MOST_LETTERS = 1_000, 400, 20_000
# A step is about a microsecond: one letter measured, or so many letters searched for a piece.
STEPS, LETTERS_A_STEP = 300_000, 600
# Of a long book fewer pieces are searched for, so that these take no more steps than this.
SEED_STEPS, LEAST_SEEDS = 100_000, 16
# Characters that are folded in a step: the words of 8 MB are found as they stand, but hardly anything like them.
FOLDED_A_STEP, FOLDED_AT_ONCE = 30, 1 << 17
_PLAIN = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})


class OutOfSteps(Exception):
    """The quote was not found within the steps that were given."""


class Steps:
    """What searches may cost together. Whoever searches takes steps before doing the work."""

    def __init__(self, left: int = STEPS) -> None:
        self.left = left

    def take(self, count: int) -> None:
        if count > self.left:
            raise OutOfSteps
        self.left -= count


@dataclass(frozen=True, slots=True)
class Quote:
    """Text to find, with what stands before and after it where that is known (TextQuoteSelector)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Characters `start` up to `end` of the file's text. `score` is 1 where nothing speaks against the place."""

    start: int
    end: int
    score: float = 1.0


class FileText:
    """Texts of a file's pages, the first page first, as one text that quotes are found in."""

    def __init__(self, pages: Sequence[str]) -> None:
        self.text = "\n".join(pages)
        self.starts: list[int] = []
        at = 0
        for page in pages:
            self.starts.append(at)
            at += len(page) + 1

    @cached_property
    def _folded(self) -> tuple[str, np.ndarray]:
        # Of a long book it takes a while, and not every question needs it.
        return fold(self.text)

    def fold_within(self, steps: Steps) -> None:
        """Fold the text, which takes steps the first time."""
        if "_folded" not in self.__dict__:
            steps.take(len(self.text) // FOLDED_A_STEP)
            _ = self._folded

    @property
    def letters(self) -> str:
        return self._folded[0]

    @property
    def offsets(self) -> np.ndarray:
        return self._folded[1]

    def page_of(self, offset: int) -> int:
        """Number of the page, from 1, that this character is on."""
        return max(1, bisect_right(self.starts, offset))

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Page number, start and end within the page's text, for each page that the place touches."""
        for page in range(self.page_of(start), self.page_of(max(start, end - 1)) + 1):
            first = self.starts[page - 1]
            last = self.starts[page] - 1 if page < len(self.starts) else len(self.text)
            if max(start, first) < min(end, last):
                yield page, max(start, first) - first, min(end, last) - first

    def quote_at(self, start: int, end: int) -> Quote:
        """What stands there, with its surroundings."""
        before = self.text[max(0, start - CONTEXT_CHARACTERS) : start]
        return Quote(self.text[start:end], before, self.text[end : end + CONTEXT_CHARACTERS])


def fold(text: str) -> tuple[str, np.ndarray]:
    """The letters of a text, and for each letter the number of the character that it comes from."""
    # Piece by piece, so that a long book takes little more memory than its letters.
    pieces = [_fold_piece(text, at) for at in range(0, len(text), FOLDED_AT_ONCE)]
    offsets = np.concatenate([offsets for _, offsets in pieces]) if pieces else np.zeros(0, np.int32)
    return "".join(letters for letters, _ in pieces), offsets


def _fold_piece(text: str, at: int) -> tuple[str, np.ndarray]:
    codes = _codes_of(text[at : at + FOLDED_AT_ONCE])
    different, which = np.unique(codes, return_inverse=True)
    folded = [_fold_character(chr(code)) for code in different.tolist()]
    lengths = np.fromiter(map(len, folded), np.int64, len(folded))
    # Letters of each character, one after the other, picked from those of the different characters.
    each, begins = lengths[which], (np.cumsum(lengths) - lengths)[which]
    picked = np.arange(each.sum()) + np.repeat(begins - (np.cumsum(each) - each), each)
    letters = _codes_of("".join(folded))[picked].tobytes().decode("utf-32-le", "surrogatepass")
    return letters, np.repeat(np.arange(at, at + len(codes), dtype=np.int32), each)


def _codes_of(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


@cache
def _fold_character(character: str) -> str:
    letters = unicodedata.normalize("NFKD", character).casefold()
    return "".join(one for one in letters if not _is_dropped(one)).translate(_PLAIN)


def _is_dropped(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] in "CZ" or kind in ("Mn", "Me", "Pd")


def find_quote(
    text: FileText, quote: Quote, near: int | None = None, page: int | None = None, steps: Steps | None = None
) -> Place | None:
    """The place that the quote means; None where it stands nowhere, not even changed. Raises OutOfSteps.

    Of several places one on the page is meant, of these the one with the likest surroundings, then one written with the
    same characters and beginning and ending with words, then the one closest to the character `near`, then the first.
    """
    steps = steps or Steps()
    exact = fold(quote.exact)[0]
    if not exact:
        return None
    text.fold_within(steps)
    starts = _occurrences(text.letters, exact, steps)
    if not starts:
        before, after = _surroundings(quote)
        return _find_changed(text, exact, before, after, near, steps)
    return _likeliest(text, quote, exact, _on_page(text, starts, page) or starts, near, steps)


def find_on_page(text: FileText, quote: Quote, page: int, steps: Steps | None = None) -> Place | None:
    """The place on this page that has the same letters; where there is one, the rest of the text does not matter."""
    steps = steps or Steps()
    exact = fold(quote.exact)[0]
    text.fold_within(steps)
    starts = _on_page(text, _occurrences(text.letters, exact, steps), page) if exact else []
    return _likeliest(text, quote, exact, starts, None, steps) if starts else None


def _surroundings(quote: Quote) -> tuple[str, str]:
    return fold(quote.prefix)[0][-CONTEXT_CHARACTERS:], fold(quote.suffix)[0][:CONTEXT_CHARACTERS]


def _likeliest(text: FileText, quote: Quote, exact: str, starts: list[int], near: int | None, steps: Steps) -> Place:
    before, after = _surroundings(quote)
    if len(starts) > MOST_COMPARED:
        steps.take(len(starts) * (4 + (len(before) + len(after)) // 8))
        agreed = {at: _agreement(text.letters, at, at + len(exact), before, after) for at in starts}
        far = _Distance(text, near)
        starts = sorted(starts, key=lambda at: (-agreed[at], far(at)))[:MOST_COMPARED]
    likest = _Likeness(text.letters, before, after, steps)
    far = _Distance(text, near)
    steps.take(len(starts) * (1 + len(exact) // 50))
    likeness, *_, best = max(
        (likest(at, at + len(exact)), *_wholeness(text, at, at + len(exact), quote.exact), -far(at), -at, at)
        for at in starts
    )
    # Of several places the right one is only sure where its surroundings or the hint say so.
    is_sure = len(starts) == 1 or (near is not None and far(best) == 0)
    return _place(text, best, best + len(exact), 1.0 if is_sure else 0.5 + likeness / 2)


def _place(text: FileText, first: int, last: int, score: float) -> Place:
    return Place(int(text.offsets[first]), int(text.offsets[last - 1]) + 1, round(score, 4))


def _occurrences(letters: str, wanted: str, steps: Steps) -> list[int]:
    steps.take(1 + len(letters) // LETTERS_A_STEP)
    found: list[int] = []
    at = letters.find(wanted)
    while at >= 0 and len(found) < MOST_PLACES:
        found.append(at)
        steps.take(1 + len(wanted) // LETTERS_A_STEP)
        at = letters.find(wanted, at + 1)
    return found


def _on_page(text: FileText, starts: list[int], page: int | None) -> list[int]:
    if page is None or not 1 <= page <= len(text.starts):
        return []
    end = text.starts[page] if page < len(text.starts) else len(text.text)
    return [at for at in starts if text.starts[page - 1] <= text.offsets[at] < end]


def _agreement(letters: str, start: int, end: int, before: str, after: str) -> int:
    """How many letters next to the place are as they should be."""
    agreed = 0
    while agreed < min(len(before), start) and before[-agreed - 1] == letters[start - agreed - 1]:
        agreed += 1
    follows = 0
    while follows < len(after) and end + follows < len(letters) and after[follows] == letters[end + follows]:
        follows += 1
    return agreed + follows


class _Likeness:
    """How like the surroundings of places are to what they should be, from 0 to 1; 0 where nothing is known."""

    def __init__(self, letters: str, before: str, after: str, steps: Steps) -> None:
        self.letters, self.before, self.after, self.steps = letters, before, after, steps

    def __call__(self, start: int, end: int) -> float:
        known = len(self.before) + len(self.after)
        if not known:
            return 0.0
        self.steps.take(2 * known)
        changed = 0
        if self.before:
            room = self.letters[max(0, start - 2 * len(self.before)) : start]
            changed += (end_distances(self.before, room) or [len(self.before)])[-1]
        if self.after:
            room = self.letters[end : end + 2 * len(self.after)]
            changed += (end_distances(self.after[::-1], room[::-1]) or [len(self.after)])[-1]
        return max(0.0, 1 - changed / known)


def _wholeness(text: FileText, start: int, end: int, exact: str) -> tuple[bool, bool]:
    first, last = int(text.offsets[start]), int(text.offsets[end - 1]) + 1
    same = text.text[first:last].split() == exact.split()
    cut = text.text[first - 1 : first].isalnum() or text.text[last : last + 1].isalnum()
    return same, not cut


class _Distance:
    """Letters between a place and the character that it should be near; 0 where nothing is known."""

    def __init__(self, text: FileText, near: int | None) -> None:
        self.near = None if near is None else int(np.searchsorted(text.offsets, near))

    def __call__(self, at: int) -> int:
        return 0 if self.near is None else abs(at - self.near)


def _find_changed(text: FileText, exact: str, before: str, after: str, near: int | None, steps: Steps) -> Place | None:
    """The place with the fewest changed letters, if these are few."""
    if len(exact) < LEAST_FUZZY_LETTERS:
        return None
    if len(exact) > MOST_LETTERS:
        raise OutOfSteps
    likest, far = _Likeness(text.letters, before, after, steps), _Distance(text, near)
    measured = []
    for at in _likely_starts(text.letters, before, exact, after, steps):
        found = _measure_ends(text.letters, exact, at, steps)
        if found is not None:
            start, end, fewest = found
            score = 1 - fewest / len(exact)
            measured.append((score + likest(start, end) / 4, -far(start), score, start, end))
    least = LEAST_SCORE if len(exact) >= SHORT_LETTERS else LEAST_SHORT_SCORE
    good = [one for one in measured if one[2] >= least and one[4] > one[3]]
    if not good:
        return None
    _, _, score, start, end = max(good)
    return _place(text, start, end, score)


def _measure_ends(letters: str, exact: str, at: int, steps: Steps) -> tuple[int, int, int] | None:
    """Where the quote begins and ends if it stands at about letter `at`, and how many letters are changed there."""
    slack = len(exact) // 2 + 32
    room = max(0, at - slack)
    if len(exact) <= LONG_LETTERS:
        return _closest(letters, exact, room, at + len(exact) + slack, steps)
    head = _closest(letters, exact[:END_LETTERS], room, at + END_LETTERS + slack, steps)
    tail = _closest(letters, exact[-END_LETTERS:], room + len(exact) - END_LETTERS, at + len(exact) + slack, steps)
    if head is None or tail is None or tail[1] <= head[0]:
        return None
    steps.take(len(exact) * len(exact) // 20_000)
    return head[0], tail[1], Levenshtein.distance(exact, letters[head[0] : tail[1]])


def _closest(letters: str, wanted: str, room: int, limit: int, steps: Steps) -> tuple[int, int, int] | None:
    """The stretch of these letters that is most like the wanted ones, and how many it has changed."""
    steps.take(2 * (limit - room) * (1_000 + len(wanted)) // 1_000)
    distances = end_distances(wanted, letters[room:limit])
    if not distances:
        return None
    fewest = min(distances)
    end = room + distances.index(fewest) + 1
    # Backwards from there: the first that ends before no other does, so the same few changes end at its start.
    back = end_distances(wanted[::-1], letters[max(room, end - 2 * len(wanted)) : end][::-1])
    return end - back.index(fewest) - 1, end, fewest


def _likely_starts(letters: str, before: str, exact: str, after: str, steps: Steps) -> list[int]:
    """Where the quote would begin if most of its pieces stand where they do in the text; the likeliest first."""
    whole = before + exact + after
    length = 8 if len(exact) >= SHORT_LETTERS else 5
    votes: Counter[int] = Counter()
    wide = max(16, len(exact) // 4)
    seeds = max(LEAST_SEEDS, min(SEEDS, SEED_STEPS // (1 + len(letters) // LETTERS_A_STEP)))
    for piece in range(0, len(whole) - length + 1, -(-len(whole) // seeds)):
        wanted, at = whole[piece : piece + length], -1
        for _ in range(HITS_A_SEED):
            before_it, at = at, letters.find(wanted, at + 1)
            steps.take(1 + ((at if at >= 0 else len(letters)) - before_it) // LETTERS_A_STEP)
            if at < 0:
                break
            votes[(at - piece + len(before)) // wide] += 1
    together = {one: votes[one - 1] + 2 * votes[one] + votes[one + 1] for one in list(votes)}
    likely: list[int] = []
    for one in sorted(together, key=lambda one: (-together[one], one)):
        # A neighbour is measured with it, for the room that is looked at is wider.
        if all(abs(one - other) > 1 for other in likely):
            likely.append(one)
        if len(likely) == MEASURED:
            break
    return [one * wide for one in likely]


def end_distances(pattern: str, text: str) -> list[int]:
    """For each character of `text`, the fewest edits between `pattern` and any stretch that ends with it."""
    if not pattern:
        return [0] * len(text)
    mask, last = (1 << len(pattern)) - 1, 1 << (len(pattern) - 1)
    where: dict[str, int] = {}
    for number, letter in enumerate(pattern):
        where[letter] = where.get(letter, 0) | 1 << number
    more, less, distance = mask, 0, len(pattern)
    distances = []
    for letter in text:
        same = where.get(letter, 0)
        down = same | less
        across = (((same & more) + more) ^ more) | same
        grows, shrinks = less | (~(across | more) & mask), more & across
        if grows & last:
            distance += 1
        elif shrinks & last:
            distance -= 1
        grows, shrinks = (grows << 1) & mask, (shrinks << 1) & mask
        more, less = shrinks | (~(down | grows) & mask), grows & down
        distances.append(distance)
    return distances
