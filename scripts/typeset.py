"""Sets runs of text as printed lines without drawing them: places, sizes and fonts as the parser would read them."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from scrollkeeper.parsing.document import Line, Piece
from scrollkeeper.parsing.front_matter.author_tokens import tokens_of

WIDTHS = dict.fromkeys("iljtf.,;:'|!()[]I ", 0.28) | dict.fromkeys("mwMW@", 0.85)


@dataclass
class Run:
    """Text in one role: G, F, S, C, M or O as in label_names; `person` counts people and groups from 1."""

    text: str
    role: str = "O"
    person: int = 0
    raised: bool = False


@dataclass
class Style:
    size: float = 10.0
    bold: bool = False
    italic: bool = False
    font: str = "Serif"

    @property
    def number(self) -> int:
        return zlib.crc32(f"{self.font}{self.bold}{self.italic}".encode()) % 1000


@dataclass
class SetLine:
    """A line with the role and person of each character of each of its pieces."""

    line: Line
    roles: list[list[tuple[str, int]]]

    def labels(self) -> list[str]:
        """Of its tokens, as label_names gives them."""
        labels: list[str] = []
        person = 0
        for token in tokens_of([self.line]):
            role, owner = self.roles[token.piece][token.start]
            if role in "GFC" and owner != person:
                person = owner
                labels.append(f"B-{role}")
            else:
                labels.append(role)
        return labels


@dataclass
class Sheet:
    """A page that lines are set on from top to bottom."""

    width: float = 595.0
    left: float = 60.0
    right: float = 535.0
    y: float = 60.0
    block: int = -1
    page: int = 1
    lines: list[tuple[SetLine, str]] = field(default_factory=list)

    def skip(self, points: float) -> None:
        """A gap, after which another block begins."""
        self.y += points
        self.block += 1

    def put(
        self,
        paragraphs: Sequence[Sequence[Run]],
        style: Style,
        label: str,
        *,
        centred: bool = False,
        left: float | None = None,
        right: float | None = None,
        leading: float = 1.2,
    ) -> None:
        """Each paragraph begins on a line of its own and is broken where the column ends."""
        left, right = self.left if left is None else left, self.right if right is None else right
        for paragraph in paragraphs:
            for words in _broken(paragraph, style, right - left):
                self._line(words, style, label, left, right, centred)
                self.y += leading * style.size

    def _line(self, words: list[list[Run]], style: Style, label: str, left: float, right: float, centred: bool) -> None:
        length = sum(_width(run, style) for word in words for run in word) + 0.28 * style.size * (len(words) - 1)
        x = left + (right - left - length) / 2 if centred else left
        pieces: list[Piece] = []
        roles: list[list[tuple[str, int]]] = []
        for word in words:
            raised: bool | None = None
            for run in word:
                size = style.size * (0.65 if run.raised else 1.0)
                width = _width(run, style)
                top = self.y + (0.0 if run.raised else 0.1 * style.size)
                owners = [(run.role, run.person)] * len(run.text)
                if raised == run.raised:
                    pieces[-1].text += run.text
                    pieces[-1].rect = (*pieces[-1].rect[:2], x + width, pieces[-1].rect[3])
                    roles[-1] += owners
                else:
                    rect = (x, top, x + width, top + size)
                    base = self.y + style.size * (0.6 if run.raised else 0.9)
                    pieces.append(Piece(run.text, rect, size, base, style.bold, style.italic, style.number))
                    roles.append(owners)
                raised = run.raised
                x += width
            x += 0.28 * style.size
        text = " ".join(piece.text for piece in pieces)
        rect = (pieces[0].rect[0], self.y, pieces[-1].rect[2], self.y + style.size)
        line = Line(
            self.page,
            text,
            rect,
            style.size,
            style.font + "Bold" * style.bold + "Italic" * style.italic,
            style.bold,
            style.italic,
            pieces,
            block=self.block,
        )
        self.lines.append((SetLine(line, roles), label))


def _width(run: Run, style: Style) -> float:
    part = 0.65 if run.raised else 1.0
    return part * style.size * sum(WIDTHS.get(char, 1.0 if ord(char) > 0x2E80 else 0.5) for char in run.text)


def _broken(runs: Sequence[Run], style: Style, room: float) -> list[list[list[Run]]]:
    """Lines of words of runs; a word ends where a text has a space. Text without spaces is broken anywhere."""
    words: list[list[Run]] = [[]]
    for run in runs:
        for number, part in enumerate(run.text.split(" ")):
            if number:
                words.append([])
            if part:
                words[-1].append(Run(part, run.role, run.person, run.raised))
    lines: list[list[list[Run]]] = []
    filled = 0.0
    for word in filter(None, words):
        for piece in _fitting(word, style, room):
            width = sum(_width(run, style) for run in piece)
            if not lines or filled + width > room:
                lines.append([])
                filled = 0.0
            lines[-1].append(piece)
            filled += width + 0.28 * style.size
    return lines


def _fitting(word: list[Run], style: Style, room: float) -> list[list[Run]]:
    if sum(_width(run, style) for run in word) <= room or len(word) > 1:
        return [word]
    run = word[0]
    step = max(int(room / (style.size * (1.0 if ord(run.text[0]) > 0x2E80 else 0.5))), 4)
    return [[Run(run.text[at : at + step], run.role, run.person)] for at in range(0, len(run.text), step)]
