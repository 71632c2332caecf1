#!/usr/bin/env python3
"""Scores the readers of bibliographies on files of other projects that have an expected answer beside them.

    score_formats.py [--half open|closed|all] [--show] [FORMAT ...]

Of the closed half only counts are printed, so that no rule is written for one of its files. Each format is scored
twice: strictly, and after `conventions` has taken out what the other project merely writes in another way.
"""

import argparse
import functools
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from scrollkeeper.exchange.formats import bibtex, catalogue, csl_json
from scrollkeeper.exchange.formats.decoding import decode
from scrollkeeper.exchange.formats.entries import Unreadable
from scrollkeeper.exchange.formats.nbib import full_pages
from scrollkeeper.exchange.zotero.csl import read_item

ROLES = ("author", "editor", "translator", "collection-editor", "container-author")
TEXTS = {
    "title": "title", "container": "container-title", "volume": "volume", "issue": "issue", "pages": "page",
    "DOI": "DOI", "PMID": "PMID", "PMCID": "PMCID", "ISBN": "ISBN", "ISSN": "ISSN", "type": "type",
}  # fmt: skip
FIELDS = ("title", "creators", "year", "container", "volume", "issue", "pages", "DOI", "PMID", "PMCID", "ISBN", "ISSN",
          "type")  # fmt: skip
ENDINGS = (".expected.json", ".expected.csl.json", ".expected.bib", ".expected.out.txt")
FIXTURES = Path(__file__).resolve().parents[2] / "shared" / "fixtures" / "import"
# Titles of series, meetings and short ones, and numbers of any kind.
NEIGHBOURS = {
    "container-title": ("container-title-short", "event-title", "collection-title"),
    "issue": ("number", "collection-number"),
}
# Types of CSL that Zotero has not, and those that it takes instead.
NOT_IN_ZOTERO = {
    "classic": ("book", "document"), "pamphlet": ("manuscript", "book"), "standard": ("report", "document"),
    "periodical": ("article-journal", "book"), "legislation": ("legal_case",), "regulation": ("legal_case",),
    "review": ("article-journal",), "entry": ("entry-encyclopedia",), "collection": ("book", "document"),
}  # fmt: skip
MARKUP = re.compile(r"<[^<>]+>")

Metadata = dict[str, Any]


def is_open(path: Path) -> bool:
    return int(hashlib.sha256(path.name.encode()).hexdigest(), 16) % 2 == 0


def expected(path: Path) -> tuple[str, list[Metadata]] | None:
    """What another project reads in this file, and the kind of its answer."""
    stem = path.name.rsplit(".", 1)[0]
    for ending in ENDINGS:
        answer = path.with_name(stem + ending)
        if answer.is_file():
            text = answer.read_text(errors="replace")
            found = _READ[ending](text)
            return (ending, found) if found else None
    return None


def _zotero(text: str) -> list[Metadata]:
    items = json.loads(text)
    items = items if isinstance(items, list) else items.get("items", [])
    return [_zotero_item(item) for item in items if item.get("itemType") not in ("note", "attachment", "annotation")]


def _zotero_item(item: Metadata) -> Metadata:
    creators = [
        {"role": one.get("creatorType", "author"), "first": one.get("firstName", ""),
         "last": one.get("lastName") or one.get("name", ""),
         "whole": one.get("fieldMode") == 1 or "firstName" not in one}
        for one in item.get("creators", [])
    ]  # fmt: skip
    fields = {name: value for name, value in item.items() if isinstance(value, str | int)}
    kept = {"key": "k", "type": item["itemType"], "fields": fields, "creators": creators, "keywords": []}
    return read_item(kept).metadata | {"zotero": item["itemType"]}


@functools.cache
def _places(fixtures: Path) -> dict[str, set[str]]:
    """The fields of CSL-JSON that each type of Zotero has a place for, by Zotero's own schema."""
    schema = json.loads((fixtures.parent / "zotero" / "schema.json").read_text())
    texts = {name: field for field, names in schema["csl"]["fields"]["text"].items() for name in names}
    return {
        one["itemType"]:
        {texts.get(field.get("baseField", field["field"]), "") for field in one["fields"]}
        | {schema["csl"]["names"].get(creator["creatorType"], "") for creator in one["creatorTypes"]}
        for one in schema["itemTypes"]
    }  # fmt: skip


def _csl(text: str) -> list[Metadata]:
    return [entry.metadata for entry in csl_json.read(text if text.lstrip().startswith("[") else f"[{text}]")]


def _bibtex(text: str) -> list[Metadata]:
    return [entry.metadata for entry in bibtex.read(text) if entry.metadata]


def _pandoc(text: str) -> list[Metadata]:
    """CSL as YAML in the head of a Markdown document, or as JSON."""
    if text.lstrip().startswith("["):
        return _csl(text)
    head = re.match(r"\s*---\n(.*?)\n---", text, re.DOTALL)
    references = (yaml.safe_load(head[1]) or {}).get("references", []) if head else []
    return [_from_yaml(reference) for reference in references]


def _from_yaml(reference: Metadata) -> Metadata:
    found: Metadata = {}
    for name, value in reference.items():
        upper = name.upper() if name in ("doi", "url", "isbn", "issn", "pmid", "pmcid") else name
        found[upper] = _unmarked(value) if isinstance(value, str) else value
    for role in ROLES:
        found |= {role: [_unmarked_name(name) for name in found[role]]} if role in found else {}
    issued = found.get("issued")
    if isinstance(issued, list):
        issued = issued[0].get("year") if issued and isinstance(issued[0], dict) else issued[0]
    year = re.match(r"-?\d+", str(issued or ""))
    found["issued"] = {"date-parts": [[int(year[0])]]} if year else {"literal": str(issued or "")}
    return found


def _unmarked_name(name: Any) -> Metadata:
    if isinstance(name, str):
        return {"literal": _unmarked(name)}
    return {part: _unmarked(value) for part, value in name.items() if isinstance(value, str)}


def _unmarked(text: str) -> str:
    """Markdown without its marks."""
    text = re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", text)
    return re.sub(r"(?<!\\)[*^~]|\\(?=\W)", "", text)


_READ = {".expected.json": _zotero, ".expected.csl.json": _csl, ".expected.bib": _bibtex, ".expected.out.txt": _pandoc}


def plain(value: Any) -> str:
    """A text without markup, punctuation, space and case."""
    text = unicodedata.normalize("NFKC", MARKUP.sub("", str(value or "")))
    return re.sub(r"[\W_]+", "", text).casefold()


def compared(metadata: Metadata) -> dict[str, Any]:
    """The fields that are scored, as they are compared."""
    parts = ((metadata.get("issued") or {}).get("date-parts") or [[None]])[0]
    found = {field: plain(metadata.get(name)) for field, name in TEXTS.items()}
    creators = [(role, _plain_name(name)) for role in ROLES for name in metadata.get(role) or []]
    return found | {"creators": creators, "year": parts[0] if parts else None}


def _plain_name(name: Metadata) -> str:
    parts = ("literal", "given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return plain(" ".join(str(name.get(part) or "") for part in parts))


def conventions(folder: str, ending: str, wanted: Metadata, found: Metadata) -> tuple[Metadata, Metadata]:
    """Both without what the project of the expected answer merely writes in another way."""
    wanted, found = dict(wanted), dict(found)
    for one in (wanted, found):
        one["page"] = full_pages(str(one.get("page") or ""))
        if one.get("type") == "song":
            # Which of composer and performer is the author is a choice of each project.
            one["author"] = [name for role in ("author", "composer", "performer") for name in one.get(role) or []]
            one["author"].sort(key=_plain_name)
    if kind := wanted.get("zotero"):
        for name in {*ROLES, *TEXTS.values()} - _places(FIXTURES)[kind] - {"author", "title", "type"}:
            if not wanted.get(name):
                found.pop(name, None)
        if wanted.get("type") in NOT_IN_ZOTERO.get(str(found.get("type")), ()):
            wanted["type"] = found["type"]
    for name in ("PMID", "PMCID", "DOI"):
        # It stands in the file, and the other project left it out.
        if not wanted.get(name):
            found.pop(name, None)
    _accept_neighbours(wanted, found)
    if ending == ".expected.bib":
        _of_jabref(wanted, found)
    if folder == "citavi":
        _of_citavi(wanted, found)
    return wanted, found


def _accept_neighbours(wanted: Metadata, found: Metadata) -> None:
    """A value that is kept whole in the field beside the one where the other project puts it."""
    for field, beside in NEIGHBOURS.items():
        value = plain(wanted.get(field))
        if value and value in [plain(found.get(name)) for name in beside]:
            found[field] = wanted[field]
        elif not value and plain(found.get(field)) in [plain(wanted.get(name)) for name in beside]:
            found.pop(field, None)


def _of_jabref(wanted: Metadata, found: Metadata) -> None:
    """ISSN and ISBN in one field, PMCID as an issue, and @misc for whatever BibTeX has no type for."""
    serials = [re.findall(r"[0-9]{8,13}[Xx]?|[0-9]{7}[Xx]", _serials(one))
               for one in (wanted, found)]  # fmt: skip
    if set(serials[0]) <= set(serials[1]):
        for one in (wanted, found):
            one.pop("ISBN", None)
            one.pop("ISSN", None)
    if str(wanted.get("issue") or "").startswith("PMC"):
        wanted.pop("issue")
    if wanted.get("type") == "document":
        wanted["type"] = found.get("type")


def _of_citavi(wanted: Metadata, found: Metadata) -> None:
    """JabRef leaves middle names, subtitles, periodicals, numbers and whole dates out, and takes articles for all."""
    for name in ("container-title", "issue", "page", *ROLES):
        if not wanted.get(name):
            found.pop(name, None)
    if not (wanted.get("issued") or {}).get("date-parts"):
        found.pop("issued", None)
    if plain(found.get("title")).startswith(plain(wanted.get("title"))):
        wanted["title"] = found.get("title")
    if plain(found.get("number-of-pages")) in plain(wanted.get("page")) and not found.get("page"):
        found["page"] = wanted.get("page")
    if wanted.get("type") in ("article-journal", "book"):
        wanted["type"] = found.get("type")
    for one in (wanted, found):
        for role in ROLES:
            short = [f"{str(name.get('given') or '').partition(' ')[0]} {name.get('family') or name.get('literal')}"
                     for name in one.get(role) or []]  # fmt: skip
            one[role] = [{"literal": name} for name in sorted(short)]


def _serials(metadata: Metadata) -> str:
    return " ".join(str(metadata.get(name) or "").replace("-", "") for name in ("ISBN", "ISSN"))


def pairs(wanted: list[Metadata], found: list[Metadata]) -> list[tuple[Metadata, Metadata]]:
    """Each expected reference with the one read that is most like it; each of these is given once."""
    in_order = list(zip(wanted, found, strict=False)) if len(wanted) == len(found) else []
    left = list(enumerate(found))
    together = []
    for at, one in enumerate(wanted):
        best = max(left, key=lambda other: _likeness(one, other[1]) - abs(at - other[0]) * 0.01, default=None)
        if best is not None:
            left.remove(best)
        together.append((one, best[1] if best else {}))
    return max(in_order or together, together, key=lambda found: sum(_likeness(*pair) for pair in found))


def _likeness(one: Metadata, other: Metadata) -> int:
    first, second = compared(one), compared(other)
    return sum(first[field] == second[field] for field in FIELDS) + 3 * (first["title"] == second["title"])


class Score:
    """Counts of one format."""

    def __init__(self) -> None:
        self.items = self.whole = self.miscounted = 0
        self.wrong: Counter[str] = Counter()

    def add(self, wanted: Metadata, found: Metadata) -> list[tuple[str, Any, Any]]:
        first, second = compared(wanted), compared(found)
        wrong = [(field, first[field], second[field]) for field in FIELDS if first[field] != second[field]]
        self.items += 1
        self.whole += not wrong
        self.wrong.update(field for field, _, _ in wrong)
        return wrong

    def __str__(self) -> str:
        share = 1 - self.wrong.total() / (self.items * len(FIELDS)) if self.items else 0
        wrong = ", ".join(f"{field} {self.wrong[field]}" for field in FIELDS if self.wrong[field])
        return f"{share:.3f}, whole {self.whole}/{self.items}; wrong: {wrong or 'nothing'}"


def read_file(path: Path) -> list[Metadata]:
    return [entry.metadata for entry in catalogue.read(decode(path.read_bytes()))[1] if entry.metadata]


def score(folder: Path, half: str, *, show: bool) -> tuple[Score, Score]:
    strict, normal = Score(), Score()
    for path in sorted(folder.iterdir()):
        if ".expected." in path.name or (half != "all" and is_open(path) != (half == "open")):
            continue
        answer = expected(path)
        if answer is None:
            continue
        try:
            found = read_file(path)
        except Unreadable as refusal:
            found = []
            if show:
                print(f"   {path.name}: {refusal}")
        if len(found) != len(answer[1]):
            strict.miscounted += 1
            if show:
                print(f"   {path.name}: {len(found)} references, expected {len(answer[1])}")
        for wanted, read in pairs(answer[1], found):
            strict.add(wanted, read)
            wrong = normal.add(*conventions(folder.name, answer[0], wanted, read))
            if show and wrong:
                print(f"   {path.name}: {str(wanted.get('title'))[:60]}")
                for field, first, second in wrong:
                    print(f"      {field}: expected {str(first)[:200]} read {str(second)[:200]}")
    return strict, normal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("formats", nargs="*")
    parser.add_argument("--half", choices=("open", "closed", "all"), default="open")
    parser.add_argument("--show", action="store_true", help="each difference; of the open half only")
    given = parser.parse_args()
    if given.show and given.half != "open":
        sys.exit("Only the open half is shown.")
    for folder in sorted(FIXTURES.iterdir()):
        if not folder.is_dir() or (given.formats and folder.name not in given.formats):
            continue
        strict, normal = score(folder, given.half, show=given.show)
        if strict.items:
            print(f"{folder.name} ({given.half}), {strict.items} items, {strict.miscounted} files miscounted")
            print(f"  strict      {strict}\n  normalised  {normal}")


if __name__ == "__main__":
    main()
