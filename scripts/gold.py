"""Gold records of the papers that models may learn from, without those of the journals that are scored."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus2 import is_only_scored, read_rows


@dataclass
class Person:
    """An author as the record has it; a group has only `collective`."""

    family: str = ""
    given: str = ""
    collective: str = ""


@dataclass
class Gold:
    """A paper with its record; `row` is the whole record."""

    pdf: Path
    row: dict[str, Any]
    people: list[Person]
    titles: list[str]
    abstracts: list[str] = field(default_factory=list)

    @property
    def venue(self) -> str:
        return str(self.row.get("venue") or "")


def learnable(shared: Path) -> list[Gold]:
    """The papers of both corpora but those of journals that are scored in corpus2: nobody opens these."""
    second = [_second(shared / "corpus2", row) for row in read_rows(shared / "corpus2")]
    scored = {gold.venue.lower() for gold in second if is_only_scored(gold.row)}
    records = (shared / "corpus" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    first = [_first(shared / "corpus", row) for row in map(json.loads, records)]
    return [gold for gold in first + second if gold.venue.lower() not in scored]


def _first(folder: Path, row: dict[str, Any]) -> Gold:
    people = []
    for name in row["authors"]:
        given, _, family = name.rpartition(" ")
        people.append(Person(family, given))
    return Gold(folder / row["pdf"], row, people, [row["title"]], [row.get("abstract") or ""])


def _second(folder: Path, row: dict[str, Any]) -> Gold:
    people = [
        Person(one.get("family") or "", one.get("given") or "", one.get("collab") or "")
        for one in row["author_details"]
    ]
    title = f"{row['title']} {row.get('subtitle') or ''}".strip()
    return Gold(
        folder / row["pdf"],
        row,
        people,
        [title, *(row.get("alt_titles") or [])],
        [row.get("abstract") or "", *(row.get("alt_abstracts") or [])],
    )
