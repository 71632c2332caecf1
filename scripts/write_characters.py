#!/usr/bin/env python3
"""Writes scrollkeeper/search/characters.py: classes of characters that would take 0.3 s to work out at each start."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

MODULE = Path(__file__).parents[1] / "scrollkeeper" / "search" / "characters.py"
HEAD = '''"""Ranges of characters for patterns, from U+0080 to U+FFFF; written by scripts/write_characters.py."""

# Marks and invisible characters: parts of words.
MARKS = (
%s)
# Numbers such as ② and ½: no parts of words.
NUMBERS = (
%s)
'''


def ranges(kinds: Iterable[str]) -> list[tuple[int, int]]:
    """First and last codes of the runs of characters of these general categories."""
    runs: list[tuple[int, int]] = []
    for code in range(0x80, 0x10000):
        if unicodedata.category(chr(code)) in kinds:
            runs[-1:] = [(runs[-1][0], code)] if runs and runs[-1][1] == code - 1 else [*runs[-1:], (code, code)]
    return runs


def module() -> str:
    """The text of the module, for the Unicode of this Python."""
    return HEAD % (_lines(ranges(("Mn", "Mc", "Me", "Cf"))), _lines(ranges(("No",))))


def _lines(runs: list[tuple[int, int]]) -> str:
    parts = [f"\\u{first:04x}-\\u{last:04x}" if last > first else f"\\u{first:04x}" for first, last in runs]
    rows = ["".join(parts[at : at + 8]) for at in range(0, len(parts), 8)]
    return "".join(f'    "{row}"\n' for row in rows)


if __name__ == "__main__":
    MODULE.write_text(module(), encoding="utf-8")
