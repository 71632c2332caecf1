"""What a comment's Markdown says in plain words, and whom it names; the page renders it, this only reads it."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from markdown_it import MarkdownIt
from markdown_it.token import Token

from scrollkeeper.discussions.naming import find_named

_markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_PERSON = re.compile(r"person:([0-9a-fA-F-]{36})")


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])


# The parser takes time in the square of brackets and signs of emphasis, and of columns by rows. These are more than
# anybody writes, and few enough to be quick (20,000 characters: 0.1 s at the worst).
MOST_BRACKETS, MOST_SIGNS = 400, 2_000
_without_tables = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


def _tamed(text: str) -> str:
    """The text without the signs of which it has too many."""
    if text.count("[") > MOST_BRACKETS:
        text = text.replace("[", " ")
    if sum(text.count(sign) for sign in "*_~`") > MOST_SIGNS:
        text = text.translate(dict.fromkeys(map(ord, "*_~`"), " "))
    return text


def plain_text(text: str, most: int = 600) -> str:
    """The words on one line, without signs of markup and addresses of links; HTML is text; cut at `most` characters."""
    words: list[str] = []
    # A page of news shows up to 200 of these, so no more is read than could be shown.
    for token in _flat(_markdown.parse(_tamed(text[: 2 * most]))):
        if token.type in ("text", "code_inline", "code_block", "fence"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak") or token.block:
            words.append(" ")
    line = " ".join("".join(words).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


async def plain_texts(texts: Sequence[str], most: int) -> list[str]:
    """`plain_text` of each: a page of the worst of them takes half a second, so it is read beside the event loop."""
    return await asyncio.to_thread(lambda: [plain_text(text, most) for text in texts])


def find_mentions(text: str, names: Mapping[UUID, str]) -> set[UUID]:
    """People of `names` whom the text names, outside of code.

    `@` and a name as `naming.find_named` reads it counts, and `[@Name](person:id)`, which is what tells two of one
    name apart.
    """
    if "@" not in text:
        return set()
    found: set[UUID] = set()
    texts: list[str] = []
    linked = 0
    for token in _flat(_without_tables.parse(_tamed(text))):
        if token.type == "link_open":
            match = _PERSON.fullmatch(str(token.attrs.get("href", "")))
            linked = 1 if match else linked
            if match and (person := _known(match[1], names)):
                found.add(person)
        elif token.type == "link_close":
            linked = 0
        elif token.type == "text" and not linked:
            texts.append(token.content)
        elif not token.type.startswith(("strong", "em", "s_")):
            texts.append("\n")
    return found | find_named("".join(texts), names)


def _known(value: str, names: Mapping[UUID, str]) -> UUID | None:
    try:
        person = UUID(value)
    except ValueError:
        return None
    return person if person in names else None
