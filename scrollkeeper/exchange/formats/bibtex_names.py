"""Names in BibTeX and BibLaTeX: “First von Last”, “von Last, Jr, First”, {Bodies in braces}, family=…, given=…

Source: Patashnik, “Designing BibTeX Styles” (1988), section 4; the BibLaTeX manual, 3.4 (extended names).
"""

import re
from collections.abc import Iterator

from scrollkeeper.exchange.formats.names import Name
from scrollkeeper.exchange.formats.tex import decode

_BRACES = re.compile(r"\\.|[{}]|,|[\s~]+", re.DOTALL)
_AND = re.compile(r"\\.|[{}]|(?<=[\s}])and(?=[\s{])", re.IGNORECASE | re.DOTALL)
_EXTENDED = re.compile(r"\s*\"?(?:family|given|prefix|suffix|useprefix|id)(?:-i)?\s*=", re.IGNORECASE)
_PARTS = {"family": "family", "given": "given", "prefix": "non-dropping-particle", "suffix": "suffix"}
_COMMAND = re.compile(r"\\[A-Za-z]+\s*")


def split_list(value: str) -> list[str]:
    """The parts of a list that is joined by “and” outside of braces."""
    parts, begin, depth = [], 0, 0
    for found in _AND.finditer(" " + value + " "):
        sign = found[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(depth - 1, 0)
        elif sign[0] != "\\" and not depth:
            parts.append(value[begin : found.start() - 1])
            begin = found.end() - 1
    parts.append(value[begin:])
    return [part.strip() for part in parts if part.strip()]


def read_names(value: str) -> list[Name]:
    """All names of a field; “others” is nobody."""
    return [name for part in split_list(value) if part.lower() != "others" and (name := read_name(part))]


def read_name(text: str) -> Name:
    if _EXTENDED.match(text):
        return _extended(text)
    if text.startswith("{") and _closes_at_end(text):
        return {"literal": decode(text)} if decode(text) else {}
    parts = [list(words) for words in _words(text)]
    if len(parts) == 1:
        return _given_first(parts[0])
    before, family = _particles(parts[0])
    suffix, given = (parts[1], parts[2]) if len(parts) > 2 else ([], parts[1])
    if len(parts) > 3:
        given = [word for part in parts[2:] for word in part]
    return _name(given, before, family, suffix)


def _extended(text: str) -> Name:
    name = {}
    for words in _words(text):
        part, _, value = " ".join(words).partition("=")
        field = _PARTS.get(part.strip(' "').lower())
        if field and (read := decode(value.strip().strip('"'))):
            name[field] = read
    if "family" not in name:
        return {"literal": name["given"]} if "given" in name else {}
    return name


def _closes_at_end(text: str) -> bool:
    depth = 0
    for found in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth and found[0] == "}":
            return found.end() == len(text)
    return False


def _words(text: str) -> Iterator[list[str]]:
    """The words of each part between commas, with their braces."""
    words: list[str] = []
    begin, depth = 0, 0
    for found in _BRACES.finditer(text):
        sign = found[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(depth - 1, 0)
        elif sign[0] != "\\" and not depth:
            if begin < found.start():
                words.append(text[begin : found.start()])
            begin = found.end()
            if sign == ",":
                yield words
                words = []
    if begin < len(text):
        words.append(text[begin:])
    yield words


def _is_small(word: str) -> bool:
    """Whether a word is one of those before a family name: its first letter outside of braces is small."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    letters = decode(_COMMAND.sub("", word) if re.match(r"\{?\\[A-Za-z]{3,}", word) else word)
    first = next((letter for letter in letters if letter.isalpha()), "A")
    return first.islower()


def _given_first(words: list[str]) -> Name:
    if len(words) < 2:
        text = decode(" ".join(words))
        return {"family": text} if text else {}
    small = [place for place, word in enumerate(words[:-1]) if _is_small(word)]
    if not small:
        return _name(words[:-1], [], words[-1:], [])
    return _name(words[: small[0]], words[small[0] : small[-1] + 1], words[small[-1] + 1 :], [])


def _particles(words: list[str]) -> tuple[list[str], list[str]]:
    end = 0
    for place, word in enumerate(words[:-1]):
        if _is_small(word):
            end = place + 1
    # “Muñoz de la Fuente” is a family name in which small words stand.
    return (words[:end], words[end:]) if words and _is_small(words[0]) else ([], words)


def _name(given: list[str], before: list[str], family: list[str], suffix: list[str]) -> Name:
    parts = {"family": family, "given": given, "non-dropping-particle": before, "suffix": suffix}
    name = {field: decode(" ".join(words)) for field, words in parts.items()}
    name = {field: text for field, text in name.items() if text}
    if "family" not in name or ("given" not in name and "non-dropping-particle" not in name):
        text = " ".join(name.get(part, "") for part in ("given", "non-dropping-particle", "family")).strip()
        return {"literal": text} if text else {}
    return name
