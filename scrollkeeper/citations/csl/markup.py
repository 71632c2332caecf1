"""What citeproc-js writes, made safe, and from it plain text, Markdown and LaTeX. Pure."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Literal

Format = Literal["html", "text", "markdown", "latex"]
# All that its HTML has; anything else came out of a title or a style, and is text.
_SPANS = ("font-style:normal;", "font-variant:small-caps;", "font-variant:normal;", "font-weight:normal;",
          "text-decoration:none;", "text-decoration:underline;", "baseline")  # fmt: skip
_DIVS = ("csl-entry", "csl-block", "csl-left-margin", "csl-right-inline", "csl-indent")
_TAGS = frozenset(
    [f"<{slash}{tag}>" for tag in ("i", "em", "b", "sup", "sub") for slash in ("", "/")]
    + [f'<span style="{style}">' for style in _SPANS]
    + [f'<div class="{name}">' for name in _DIVS]
    + ["</span>", "</div>"]
)
_TOKEN = re.compile(r"<[^<>]*>|[<>]|[^<>]+")
_URL = re.compile(r"https?://[^\s<>\"“”’]+[^\s<>\"“”’.,;:!?)\]]")
_BREAKING = ("csl-block", "csl-indent")
BODY = '<div class="csl-bib-body">\n{}\n</div>'


def safe_html(html: str) -> str:
    """The HTML with nothing in it but the tags that formatting needs."""
    if all(token[0] != "<" or token in _TAGS for token in _TOKEN.findall(html)):
        return html
    return "".join(
        token if token in _TAGS else token.replace("<", "&#60;").replace(">", "&#62;") for token in _TOKEN.findall(html)
    )


def convert(html: str, form: Format) -> str:
    """A citation, or an entry of a bibliography, in another form; of safe HTML."""
    if form == "html":
        return html
    marks, escape = _FORMS[form]
    written = ""
    open_marks: list[str] = []
    for token in _TOKEN.findall(html):
        if token not in _TAGS:
            written += escape(re.sub(r"[ \t\n]+", " ", unescape(token)))
        elif token.startswith("</"):
            written += open_marks.pop() if open_marks else ""
        else:
            before, after = _between(token, written) if token.startswith("<div") else marks.get(token, ("", ""))
            written += before
            open_marks.append(after)
    lines = [re.sub(" +", " ", line).strip(" ") for line in written.split("\n")]
    return "\n".join(line for line in lines if line)


def join(entries: list[str], form: Format) -> str:
    """A bibliography of its entries."""
    if form == "html":
        return BODY.format("\n".join(entries))
    return ("\n" if form == "text" else "\n\n").join(entries)


def _between(token: str, written: str) -> tuple[str, str]:
    """What stands before and after a part of an entry: its label is followed by a space."""
    if any(name in token for name in _BREAKING):
        return "\n", "\n"
    return "", " " if "csl-left-margin" in token else ""


def _plain(text: str) -> str:
    return text


def _markdown(text: str) -> str:
    return _outside_urls(text, lambda part: re.sub(r"([\\`*_\[\]<>#|~^$])", r"\\\1", part), lambda url: f"<{url}>")


_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\N{NO-BREAK SPACE}": "~",
}  # fmt: skip


def _latex(text: str) -> str:
    return _outside_urls(
        text,
        lambda part: re.sub(r"[\\{}$&%#_~^\xa0]", lambda sign: _TEX[sign[0]], part),
        lambda url: r"\url{" + re.sub(r"[\\{}%#]", lambda sign: rf"\{sign[0]}", url) + "}",
    )


def _outside_urls(text: str, escape: Callable[[str], str], url: Callable[[str], str]) -> str:
    written, place = "", 0
    for found in _URL.finditer(text):
        written += escape(text[place : found.start()]) + url(found[0])
        place = found.end()
    return written + escape(text[place:])


_Marks = Mapping[str, tuple[str, str]]
_FORMS: Mapping[str, tuple[_Marks, Callable[[str], str]]] = {
    "text": ({}, _plain),
    "markdown": (
        {
            "<i>": ("*", "*"), "<em>": ("*", "*"), "<b>": ("**", "**"), '<span style="font-style:normal;">': ("*", "*"),
            "<sup>": ("<sup>", "</sup>"), "<sub>": ("<sub>", "</sub>"),
        },
        _markdown,
    ),
    "latex": (
        {
            "<i>": (r"\textit{", "}"), "<em>": (r"\textit{", "}"), "<b>": (r"\textbf{", "}"),
            "<sup>": (r"\textsuperscript{", "}"), "<sub>": (r"\textsubscript{", "}"),
            '<span style="font-style:normal;">': (r"\textup{", "}"),
            '<span style="font-weight:normal;">': (r"\textmd{", "}"),
            '<span style="font-variant:small-caps;">': (r"\textsc{", "}"),
            '<span style="text-decoration:underline;">': (r"\underline{", "}"),
        },
        _latex,
    ),
}  # fmt: skip
