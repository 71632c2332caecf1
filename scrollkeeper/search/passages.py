"""Where a search matched in a text: the piece to show with its marks, and the words to light up on the page."""

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scrollkeeper.search.needles import Needles, Positions
from scrollkeeper.search.words import Span, find_words

SNIPPET_CHARACTERS = 240
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a term stands: its number in the query, and start and end of each word there, in characters."""

    term: int
    words: tuple[Span, ...]

    @property
    def start(self) -> int:
        return self.words[0][0]

    @property
    def end(self) -> int:
        return self.words[-1][1]


def find_matches(text: str, terms: Sequence[Needles], positions: Positions, skipped: int = 0) -> list[Match]:
    """All places of all terms in the order of the text. `skipped` words of the vector come before this text."""
    found = [(number, place) for number, term in enumerate(terms) for place in term.find(positions)]
    spans = find_words(text, max((last - skipped for _, (_, last) in found if last > skipped), default=0))
    matches = []
    for number, (first, last) in found:
        words = spans[first - 1 - skipped : last - skipped] if first > skipped else []
        if len(words) == last - first + 1:
            matches.append(Match(number, tuple(words)))
    return sorted(matches, key=lambda match: (match.start, match.end))


def make_snippet(text: str, matches: Sequence[Match], width: int = SNIPPET_CHARACTERS) -> str:
    """About `width` characters around the place where most terms stand together, as HTML whose only tag is <mark>."""
    # The densest place leaves a sixth of the room for what leads to it.
    start, end = _cut(text, *_densest(matches, width * 5 // 6), width)
    pieces: list[str] = []
    at = start
    for first, last in _join_spans(text, [(match.start, match.end) for match in matches]):
        if last <= at or first >= end:
            continue
        first, last = max(first, at), min(last, end)
        pieces += [_plain(text[at:first]), "<mark>", _plain(text[first:last]), "</mark>"]
        at = last
    pieces.append(_plain(text[at:end]))
    snippet = _SPACE.sub(" ", "".join(pieces)).strip()
    return f"{'… ' if start > 0 else ''}{snippet}{' …' if end < len(text.rstrip()) else ''}"


def matched_words(matches: Sequence[Match], most: int) -> list[Span]:
    """Start and end of each word of the matches, in order, each once; of many about the first `most`."""
    found: set[Span] = set()
    for match in matches:
        if len(found) >= most:
            break
        found.update(match.words)
    return sorted(found)[:most]


def _plain(text: str) -> str:
    return html.escape(text, quote=True)


def _densest(matches: Sequence[Match], width: int) -> Span:
    """The stretch of at most `width` characters in which most different terms stand, then most matches."""
    best, best_score = (0, 0), (0, 0)
    inside: Counter[int] = Counter()
    left = different = 0
    for right, match in enumerate(matches):
        inside[match.term] += 1
        different += inside[match.term] == 1
        while left < right and match.end - matches[left].start > width:
            inside[matches[left].term] -= 1
            different -= inside[matches[left].term] == 0
            left += 1
        score = (different, right - left + 1)
        if score > best_score:
            best, best_score = (matches[left].start, max(match.end for match in matches[left : right + 1])), score
    return best


def _cut(text: str, start: int, end: int, width: int) -> Span:
    """The stretch with what stands around it, cut between words; more of what follows than of what comes before."""
    room = max(0, width - (end - start))
    first = max(0, start - room // 3)
    last = min(len(text), first + max(width, end - start))
    first = max(0, min(first, last - width))
    if first > 0:
        # Where there is no space to cut at (a script without them), cut anywhere.
        space = _SPACE.search(text, first, start)
        first = space.end() if space else first
    if last < len(text):
        space_before = max(text.rfind(" ", end, last), text.rfind("\n", end, last))
        last = space_before if space_before >= 0 else last
    return first, max(last, end)


def _join_spans(text: str, spans: Sequence[Span]) -> list[Span]:
    """Overlapping stretches, and those with only spaces between them, become one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and (start <= joined[-1][1] or not text[joined[-1][1] : start].strip()):
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
