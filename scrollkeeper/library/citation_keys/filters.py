"""Filters of patterns of citation keys: what they make of a text. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from scrollkeeper.library.citation_keys.growing import Skip, date_text
from scrollkeeper.library.citation_keys.pattern import Regex
from scrollkeeper.library.citation_keys.words import fold, ideographs, title_words, without_punctuation
from scrollkeeper.library.citation_keys.work import When


def _words(text: str, nopunct: bool = False) -> str:
    return " ".join(title_words(text, punctuation=not nopunct))


def _select(text: str, start: int = 1, n: int | None = None) -> str:
    words = text.split()
    begin = len(words) + start if start < 0 else max(start, 1) - 1
    return " ".join(words[begin : None if n is None else begin + max(n, 1)])


def _replace(text: str, find: Any = "", replace: str = "") -> str:
    """Whatever the case; of regular expressions, those that are a plain text."""
    plain = _plain_of(find)
    return re.sub(re.escape(plain), lambda _: replace, text, flags=re.IGNORECASE) if plain else text


def _match(text: str, match: Any = "", clean: bool = False) -> str:
    plain = _plain_of(match)
    if plain and plain.lower() not in (fold(text) if clean else text).lower():
        raise Skip
    return text


def _plain_of(find: Any) -> str:
    if isinstance(find, Regex):
        source = find.source[1 : find.source.rindex("/")]
        source = re.sub(r"\[(.)\]", r"\1", source)
        return "" if re.search(r"[*+?^$(){}|\[\]\\]", source) else source
    return str(find)


FILTERS: Mapping[str, Callable[..., str]] = {
    "lower": lambda text: text.lower(), "upper": lambda text: text.upper(),
    "capitalize": lambda text: re.sub(r"(?:^|(?<=\s))[a-z]", lambda sign: sign[0].upper(), text),
    "condense": lambda text, sep="": re.sub(r"\s+", lambda _: sep, text),
    "prefix": lambda text, prefix="": prefix + text if text else text,
    "postfix": lambda text, postfix="": text + postfix if text else text,
    "abbr": lambda text, chars=1: "".join(word[:chars] for word in text.split()),
    "skipwords": _words, "select": _select, "default": lambda text, other="": text or other,
    "substring": lambda text, start=1, n=None: text[start - 1 : None if n is None else start - 1 + n],
    "ascii": lambda text: " ".join(re.sub(r"[^ -~]", "", text).split()),
    "alphanum": lambda text: " ".join("".join(one for one in text if one.isalnum() or one.isspace()).split()),
    "nopunct": lambda text, dash="-": without_punctuation(text, dash=dash),
    "nopunctordash": lambda text: without_punctuation(text, dash=""),
    "ideographs": ideographs, "discard": lambda text: "", "replace": _replace, "match": _match,
    "numeric": lambda text: text if re.match(r"\s*-?\d", text) else "",
    "formatdate": lambda text, format="%Y-%m-%d": date_text(
        When(*(int(one) for one in re.findall(r"\d+", text)[:3])), format),
    # Dictionaries of their own would be needed; the text stays.
    "jieba": lambda text, mode="": text, "kuromoji": lambda text: text, "pinyin": lambda text: text,
    "localtime": lambda text: text, "acronym": lambda text, *given, **named: text,
}  # fmt: skip
