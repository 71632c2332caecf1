"""Made-up author blocks: one list, a block for each author, names with their employers or with their ORCID iDs."""

import random

from synthetic_people import Invented, Manner, printed
from synthetic_texts import Texts
from typeset import Run, Sheet, Style

DEGREES = ("MD", "PhD", "MSc", "M.D.", "Ph.D.", "MPH", "FRCP", "DVM", "RN", "MBBS", "MSW", "PharmD", "Dr. med.", "BSc")
AND = {"en": "and", "de": "und", "fr": "et", "es": "y", "pt": "e", "it": "e", "ru": "и"}
TITLES = ("Prof. Dr. ", "Dr. ", "Prof. ", "Dr.-Ing. ")
SIGNS = ("*", "†", "‡", "§", "#", "¶", "∗")


class AuthorBlock:
    """The authors of a made-up page and how they are printed."""

    texts: Texts
    rng: random.Random
    language: str
    body: float
    sheet: Sheet
    centred: bool
    authors: list[Invented]

    def _style(self, big: bool = False) -> Style:
        rng = self.rng
        sizes = (1.1, 1.2, 1.4) if big else (0.9, 1.0, 1.1, 1.2, 1.3)
        return Style(
            self.body * rng.choice(sizes),
            rng.random() < (0.6 if big else 0.3),
            rng.random() < 0.1,
            rng.choice(("Serif", "Sans")),
        )

    def _small(self) -> Style:
        return Style(self.body * self.rng.choice((0.8, 0.9, 0.9, 1.0)), italic=self.rng.random() < 0.4)

    def _named(self, person: Invented, manner: Manner, number: int, degrees: float, titles: float) -> list[Run]:
        rng = self.rng
        runs = printed(person, manner, number)
        if person.collective:
            return runs
        if rng.random() < titles:
            runs.insert(0, Run(rng.choice(TITLES)))
        if rng.random() < degrees:
            runs += [Run(rng.choice((", ", " ", ", "))), Run(", ".join(rng.sample(DEGREES, rng.choice((1, 1, 2)))))]
        return runs

    def _inline(self) -> None:
        """One list, with marks or without, then the affiliations."""
        rng, sheet = self.rng, self.sheet
        manner = Manner.draw(rng)
        style = self._style()
        places = [
            self.texts.place(rng, self.language)
            for _ in range(min(rng.choice((1, 2, 2, 3, 4)), max(len(self.authors), 1)))
        ]
        marks = rng.choices(
            ("raised", "raised", "plain", "letters", "signs", "none", "brackets"), (30, 10, 6, 14, 6, 25, 4)
        )[0]
        alone = rng.random() < 0.12 and len(self.authors) < 15
        surnames_first = manner.order == "family" and manner.comma
        separator = (
            "; "
            if surnames_first
            else rng.choices((", ", "; ", " • ", " · ", " and ", " & ", " / "), (70, 10, 5, 5, 5, 3, 2))[0]
        )
        if self.language in ("zh", "ja") and rng.random() < 0.6:
            separator = rng.choice(("，", " ", "、"))
        last = rng.choice(
            (
                f" {AND.get(self.language, 'and')} ",
                f", {AND.get(self.language, 'and')} ",
                " & ",
                separator,
                " AND ",
                separator,
            )
        )
        degrees, titles = rng.choice((0, 0, 0, 0, 0.8)), rng.choice((0, 0, 0, 0, 0.5))
        orcids = rng.random() < 0.08
        paragraphs: list[list[Run]] = [[]]
        if rng.random() < 0.03:
            paragraphs[0].append(Run(rng.choice(("By ", "Authors: ", "von ", "by "))))
        for number, person in enumerate(self.authors, 1):
            if number > 1 and alone:
                paragraphs.append([])
            elif number > 1 and person.collective:
                paragraphs[-1].append(Run(rng.choice((", ", " and ", " on behalf of ", "; for ", ", for "))))
            elif number > 1:
                paragraphs[-1].append(Run(last if number == len(self.authors) else separator))
            runs = self._named(person, manner, number, degrees, titles)
            if orcids:
                runs.append(Run(rng.choice(("ID", "iD", " ID"))))
            if not person.collective or rng.random() < 0.4:
                runs += self._marks(marks, len(places))
            paragraphs[-1] += runs
        right = rng.choice((535.0, 535.0, 430.0, 300.0))  # Narrow columns break many names.
        sheet.put(paragraphs, style, "author", right=right, centred=self.centred)
        if marks == "none" and rng.random() < 0.3:
            return
        sheet.skip(rng.choice((3, 8, 14)))
        small = self._small()
        letter = marks == "letters"
        rows = []
        for number, place in enumerate(places):
            mark = chr(97 + number) if letter else SIGNS[number] if marks == "signs" else str(number + 1)
            rows.append(
                [Run(place)]
                if marks == "none"
                else [Run(mark, raised=marks != "plain"), Run((" " if rng.random() < 0.6 else "") + place)]
            )
        if rng.random() < 0.15:
            rows = [[run for row in rows for run in [*row, Run("; ")]]]
        sheet.put(rows, small, "affiliation", centred=self.centred)

    def _marks(self, marks: str, places: int) -> list[Run]:
        rng = self.rng
        number = rng.randint(1, max(places, 1))
        signs = rng.choice(("", "", "", ",*", "*", " *", ",†"))
        text = {"letters": chr(96 + number), "signs": SIGNS[number - 1], "none": "", "brackets": f"({number})"}.get(
            marks, str(number)
        )
        if marks in ("raised", "letters") and rng.random() < 0.2:
            text += f",{number + 1}" if marks == "raised" else f",{chr(97 + number)}"
        text += signs if marks != "none" or rng.random() < 0.2 else ""
        if not text:
            return []
        raised = marks in ("raised", "letters", "none") or (marks == "signs" and rng.random() < 0.6)
        space = raised and rng.random() < 0.2
        return [*([Run(" ")] if space else []), Run(text, "M", 0, raised)]

    def _blocks(self) -> None:
        """Each author with employer and address below the name; sometimes side by side."""
        rng, sheet = self.rng, self.sheet
        manner = Manner.draw(rng)
        if manner.order == "family" and rng.random() < 0.7:
            manner.comma = True
        style, small = self._style(big=rng.random() < 0.7), self._small()
        wide = rng.random() < 0.3
        titles = rng.choice((0, 0, 0, 0.6))
        top = sheet.y
        for number, person in enumerate(self.authors[:10], 1):
            column = (number - 1) % 2 if wide else 0
            if wide and column:
                sheet.y = top
            top = sheet.y
            left, right = (60.0 + 245 * column, 290.0 + 245 * column) if wide else (60.0, 535.0)
            sheet.skip(rng.choice((6, 10)))
            sheet.put(
                [self._named(person, manner, number, 0, titles)], style, "author", left=left, right=right, centred=wide
            )
            if rng.random() < 0.9:
                sheet.skip(rng.choice((0, 2, 4)))
                user = person.family.split()[-1].lower() if person.family else "office"
                address = f"{user}@{rng.choice(('uni-trier', 'inst', 'cs'))}.{rng.choice(('de', 'edu', 'fr'))}"
                rows = [self.texts.place(rng, self.language)]
                rows.insert(rng.choice((0, 1)), address) if rng.random() < 0.6 else None
                sheet.put([[Run(row)] for row in rows], small, "affiliation", left=left, right=right, centred=wide)

    def _with_employers(self) -> None:
        """Name and employer in one line."""
        rng, sheet = self.rng, self.sheet
        manner = Manner.draw(rng)
        manner.order = "given"
        style = self._style()
        titles = rng.choice((0, 0, 0.8))
        bracket = rng.random() < 0.3
        parting = rng.choice((" ", ", ")) if bracket else rng.choice((", ", ", ", " – ", " | "))
        rows = []
        for number, person in enumerate(self.authors[:6], 1):
            place = self.texts.place(rng, self.language)
            if rng.random() < 0.3 and person.family:
                place += f", {person.family.split()[-1].lower()}@uni-{rng.choice(('trier', 'passau'))}.de"
            rows.append(
                [*self._named(person, manner, number, 0, titles), Run(parting + (f"({place})" if bracket else place))]
            )
        gap = rng.random() < 0.4
        for row in rows:
            if gap:
                sheet.skip(8)
            sheet.put([row], style, "author", centred=self.centred)

    def _with_orcids(self) -> None:
        """Each name on a line of its own with the digits of its ORCID iD."""
        rng, sheet = self.rng, self.sheet
        manner = Manner.draw(rng)
        style = self._style()
        for number, person in enumerate(self.authors[:12], 1):
            digits = "-".join(f"{rng.randint(0, 9999):04}" for _ in range(4))
            orcid = rng.choice(("{}", "https://orcid.org/{}", "ORCID: {}", "({})", "orcid.org/{}")).format(digits)
            sheet.put(
                [[*self._named(person, manner, number, 0, 0), *self._marks("raised", 2), Run(f" {orcid}")]],
                style,
                "author",
                centred=self.centred,
                leading=rng.choice((1.2, 1.7)),
            )
        sheet.skip(10)
        sheet.put(
            [[Run("1", raised=True), Run(f" {self.texts.place(rng, self.language)}")]], self._small(), "affiliation"
        )
