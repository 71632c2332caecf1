"""Printed lines joined to running text, with the hyphens at their ends resolved."""

from collections.abc import Container, Iterable

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.layout.hyphens import keeps_hyphen


def join_lines(lines: Iterable[Line], vocabulary: Container[str] = frozenset()) -> str:
    """A hyphen that only breaks a word goes; one that is part of it stays, by the words of the paper and by custom."""
    text = ""
    for line in lines:
        if text.endswith(("-", "\u2010")) and not text.endswith((" -", " \u2010")):
            head, tail = text[text.rfind(" ") + 1 : -1], line.text.partition(" ")[0]
            text = (text if keeps_hyphen(head, tail, vocabulary) else text[:-1]) + line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return " ".join(text.split())
