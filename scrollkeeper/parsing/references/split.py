"""Cuts the lines of a list of references into its entries: by numbers where they count up, else by indentation."""

import re

from scrollkeeper.parsing.document import Line

MARK = re.compile(
    r"^(?:\[(\d{1,3}|[A-Za-z+]{2,8}\d{2}[a-z]?)\]|(\d{1,3})\.(?=\s|[A-Z])|\((\d{1,3})\)|(\d{1,3})(?=\s+[A-Z]))\s*"
)
Entry = tuple[str | None, str, int]


def split_references(lines: list[Line]) -> list[Entry]:
    """(label, raw text, page) of each entry."""
    lines = [line for line in lines if not _is_running_head(line)]
    if not lines:
        return []
    marks = [_mark(line.text) for line in lines]
    if sum(mark is not None for mark in marks) >= max(2, len(lines) // 12) and marks[0] is not None:
        groups = _by_marks(lines, marks)
    else:
        groups = _by_indent(lines)
    entries: list[Entry] = []
    for group in groups:
        raw = _join(group)
        found = MARK.match(raw)
        label = next((part for part in found.groups() if part), None) if found else None
        raw = raw[found.end() :] if found and label else raw
        if len(raw) > 12 and any(char.isalpha() for char in raw):
            entries.append((label, raw[:3000], group[0].page))
    return entries


def _is_running_head(line: Line) -> bool:
    return line.text.strip().isdigit() and len(line.text) < 5


def _mark(text: str) -> str | None:
    found = MARK.match(text)
    return next((part for part in found.groups() if part), None) if found else None


def _by_marks(lines: list[Line], marks: list[str | None]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    expected = int(marks[0]) if marks[0] and marks[0].isdigit() else None
    for line, mark in zip(lines, marks, strict=True):
        follows = mark is not None and (expected is None or not mark.isdigit() or 0 <= int(mark) - expected <= 2)
        if follows or not groups:
            groups.append([line])
            if mark and mark.isdigit():
                expected = int(mark) + 1
        else:
            groups[-1].append(line)
    return groups


def _by_indent(lines: list[Line]) -> list[list[Line]]:
    """Hanging indents: the leftmost lines of each column begin an entry; else a full stop before a capital does."""
    groups: list[list[Line]] = []
    lefts = sorted(round(line.rect[0]) for line in lines)
    edges = [left for left in sorted(set(lefts)) if lefts.count(left) >= max(2, len(lines) // 20)]
    begins = {left for left in edges if any(6 <= other - left <= 40 for other in edges)}
    for line in lines:
        left = round(line.rect[0])
        hanging = any(abs(left - one) <= 1 for one in begins) if begins else None
        if hanging is None:
            ended = (
                bool(groups) and groups[-1][-1].text.rstrip().endswith((".", "]", ")")) and len(_join(groups[-1])) > 60
            )
            hanging = ended and line.text[:1].isupper()
        if hanging or not groups:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _join(lines: list[Line]) -> str:
    text = ""
    for line in lines:
        if text.endswith("-") and line.text[:1].islower():
            text = text[:-1] + line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return " ".join(text.split())
