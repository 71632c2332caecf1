"""Made lines that say where a paper was published, labelled token by token: journals in the forms that are printed.

The names of journals are those that the labelled references have; the forms stand in imprint_forms.txt. Their fields
are {J} a journal, {B} a meeting, {V} volume, {I} issue, {P} pages, {E} article number, {Y} year, {A} short authors,
{T} a title, {M} a month, {U} a publisher, {K} an ISSN, {H} a DOI, {N} a number and {C} a place; "¦" ends a line.
"""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from scrollkeeper.parsing.references.tokens import Token, tokenise

Labelled = tuple[str, list[Token], list[str]]
BLOCKS = re.split(r"\n+(?=# )", (Path(__file__).parent / "imprint_forms.txt").read_text(encoding="utf-8"))
FORMS, NOTHING, MEETINGS, MONTHS = (block.strip().split("\n")[1:] for block in BLOCKS)
MONTHS = MONTHS[0].split()
PLACES = (
    "Campinas",
    "London",
    "Berlin",
    "São Paulo",
    "Madrid",
    "Paris, France",
    "Lille",
    "Beijing, China",
    "Brno",
    "Kyoto",
)
LABELS = {"J": "J", "B": "J", "V": "V", "I": "I", "P": "P", "E": "P", "Y": "D"}


class Words:
    """What forms are filled with, drawn at random."""

    def __init__(
        self,
        journals: Sequence[str],
        titles: Sequence[str],
        authors: Sequence[str],
        publishers: Sequence[str],
        seed: int,
    ) -> None:
        self.random = random.Random(seed)
        self.journals, self.titles, self.authors, self.publishers = journals, titles, authors, publishers

    def fill(self, form: str) -> Labelled:
        """A form with its fields filled in, and the label of each token."""
        text, spans = "", []
        form = form.replace("¦", " ¦ ")
        for part in re.split(r"(\{[A-Z]\})", form):
            if re.fullmatch(r"\{[A-Z]\}", part):
                value = self._value(part[1])
                spans.append((len(text), len(text) + len(value), LABELS.get(part[1], "O")))
                text += value
            else:
                text += part
        text = self._broken(text)
        tokens = tokenise(text)
        labels = [next((label for start, end, label in spans if start <= token.start < end), "O") for token in tokens]
        return text, tokens, ["O" if token.kind else label for token, label in zip(tokens, labels, strict=True)]

    def _broken(self, text: str) -> str:
        """Ends of lines where a narrow column would have them: a space becomes the sign of one of the same length."""
        if self.random.random() < 0.25 and len(text) > 60:
            width = self.random.randint(30, 60)
            letters = list(text)
            last = 0
            for at, char in enumerate(letters):
                if char == " " and at - last > width:
                    letters[at] = "¦"
                    last = at
            return "".join(letters)
        return text

    def _value(self, field: str) -> str:
        draw = self.random
        if field == "J":
            name = draw.choice(self.journals)
            return name.upper() if draw.random() < 0.12 else name
        if field == "B":
            pattern = draw.choice(MEETINGS)
            topic = " ".join(
                word.capitalize() if len(word) > 3 else word for word in draw.choice(self.titles).split()[:5]
            )
            number = draw.choice(["1st", "2nd", "3rd", "11th", "24th", "Twenty-Third", "Second", "37th", "8", "XIV"])
            short = "".join(draw.choice("ABCDEILMNOPRST") for _ in range(draw.randint(3, 6)))
            return pattern.format(n=number, t=topic.strip(" .:"), s=short, y=draw.randint(1995, 2026))
        if field == "V":
            return str(draw.choice([draw.randint(1, 60)] * 6 + [draw.randint(1, 400), draw.randint(1995, 2026)]))
        if field == "I":
            few = str(draw.randint(1, 12))
            return draw.choice([few, few, few, str(draw.randint(1, 110)), "1-2", "3/4", "S1", "Suppl 1", "Pt 11"])
        if field == "P":
            return self._pages()
        if field == "E":
            digits = draw.choice([1, 2, 3, 4, 5, 6, 7, 7, 8, 16])
            number = "".join(draw.choice("123456789") for _ in range(digits))
            return draw.choice(["", "", "", "e", "e", "eaay", "L", "A", "01", "0", *[""] * 10]) + number
        if field == "Y":
            return str(draw.randint(1985, 2026))
        if field == "A":
            return self._authors()
        if field == "T":
            title = draw.choice(self.titles)
            return title if title.endswith((".", "?")) else title + draw.choice([".", "", "."])
        if field == "M":
            return draw.choice(MONTHS)
        if field == "U":
            return draw.choice(self.publishers)
        if field == "C":
            return draw.choice(PLACES)
        if field == "K":
            return f"{draw.randint(1000, 9999)}-{draw.randint(100, 999)}{draw.choice('0123456789X')}"
        if field == "H":
            prefix, middle = draw.randint(1000, 99999), draw.choice(["s", "j.", "jrn.", "", "xyz-"])
            return f"10.{prefix}/{middle}{draw.randint(10, 9999)}{draw.choice('.-/')}{draw.randint(100, 999999)}"
        return str(draw.randint(1, 30))

    def _authors(self) -> str:
        """As running heads and citations have them: family names alone, or as a reference prints them."""
        draw = self.random
        one, other = draw.choice(self.authors), draw.choice(self.authors)
        if draw.random() < 0.35:
            return draw.choice([one, f"{one}, {other}", f"{one} and {other}", f"{one} et al"])
        names = [max(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)?", text) or ["Li"], key=len).title() for text in (one, other)]
        return draw.choice(["{} et al.", "{} et al", "{} and {}", "{} & {}", "{}, {}", "{}"]).format(*names)

    def _pages(self) -> str:
        draw = self.random
        first = draw.randint(1, 3000) if draw.random() < 0.8 else draw.randint(1, 20000)
        if draw.random() < 0.15:
            return str(first)
        last = str(first + draw.randint(3, 40))
        short = len(last) > 2 and draw.random() < 0.1
        return f"{first}{draw.choice(['-', '–', '–', '–', '—', ' – '])}{last[-2:] if short else last}"


def made_imprints(words: Words, count: int) -> Iterator[Labelled]:
    """Three of four say where a paper was published."""
    for _ in range(count):
        if words.random.random() < 0.75:
            yield words.fill(words.random.choice(FORMS))
        else:
            text, tokens, _ = words.fill(words.random.choice(NOTHING))
            yield text, tokens, ["O"] * len(tokens)
