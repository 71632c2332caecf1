"""Where a passage of one version of a file stands in another: by its words and by what surrounds them.

Pieces of the passage and of its surroundings vote for the places where they stand in the other text; at the likeliest
the passage with its surroundings is aligned letter by letter, so that its ends are found although words next to them
were changed. The confidence is that of a place among others: high only where the words and the surroundings agree, or
where long words agree exactly, and where no other place is nearly as good.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from scrollkeeper.annotations import anchoring
from scrollkeeper.annotations.anchoring import FileText, OutOfSteps, Place, Steps, end_distances

# From here on a place is taken without asking; measured over rewritten papers (benchmarks/following.py).
SURE = 0.82
# Below this it is not worth suggesting.
LEAST = 0.35
CONTEXT, AROUND = 240, 80
GRAM, STEP, WIDE, HITS = 10, 3, 24, 40
MEASURED, SUGGESTED, MARGIN = 4, 3, 0.12
# Aligning takes the square of the letters, so longer passages are followed by so many letters of their ends.
MOST_LETTERS, END_LETTERS = 2_000, 1_000
# What one passage may cost, as searches for quotes count it; and characters of a text that is indexed.
STEPS, MOST_INDEXED = anchoring.STEPS, 4_000_000
# The end of a longer word is not looked for.
LONGEST_WORD = 200
# So many letters in a row are no coincidence, whatever surrounds them.
LONG_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place with the confidence as its score, and whether it is taken without asking."""

    place: Place
    sure: bool


class Follower:
    """Finds passages of `old` in `new`, each within so many steps; both are indexed once for all of them.

    `taken` is how many steps the last passage took.
    """

    def __init__(self, old: FileText, new: FileText, steps: int | None = None) -> None:
        self.old, self.new = old, new
        self.taken, self._given = 0, STEPS if steps is None else steps
        self._steps = Steps(self._given)
        # Longer texts are not even folded, and nothing is found in them.
        self._short = max(len(old.text), len(new.text)) <= MOST_INDEXED
        self._grams = {id(text): _grams_of(text.letters) for text in (old, new)} if self._short else {}

    def follow(self, start: int, end: int) -> list[Candidate]:
        """Places for characters `start` up to `end` of the old text, the best first.

        None where nothing is alike, or where looking for it takes more than the steps.
        """
        self._steps = Steps(self._given)
        try:
            return self._follow(start, end)
        except OutOfSteps:
            return []
        finally:
            self.taken = self._given - self._steps.left

    def _follow(self, start: int, end: int) -> list[Candidate]:
        if not self._short:
            return []
        first, last = (int(one) for one in np.searchsorted(self.old.offsets, (start, end)))
        if last <= first:
            return []
        if last - first > MOST_LETTERS:
            return self._follow_ends(start, end, first, last)
        passage = Passage(
            self.old.letters[max(0, first - CONTEXT) : first],
            self.old.letters[first:last],
            self.old.letters[last : last + CONTEXT],
            _is_whole(self.old.text, start, end),
            "".join(self.old.text[start : int(self.old.offsets[first])].split()),
            "".join(self.old.text[int(self.old.offsets[last - 1]) + 1 : end].split()),
        )
        good = [one for one in self._find(passage, self.new, start / len(self.old.text)) if one.score >= LEAST]
        if not good:
            return []
        # A place nearly as good, or a look-alike in the old text whose image it may be, makes the best one a guess.
        alike = [one for one in self._find(passage, self.old) if one.end <= start or one.start >= end]
        rival = max((one.score for one in good[1:] + alike), default=0.0)
        doubt = max(0.0, MARGIN - (good[0].score - rival)) * 4
        best = Place(good[0].start, good[0].end, round(max(LEAST, good[0].score - doubt), 3))
        return [Candidate(best, best.score >= SURE), *(Candidate(one, False) for one in good[1:SUGGESTED])]

    def _follow_ends(self, start: int, end: int, first: int, last: int) -> list[Candidate]:
        """The stretch between the likeliest places of the passage's ends, if it is about as long as the passage."""
        head = self._follow(start, int(self.old.offsets[first + END_LETTERS]))
        tail = self._follow(int(self.old.offsets[last - END_LETTERS]), end)
        if not head or not tail:
            return []
        one, other = head[0], tail[0]
        length = other.place.end - one.place.start
        if not (end - start) / 2 < length < (end - start) * 2:
            return []
        place = Place(one.place.start, other.place.end, min(one.place.score, other.place.score))
        return [Candidate(place, one.sure and other.sure)]

    def _find(self, passage: "Passage", text: FileText, near: float = 0.0) -> list[Place]:
        """Places in this text that do not overlap, the best first; of equal ones that which is as far in as `near`."""
        places: list[Place] = []
        for at in _likely(self._grams[id(text)], passage, self._steps):
            place = _align(passage, text, at, self._steps)
            if place is not None and not any(_overlap(place, other) for other in places):
                places.append(place)
        return sorted(places, key=lambda one: 0.05 * abs(one.start / len(text.text) - near) - one.score)


@dataclass(frozen=True, slots=True)
class Passage:
    """Letters to find, with those around them; `whole` where it begins and ends with whole words.

    `lead` and `trail` are the signs before the first and after the last letter, as the dashes in the cells of a table.
    """

    before: str
    exact: str
    after: str
    whole: bool
    lead: str
    trail: str


def _grams_of(letters: str) -> dict[str, list[int]]:
    grams: dict[str, list[int]] = defaultdict(list)
    for at in range(len(letters) - GRAM + 1):
        found = grams[letters[at : at + GRAM]]
        if len(found) < HITS:
            found.append(at)
    return grams


def _likely(grams: dict[str, list[int]], passage: Passage, steps: Steps) -> list[int]:
    """Letters of a text at which the passage would begin; those with the most and rarest pieces first."""
    whole = passage.before + passage.exact + passage.after
    votes: Counter[int] = Counter()
    for piece in range(0, max(1, len(whole) - GRAM + 1), max(STEP, len(whole) // 240)):
        hits = grams.get(whole[piece : piece + GRAM], ())
        steps.take(1 + len(hits) // 2)
        for at in hits:
            votes[(at - piece + len(passage.before)) // WIDE] += 120 // len(hits)
    together = {one: votes[one - 1] + 2 * votes[one] + votes[one + 1] for one in list(votes)}
    likely: list[int] = []
    for one in sorted(together, key=lambda one: (-together[one], one)):
        if all(abs(one - other) > 2 for other in likely):
            likely.append(one)
        if len(likely) == MEASURED:
            break
    return [one * WIDE for one in likely]


def _align(passage: Passage, text: FileText, at: int, steps: Steps) -> Place | None:
    before, exact, after = passage.before, passage.exact, passage.after
    wanted = before + exact + after
    slack = len(wanted) // 3 + 48
    low = max(0, at - len(before) - slack)
    room = text.letters[low : at + len(exact) + len(after) + slack]
    # Two distances, as in anchoring, and the changes between two texts of this length.
    steps.take(2 * len(room) * (1_000 + len(wanted)) // 1_000 + len(wanted) * len(room) // 5_000)
    distances = end_distances(wanted, room)
    if not distances:
        return None
    stop = distances.index(min(distances)) + 1
    backwards = end_distances(wanted[::-1], room[:stop][::-1])
    begin = stop - backwards.index(min(backwards)) - 1
    region = room[begin:stop]
    changes = [tuple(one) for one in Levenshtein.opcodes(wanted, region)]
    first = _image(changes, len(before), is_end=False)
    last = _image(changes, len(before) + len(exact), is_end=True)
    if last <= first:
        return None
    start, end = int(text.offsets[low + begin + first]), int(text.offsets[low + begin + last - 1]) + 1
    if passage.whole:
        start, end = _to_word_edges(text.text, start, end)
    start, end, missing = _with_signs(text.text, start, end, passage)
    kept = Levenshtein.normalized_similarity(exact, region[first:last])
    kept *= 1 - missing / (len(exact) + len(passage.lead) + len(passage.trail))
    ahead, behind = before[-AROUND:], after[:AROUND]
    known = len(ahead) + len(behind)
    agreed = len(ahead) * Levenshtein.normalized_similarity(ahead, region[max(0, first - AROUND) : first])
    agreed += len(behind) * Levenshtein.normalized_similarity(behind, region[last : last + AROUND])
    return Place(start, end, round(_confidence(kept, agreed / known if known else 0.5, len(exact)), 4))


def _is_whole(text: str, start: int, end: int) -> bool:
    cut_before = start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum()
    return not (cut_before or (text[end - 1 : end].isalnum() and text[end : end + 1].isalnum()))


def _confidence(kept: float, context: float, letters: int) -> float:
    if kept == 1 and letters >= LONG_LETTERS:
        return SURE + (1 - SURE) * context
    # Short passages say little about themselves, so more is asked of what surrounds them.
    weight = min(0.6, 0.3 + letters / 400)
    return weight * kept + (1 - weight) * context


def _image(changes: Sequence[tuple[Any, ...]], at: int, *, is_end: bool) -> int:
    """Where the gap before letter `at` lies in the other text; what was put into that gap stays outside."""
    image = 0
    for tag, a0, a1, b0, b1 in changes:
        if tag == "insert":
            if a0 == at and not is_end:
                image = b1
            continue
        if a0 <= at <= a1:
            if at == a0 and not is_end:
                image = b0
            elif at == a1 and is_end:
                return int(b1)
            elif tag == "equal":
                image = b0 + at - a0
            else:
                image = b0 + round((at - a0) * (b1 - b0) / (a1 - a0))
            if at < a1:
                return int(image)
        elif a0 > at:
            break
    return int(image)


def _to_word_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """The nearer edge of a word that the place begins or ends within; of a very long one, about where it was."""
    least, most = max(0, start - LONGEST_WORD), min(len(text), end + LONGEST_WORD)
    if 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        back, on = start, start
        while back > least and text[back - 1].isalnum():
            back -= 1
        while on < min(end, start + LONGEST_WORD) and text[on].isalnum():
            on += 1
        start = back if start - back <= on - start or on >= end else on
        while start < end and not text[start].isalnum():
            start += 1
    if 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        back, on = end, end
        while back > max(start, end - LONGEST_WORD) and text[back - 1].isalnum():
            back -= 1
        while on < most and text[on].isalnum():
            on += 1
        end = on if on - end <= end - back or back <= start else back
        while end > start and text[end - 1].isspace():
            end -= 1
    return start, end


def _with_signs(text: str, start: int, end: int, passage: Passage) -> tuple[int, int, int]:
    """The place with the signs that the passage begins and ends with, and how many of them are not there."""
    ahead = text[max(0, start - 4 * len(passage.lead)) : start]
    behind = text[end : end + 4 * len(passage.trail)]
    before, begins = _matching(ahead[::-1], passage.lead[::-1])
    after, ends = _matching(behind, passage.trail)
    return start - before, end + after, len(passage.lead) - begins + len(passage.trail) - ends


def _matching(text: str, signs: str) -> tuple[int, int]:
    """How far into `text` the signs follow each other, spaces apart, and how many of them do."""
    reached = found = 0
    for at, char in enumerate(text):
        if found == len(signs):
            break
        if char.isspace():
            continue
        if char != signs[found]:
            break
        found += 1
        reached = at + 1
    return reached, found


def _overlap(one: Place, other: Place) -> bool:
    return one.start < other.end and other.start < one.end
