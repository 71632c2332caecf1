"""A made-up library of any size: words as frequent as in real language, topics that papers keep to, set phrases."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import psycopg

from scrollkeeper.core.ids import new_id
from scrollkeeper.parsing.document import Word
from scrollkeeper.parsing.layout.words import pack_words

VOCABULARY = 120_000
WORDS_PER_PAGE = 520
TOPIC_WORDS = 60
SET_PHRASES = 3_000
EMPTY = pack_words([])
FIRST_NAMES = ("Ada", "Grace", "Emmy", "Alan", "Mary", "Karl", "Rosalind", "Niels", "Chen", "Lise")


@dataclass(slots=True)
class Language:
    """Words by frequency (Zipf's law), and pairs that stand together more often than chance would have it."""

    random: np.random.Generator
    words: np.ndarray[Any, Any] = field(init=False)
    cumulative: np.ndarray[Any, Any] = field(init=False)
    phrases: np.ndarray[Any, Any] = field(init=False)

    def __post_init__(self) -> None:
        endings = ("a", "e", "i", "o", "u", "an", "er", "in", "or")
        syllables = [start + end for start in "bcdfghjklmnprstvwz" for end in endings]
        drawn = iter(self.random.integers(0, len(syllables), VOCABULARY * 20).tolist())
        lengths = iter(self.random.random(VOCABULARY * 4).tolist())
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            # Frequent words are short, as they are in language.
            longest = 2 + len(made) * 3 // VOCABULARY + (len(made) > 100)
            made["".join(syllables[next(drawn)] for _ in range(1 + int(next(lengths) * longest)))] = None
        self.words = np.array(list(made), dtype=object)
        frequency = 1 / (np.arange(VOCABULARY) + 2.7) ** 1.07
        self.cumulative = np.cumsum(frequency / frequency.sum())
        self.phrases = self.random.integers(200, 8_000, (SET_PHRASES, 2))

    def draw(self, count: int) -> np.ndarray[Any, Any]:
        return np.searchsorted(self.cumulative, self.random.random(count)).clip(0, VOCABULARY - 1)

    def topic(self) -> np.ndarray[Any, Any]:
        return self.random.integers(150, 30_000, TOPIC_WORDS)

    def write(self, count: int, topic: np.ndarray[Any, Any]) -> str:
        """Text of `count` words on a topic, in sentences."""
        ids = self.draw(count)
        about = self.random.random(count) < 0.2
        ids[about] = topic[(self.random.random(int(about.sum())) ** 2 * TOPIC_WORDS).astype(int)]
        places = self.random.integers(0, max(1, count - 1), count // 60)
        chosen = self.phrases[(self.random.random(len(places)) ** 2 * SET_PHRASES).astype(int)]
        ids[places], ids[np.minimum(places + 1, count - 1)] = chosen[:, 0], chosen[:, 1]
        words = self.words[ids]
        return ". ".join(" ".join(words[start : start + 19]) for start in range(0, count, 19)) + "."


def pack_any_page(language: Language) -> bytes:
    """Places of a page's words, set in lines; one layout serves all pages, since nobody looks at them."""
    words, x, y, start = [], 72.0, 80.0, 0
    for word in language.write(WORDS_PER_PAGE, language.topic()).split(" "):
        width = len(word) * 4.7 + float(language.random.random())
        if x + width > 540:
            x, y = 72.0, y + 11.9
        words.append(Word(word, start, start + len(word), [(x, y, x + width, y + 9.9)]))
        x, start = x + width + 3, start + len(word) + 1
    return pack_words(words)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many papers of how many pages a team has."""

    team: UUID
    papers: int
    pages: int


async def load_library(url: str, language: Language, plans: list[Plan], boxes: bytes = EMPTY) -> None:
    """Teams with their papers, files and pages, by COPY; `boxes` are the places of the words of every page."""
    connection = await psycopg.AsyncConnection.connect(url)
    async with connection, connection.cursor() as cursor:
        await cursor.execute("set maintenance_work_mem = '512MB'")
        await cursor.execute("select indexdef from pg_indexes where indexname = 'ix_pages_words'")
        (index,) = await cursor.fetchone() or ("",)
        await cursor.execute("drop index ix_pages_words")
        for plan in plans:
            await _load_team(cursor, language, plan, boxes)
        await cursor.execute(index)


async def _load_team(cursor: psycopg.AsyncCursor[Any], language: Language, plan: Plan, boxes: bytes) -> None:
    await cursor.execute(
        "insert into teams (id, name, slug, kind, quota_bytes) values (%s, 'Lab', %s, 'team', 1)",
        (plan.team, plan.team.hex),
    )
    topics = []
    papers = []
    added = datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(plan.papers):
        topic = language.topic()
        topics.append(topic)
        title = language.write(9, topic).removesuffix(".").capitalize()
        names = language.words[language.random.integers(500, 20_000, 3)]
        authors = ", ".join(f"{FIRST_NAMES[number % 10]} {name.capitalize()}" for name in names)
        papers.append((new_id(), title, authors, 1990 + number % 35, added + timedelta(minutes=number), topic))
    columns = (
        "papers (id, team_id, metadata, parsed, provenance, status, title, authors, year, venue, abstract, title_key,"
        " author_key, venue_key, filter_text, added_at, clock)"
    )
    async with cursor.copy(f"copy {columns} from stdin") as copy:
        for number, (paper, title, authors, year, when, topic) in enumerate(papers):
            abstract = language.write(180, topic)
            await copy.write_row(
                (paper, plan.team, "{}", "{}", "{}", "ready", title, authors, year, "Journal of Things", abstract,
                 title.lower(), authors.lower(), "journal of things", f"{title} {authors}".lower(), when, number)
            )  # fmt: skip
    files = [(new_id(), paper[0]) for paper in papers]
    columns = (
        "files (id, team_id, paper_id, name, sha256, size, status, attempts, pages, encrypted, needs_password,"
        " scanned_pages)"
    )
    async with cursor.copy(f"copy {columns} from stdin") as copy:
        for file, paper_id in files:
            await copy.write_row(
                (file, plan.team, paper_id, "paper.pdf", file.hex * 2, 1, "ready", 0, plan.pages, False, False, "[]")
            )
    columns = "pages (file_id, number, team_id, paper_id, width, height, has_text_layer, text, word_boxes)"
    async with cursor.copy(f"copy {columns} from stdin") as copy:
        for (file, paper_id), topic in zip(files, topics, strict=True):
            for number, text in _write_pages(language, topic, plan.pages):
                await copy.write_row((file, number, plan.team, paper_id, 612.0, 792.0, True, text, boxes))


def _write_pages(language: Language, topic: np.ndarray[Any, Any], pages: int) -> Iterator[tuple[int, str]]:
    for number in range(1, pages + 1):
        yield number, language.write(WORDS_PER_PAGE, topic)
