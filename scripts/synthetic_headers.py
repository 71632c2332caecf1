"""Made-up first pages: many ways to print title, authors, affiliations and abstract, set as the parser reads them."""

import random
from collections.abc import Iterator
from pathlib import Path

from corpus_headers import Labelled
from name_lists import cited_names, listed_names
from synthetic_authors import SIGNS, TITLES, AuthorBlock
from synthetic_people import Invented, People, group
from synthetic_texts import ABSTRACT, INTRODUCTION, KEYWORDS, KINDS, LANGUAGES, Texts
from typeset import Run, Sheet, Style

from scrollkeeper.parsing.front_matter.header import body_size, first_pages

CORRESPONDENCE = (
    "Correspondence should be addressed to {}; {}",
    "* Corresponding author: {} ({})",
    "Correspondence: {}, {}",
)
SCRIPTS = ("zh", "ja", "ko")


class Composer:
    """Composes one page after another from the same texts and names."""

    def __init__(self, shared: Path) -> None:
        training = shared / "training"
        self.texts = Texts(training)
        self.people = People(listed_names(), cited_names(training / "grobid_names_affiliations_dates.tar.xz"))

    def pages(self, count: int, seed: int) -> Iterator[Labelled]:
        """As many pages, the same for the same seed."""
        for number in range(count):
            yield Page(self, random.Random(f"{seed}-{number}")).labelled()


class Page(AuthorBlock):
    """The choices made for one page, and the page."""

    def __init__(self, composer: Composer, rng: random.Random) -> None:
        self.texts, self.people, self.rng = composer.texts, composer.people, rng
        self.language = rng.choices(LANGUAGES, (46, 16, 5, 6, 6, 4, 5, 5, 4, 4))[0]
        self.body = rng.choice((9.0, 9.5, 10.0, 10.0, 11.0, 12.0))
        self.sheet = Sheet(y=rng.choice((40.0, 70.0, 120.0)))
        self.centred = rng.random() < 0.4
        self.heading = Style(self.body * rng.choice((1.0, 1.1, 1.2, 1.4)), rng.random() < 0.7, font="Sans")
        self.authors = self._authors()
        self.journal = self.texts.journal(rng)

    def _authors(self) -> list[Invented]:
        rng = self.rng
        count = rng.choice((1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 11, 14, 18, 25))
        if rng.random() < 0.02:
            count = 90
        script = (
            self.language if self.language in SCRIPTS or (self.language == "ru" and rng.random() < 0.9) else "latin"
        )
        found = [self.people.draw(rng, script) for _ in range(count)]
        if rng.random() < 0.03:
            found = []
        if (rng.random() < 0.12 or not found) and script == "latin":
            found.append(Invented([], "", collective=group(rng)))
        return found or [self.people.draw(rng, script)]

    def labelled(self) -> Labelled:
        """The page as the header model and the author model learn it."""
        rng, sheet = self.rng, self.sheet
        if rng.random() < 0.65:
            self._above()
        first = rng.random() < 0.05
        if not first:
            self._title()
        sheet.skip(rng.choice((4, 8, 14, 20)))
        rng.choices((self._inline, self._blocks, self._with_employers, self._with_orcids), (62, 20, 12, 6))[0]()
        if first:
            sheet.skip(20)
            self._title()
        self._between()
        self._abstracts()
        self._text()
        lines = [line for line, _ in sheet.lines]
        printed_lines = [one.line for one in lines]
        body = body_size(printed_lines)
        chosen, described, around = first_pages(printed_lines, [(595.0, 842.0)], body)
        labels = [label for _, label in sheet.lines][: len(chosen)]
        words = {at: lines[at].labels() for at, label in enumerate(labels) if label == "author"}
        return Labelled(None, chosen, described, labels, around, words)

    # What stands above the title and below the authors.

    def _above(self) -> None:
        rng, sheet = self.rng, self.sheet
        style = Style(self.body * rng.choice((0.8, 0.9, 1.0, 1.2)), rng.random() < 0.3, rng.random() < 0.3, "Sans")
        year = rng.randint(1990, 2025)
        rows = [
            f"{self.journal} {rng.randint(1, 90)} ({year}) {rng.randint(1, 900)}–{rng.randint(901, 1800)}",
            f"{self.journal}", f"DOI: 10.{rng.randint(1000, 9999)}/{rng.randint(10000, 99999)}",
            f"https://doi.org/10.{rng.randint(1000, 9999)}/j.{rng.randint(1000, 99999)}", rng.choice(KINDS),
            f"Volume {rng.randint(1, 40)}, Article ID {rng.randint(100000, 999999)}, {rng.randint(4, 14)} pages",
        ]  # fmt: skip
        for row in rng.sample(rows, rng.choice((1, 1, 2, 3))):
            sheet.skip(rng.choice((2, 8)))
            sheet.put([[Run(row)]], style, "meta")

    def _title(self) -> None:
        rng, sheet = self.rng, self.sheet
        size = self.body * rng.choice((1.0, 1.2, 1.4, 1.6, 1.6, 1.8, 2.0, 2.2))
        style = Style(
            size, size < 1.15 * self.body or rng.random() < 0.6, rng.random() < 0.04, rng.choice(("Serif", "Sans"))
        )
        sheet.skip(10)
        runs = [Run(self.texts.title(rng, self.language))]
        if rng.random() < 0.08:
            runs.append(Run(rng.choice(SIGNS), raised=rng.random() < 0.7))
        sheet.put([runs], style, "title", centred=self.centred)
        if rng.random() < 0.12:
            smaller = Style(size * rng.choice((0.75, 0.8, 0.9)), style.bold, style.italic, style.font)
            sheet.skip(rng.choice((0, 4)))
            sheet.put([[Run(self.texts.title(rng, self.language))]], smaller, "title", centred=self.centred)
        if rng.random() < (0.35 if self.language != "en" else 0.04):
            other = Style(
                size * rng.choice((1.0, 1.0, 0.8)), style.bold and rng.random() < 0.5, rng.random() < 0.6, style.font
            )
            sheet.skip(rng.choice((6, 16)))
            sheet.put(
                [[Run(self.texts.title(rng, "en" if self.language != "en" else "es"))]],
                other,
                "title",
                centred=self.centred,
            )

    def _between(self) -> None:
        """Dates, editors, the citation, correspondence."""
        rng, sheet = self.rng, self.sheet
        small = Style(self.body * rng.choice((0.8, 0.9, 0.9)), italic=rng.random() < 0.2)
        known = [one for one in self.authors if one.given and one.script == "latin"]
        year = rng.randint(1995, 2025)
        rows = [
            (f"Received {rng.randint(1, 28)} March {year}; accepted {rng.randint(1, 28)} June {year}", "meta"),
            (f"Copyright © {year} The authors. This is an open access article distributed under a licence", "meta"),
        ]
        editor = self.people.draw(rng)
        if editor.given:
            role = rng.choice(("Academic Editor: ", "Editor: ", "Edited by ", "Reviewed by "))
            rows.append((f"{role}{' '.join(editor.given)} {editor.family}", "meta"))
        if known:
            person = known[-1]
            name = f"{' '.join(person.given)} {person.family}"
            address = f"{person.family.split()[-1].lower()}@{rng.choice(('uni', 'inst', 'lab'))}.edu"
            form = rng.choice(CORRESPONDENCE)
            rows.append((form.format(name, address), "affiliation"))
            cited = ", ".join(f"{one.family} {''.join(part[0] for part in one.given)}" for one in known[:5])
            lead = rng.choice(("Citation", "How to cite this article", "Cite this article as"))
            title = self.texts.title(rng, "en")
            rows.append((f"{lead}: {cited} ({year}) {title}. {self.journal} {rng.randint(1, 90)}", "meta"))
        if rng.random() < 0.08:
            role = rng.choice(
                (
                    "Supervisor: ",
                    "Jury: ",
                    "Gutachter: ",
                    "Referees: ",
                    "Examined by ",
                    "Betreuer: ",
                    "Director: ",
                    "Membres du jury : ",
                )
            )
            jury = [self.people.draw(rng) for _ in range(rng.choice((1, 2, 4)))]
            named = [f"{rng.choice(TITLES)}{' '.join(one.given)} {one.family}" for one in jury]
            sheet.skip(8)
            sheet.put(
                [[Run(role + ", ".join(named))]]
                if rng.random() < 0.6
                else [[Run(role)], *([Run(name)] for name in named)],
                small,
                "meta",
            )
        rng.shuffle(rows)
        for text, label in rows[: rng.choice((0, 1, 2, 3))]:
            sheet.skip(rng.choice((2, 8)))
            sheet.put([[Run(text)]], small, label, centred=self.centred and rng.random() < 0.5)

    def _abstracts(self) -> None:
        rng, sheet = self.rng, self.sheet
        languages = [self.language]
        if self.language != "en" and rng.random() < 0.5:
            languages.append("en")
        if rng.random() < 0.2:
            return
        style = Style(self.body * rng.choice((0.9, 0.9, 1.0)), rng.random() < 0.06, rng.random() < 0.12)
        for language in languages:
            sheet.skip(rng.choice((8, 14, 24)))
            heading = rng.choice(ABSTRACT[language])
            text = self.texts.paragraph(rng, language, rng.choice((300, 600, 900)) // (3 if language in SCRIPTS else 1))
            if rng.random() < 0.35:
                sheet.put(
                    [[Run(f"{heading.rstrip(':')}{rng.choice((': ', '. ', ' — ', ' '))}{text}")]], style, "abstract"
                )
            elif rng.random() < 0.9:
                sheet.put([[Run(heading)]], self.heading, "other", centred=self.centred)
                sheet.skip(rng.choice((2, 6)))
                sheet.put([[Run(text)]], style, "abstract")
            else:
                sheet.put([[Run(text)]], style, "abstract")
            if rng.random() < 0.6:
                sheet.skip(rng.choice((2, 8)))
                parting = rng.choice((", ", "; ", " · ", ". "))
                words = [
                    self.texts.title(rng, language).split(" ")[-1][:12].strip(".,:") for _ in range(rng.randint(3, 6))
                ]
                sheet.put(
                    [[Run(f"{rng.choice(KEYWORDS[language]).rstrip('：')}: {parting.join(words)}")]], style, "keyword"
                )

    def _text(self) -> None:
        rng, sheet = self.rng, self.sheet
        sheet.skip(14)
        if rng.random() < 0.7:
            sheet.put([[Run(rng.choice(INTRODUCTION[self.language]))]], self.heading, "body")
            sheet.skip(4)
        style = Style(self.body)
        for _ in range(rng.randint(2, 4)):
            text = self.texts.paragraph(rng, self.language, 700 // (3 if self.language in SCRIPTS else 1))
            sheet.put([[Run(text)]], style, "body")
            sheet.skip(rng.choice((0, 4)))
