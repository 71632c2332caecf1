"""Writes letters from templates: one source for the text and the HTML of each.

A template is plain text. Its first line is the subject; paragraphs are divided by empty lines; a paragraph
`-> Confirm this address: link` is a button that leads to the value named `link`. Values can neither make a paragraph
nor a button nor a link of their own: they are put on one line, and the HTML is escaped by the layout.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent / "templates"
TEMPLATES = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
_BUTTON = re.compile(r"-> (?P<label>[^:]+): (?P<key>\w+)")


@dataclass(frozen=True, slots=True)
class Written:
    """A letter ready to be sent."""

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


# Plain text is not escaped; the layout, which is HTML, is.
_texts = Environment(  # noqa: S701
    loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, finalize=_one_line, trim_blocks=True, lstrip_blocks=True
)
_pages = Environment(loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, autoescape=True, trim_blocks=True)


def write(template: str, values: Mapping[str, Any]) -> Written:
    """The letter; raises jinja2's UndefinedError where a value is missing and KeyError where a link is."""
    subject, _, body = _texts.get_template(f"{template}.txt").render(values).partition("\n")
    paragraphs = [_paragraph(part, values) for part in re.split(r"\n\s*\n", body.strip())]
    html = _pages.get_template("layout.html").render(subject=subject, paragraphs=paragraphs)
    text = "\n\n".join(f"{one.words}:\n{one.link}" if one.link else one.words for one in paragraphs)
    return Written(subject.strip(), f"{text}\n\n-- \nScrollKeeper\n", html)


def _paragraph(words: str, values: Mapping[str, Any]) -> Paragraph:
    button = _BUTTON.fullmatch(words.strip())
    if button is None:
        return Paragraph(words.strip())
    return Paragraph(button["label"], str(values[button["key"]]))
