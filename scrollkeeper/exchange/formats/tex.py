"""LaTeX as bibliographies have it, read into text with the markup of CSL-JSON: <i>, <b>, <sup>, <sub>."""

import re
import unicodedata

from scrollkeeper.exchange.formats.tex_tables import ACCENTS, ARGUMENTS, MARKUP, QUOTES, SWITCHES, SYMBOLS

MAX_DEPTH = 60
_SPECIAL = re.compile(r"[\\{}$~\-`'<>\"^_]")
_TOKEN = re.compile(r"\\([A-Za-z]+\*?)[ \t\n]*|\\(.)|([{}$~^_])|(-{2,3})|(``|'')|([^\\{}$~^_\-`']+|.)", re.DOTALL)
_SPACES = re.compile(r"[ \t\n\r]+")
_OPTIONAL = re.compile(r"\[[^\]\[{}\n]{0,80}\]")
_SMALL_CAPS = '<span style="font-variant:small-caps;">', "</span>"
_EMPTY = re.compile(r"<(i|b|sup|sub)>\s*</\1>")


def decode(source: str, *, markup: bool = False) -> str:
    """The text in Unicode on one line; with `markup` its italics, sub- and superscripts are marked."""
    if not _SPECIAL.search(source):
        return _SPACES.sub(" ", source).strip()
    reader = _Reader(source, markup)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", reader.group(0))).strip()
    return _EMPTY.sub("", text) if markup else text


def decode_verbatim(source: str) -> str:
    """An address or identifier, in which only the signs that LaTeX needs are escaped."""
    text = re.sub(r"\\(?:url|path|nolinkurl)\{([^{}]*)\}", r"\1", source)
    text = re.sub(r"\{?\\(?:textunderscore|_)\s?\}?", "_", text)
    text = re.sub(r"\{?\$?\\(?:sim|textasciitilde)\s?\$?(?:\{\})?\}?", "~", text)
    text = re.sub(r"\\([%&#$~{}/\-])", r"\1", text)
    return "".join(re.sub(r"^\{(.*)\}$", r"\1", text.strip(), flags=re.DOTALL).split())


class _Reader:
    def __init__(self, source: str, markup: bool) -> None:
        self.source, self.markup, self.at, self.math = source, markup, 0, False

    def _marked(self, tag: str | None, text: str) -> str:
        if not self.markup or not tag or not text.strip():
            return text
        before, after = _SMALL_CAPS if tag == "sc" else (f"<{tag}>", f"</{tag}>")
        return f"{before}{text}{after}"

    def group(self, depth: int) -> str:
        """Up to the bracket that closes, or the end."""
        parts: list[str] = []
        # Where a switch such as \it began, and what it means.
        switched: list[tuple[int, str | None]] = []
        while (found := _TOKEN.match(self.source, self.at)) is not None:
            self.at = found.end()
            word, sign, single, dashes, quotes, plain = found.groups()
            if plain is not None:
                parts.append(plain)
            elif single == "}":
                if depth:
                    break
            elif single is not None:
                parts.append(self._single(single, depth))
            elif dashes is not None:
                parts.append("–" if len(dashes) == 2 else "—")
            elif quotes is not None:
                parts.append("“" if quotes == "``" else "”")
            elif word in SWITCHES:
                switched.append((len(parts), SWITCHES[word]))
            elif word is not None:
                parts.append(self._command(word, depth))
            else:
                parts.append(self._escaped(sign, depth))
        for begin, tag in reversed(switched):
            parts[begin:] = [self._marked(tag, "".join(parts[begin:]))]
        return "".join(parts)

    def _single(self, sign: str, depth: int) -> str:
        if sign == "{":
            return self.group(depth + 1) if depth < MAX_DEPTH else ""
        if sign == "$":
            self.math = not self.math
            return ""
        if sign == "~":
            return " "
        if not self.math:
            return sign
        return self._marked("sup" if sign == "^" else "sub", self._argument(depth))

    def _argument(self, depth: int) -> str:
        """A group, a command or one character."""
        while self.source[self.at : self.at + 1] in (" ", "\n", "\t"):
            self.at += 1
        sign = self.source[self.at : self.at + 1]
        if sign == "{":
            self.at += 1
            return self.group(depth + 1) if depth < MAX_DEPTH else ""
        if sign in ("", "}", "$"):
            return ""
        if sign == "\\":
            found = _TOKEN.match(self.source, self.at)
            if found is None or depth >= MAX_DEPTH:
                return ""
            self.at = found.end()
            return self._command(found[1], depth + 1) if found[1] else self._escaped(found[2] or "", depth + 1)
        self.at += 1
        return sign

    def _command(self, word: str, depth: int) -> str:
        name = word.rstrip("*")
        if name in ACCENTS and (self.source[self.at : self.at + 1] not in ("", "}") or name not in SYMBOLS):
            return self._accented(ACCENTS[name], depth)
        if word in QUOTES or name in QUOTES:
            before, after = QUOTES.get(word, QUOTES[name])
            return before + self._argument(depth) + after
        if name in MARKUP:
            return self._marked(MARKUP[name], self._argument(depth))
        if name in ARGUMENTS:
            return self._chosen(*ARGUMENTS[name], depth)
        if name in ("url", "path", "nolinkurl") and self.source[self.at : self.at + 1] == "{":
            return self._until_bracket()
        if name in SYMBOLS:
            if self.source.startswith("{}", self.at):
                self.at += 2
            elif self.source[self.at - 1 : self.at].isspace() and self.math and len(SYMBOLS[name]) > 1:
                return SYMBOLS[name] + " "
            return SYMBOLS[name]
        # Of a command that is not known the words it is about stay.
        if optional := _OPTIONAL.match(self.source, self.at):
            self.at = optional.end()
        return self._argument(depth) if self.source[self.at : self.at + 1] == "{" else ""

    def _chosen(self, which: int | None, count: int, depth: int) -> str:
        found = []
        for _ in range(count):
            if self.source[self.at : self.at + 1] != "{":
                break
            found.append(self._argument(depth))
        if which is None:
            return "/".join(found)
        return found[which] if 0 <= which < len(found) else ""

    def _until_bracket(self) -> str:
        ending = self.source.find("}", self.at)
        ending = len(self.source) if ending < 0 else ending
        text, self.at = self.source[self.at + 1 : ending], ending + 1
        return decode_verbatim(text)

    def _escaped(self, sign: str, depth: int) -> str:
        if sign in ACCENTS:
            # \' at the end of a word is a sign of its own in tabbing, and a mistake here.
            return self._accented(ACCENTS[sign], depth)
        if sign in "-/@!":
            return ""
        if sign in ",;: \n\t\\":
            return " "
        if sign in "([":
            self.math = True
            return ""
        if sign in ")]":
            self.math = False
            return ""
        return sign

    def _accented(self, mark: str, depth: int) -> str:
        letter = self._argument(depth)
        bare = {"ı": "i", "ȷ": "j"}.get(letter[:1], letter[:1])
        return bare + mark + letter[1:] if bare else ""
