"""Printed lines joined to running text, with the hyphens at their ends resolved."""

from collections.abc import Iterable

from scrollkeeper.parsing.document import Line


def join_lines(lines: Iterable[Line]) -> str:
    """A hyphen before a small letter goes; one before a capital or a digit belongs to the word and stays."""
    text = ""
    for line in lines:
        if text.endswith(("-", "\u2010")) and not text.endswith((" -", " \u2010")):
            text = text[:-1] + line.text if line.text[:1].islower() else text + line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return " ".join(text.split())
