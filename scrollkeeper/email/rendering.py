"""Writes emails from templates: one source for the text and the HTML of each.

A template is plain text. Its first line is the subject, where names are cut short and hold no addresses; paragraphs
are divided by empty lines; a paragraph `-> Confirm this address: link` is a button that leads to the value named
`link`. Values can neither make a paragraph nor a button nor a link of their own: they are put on one line, and the HTML
is escaped by the layout.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
LONGEST_NAME, LONGEST_READ = 60, 500
# Whole, as far as the next space; and the dots of names of hosts, which mail programs make links of without any sign.
_ADDRESS = re.compile(r"(?i)\S*(://|@|＠|\bwww[.。．｡])\S*")
_DOTTED = re.compile(r"(?<=\w)[.。．｡](?=\w)")
_BUTTON = re.compile(r"-> (?P<label>[^:]+): (?P<key>\w+)")


@dataclass(frozen=True, slots=True)
class Written:
    """An email ready to be sent."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words, or a button when `link` is given."""

    words: str
    link: str | None = None


def _one_line(value: object) -> str:
    """Mail programs make links of whatever looks like an address; a name somebody chose must not become one."""
    return re.sub(r"(?i)://|\bwww\.", " ", " ".join(str(value).split()))


def plain(value: object) -> object:
    """A name as it may stand in a subject, and in an email to somebody who does not know its sender: no address of a
    page or person, nothing that a mail program would make one, at most 60 characters."""
    if not isinstance(value, str):
        return value
    text = "".join(
        " " if unicodedata.category(char)[0] == "C" else char for char in unicodedata.normalize("NFC", value)
    )
    text = _DOTTED.sub(" ", _ADDRESS.sub("…", text))
    text = " ".join(_one_line(text).split())
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


# Plain text is not escaped; the layout, which is HTML, is.
_texts = Environment(  # noqa: S701
    loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, finalize=_one_line, trim_blocks=True, lstrip_blocks=True
)
_texts.filters["plain"] = plain
_subjects = Environment(undefined=StrictUndefined, finalize=plain)  # noqa: S701
_pages = Environment(loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=True, trim_blocks=True)


def write(template: str, values: Mapping[str, Any]) -> Written:
    """The email; raises jinja2's UndefinedError where a value is missing and KeyError where a link is."""
    subject = _subject(template).render(values)
    body = _texts.get_template(f"{template}.txt").render(values).partition("\n")[2]
    paragraphs = [_paragraph(part, values) for part in re.split(r"\n\s*\n", body.strip())]
    html = _pages.get_template("layout.html").render(subject=subject, paragraphs=paragraphs)
    text = "\n\n".join(f"{one.words}:\n{one.link}" if one.link else one.words for one in paragraphs)
    return Written(subject.strip(), f"{text}\n\n-- \nScrollKeeper\n", html)


@lru_cache
def _subject(template: str) -> Template:
    first_line = (FOLDER / f"{template}.txt").read_text().partition("\n")[0]
    return _subjects.from_string(first_line)


def _paragraph(words: str, values: Mapping[str, Any]) -> Paragraph:
    button = _BUTTON.fullmatch(words.strip())
    if button is None:
        return Paragraph(words.strip())
    return Paragraph(button["label"], str(values[button["key"]]))
