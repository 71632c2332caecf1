"""Reads GROBID's labelled headers (CC-BY 4.0): lines with labels and what the layout features tell of their type."""

import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from scrollkeeper.parsing.front_matter.header_features import HeaderLine

LABELS = {
    "titlePart": "title", "docTitle": "title", "docAuthor": "author", "affiliation": "affiliation",
    "address": "affiliation", "email": "affiliation", "keyword": "keyword", "date": "meta", "publisher": "meta",
    "idno": "meta", "reference": "meta", "page": "meta", "title": "meta", "meeting": "meta", "ptr": "meta",
    "div": "abstract", "note": "meta",
}  # fmt: skip
Paper = list[tuple[HeaderLine, str]]


def contents(archive: Path) -> dict[str, bytes]:
    """The files of an archive by their names, read in its order: an xz archive is unpacked anew for each step back."""
    with tarfile.open(archive) as files:
        return {member.name: _read(files, member) for member in files if member.isfile()}


def _read(files: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = files.extractfile(member)
    return file.read() if file else b""


def read_headers(archive: Path) -> Iterator[Paper]:
    """The labelled lines of each paper."""
    members = contents(archive)
    for name in sorted(members):
        if "/tei/" not in name:
            continue
        raw = re.sub(r"\.tei(\.xml)?$", "", name.replace("/tei/", "/raw/"))
        if raw not in members:
            continue
        try:
            root = ElementTree.fromstring(members[name])
        except ElementTree.ParseError:
            continue
        lines = _tei_lines(root)
        if lines:
            yield _with_layout(lines, members[raw].decode("utf-8", "replace"))


def _tei_lines(root: ElementTree.Element) -> list[tuple[str, str]]:
    """(text, label) of each line, by the label that most of its letters have."""
    lines: list[tuple[str, str]] = []
    text: list[str] = []
    votes: Counter[str] = Counter()

    def add(piece: str | None, label: str) -> None:
        if piece:
            text.append(piece)
            votes[label] += len(re.sub(r"\W", "", piece))

    def end() -> None:
        joined = " ".join("".join(text).split())
        if joined:
            lines.append((joined, votes.most_common(1)[0][0]))
        text.clear()
        votes.clear()

    def walk(node: ElementTree.Element, label: str) -> None:
        tag = node.tag.rsplit("}", 1)[-1]
        label = LABELS.get(tag, label)
        if tag == "lb":
            end()
        else:
            add(node.text, label)
        for child in node:
            walk(child, label)
            add(child.tail, label)

    front = next((node for node in root.iter() if node.tag.rsplit("}", 1)[-1] == "front"), None)
    if front is not None:
        walk(front, "other")
    end()
    return lines


def _with_layout(lines: list[tuple[str, str]], layout: str) -> Paper:
    """Adds bold, italic, change of size and start of a block, where the layout's line can be found again."""
    printed: list[tuple[str, list[list[str]]]] = []
    for row in layout.splitlines():
        parts = row.split()
        if len(parts) < 17:
            continue
        if parts[11] == "LINESTART" or not printed:
            printed.append(("", []))
        text, rows = printed[-1]
        rows.append(parts)
        printed[-1] = (text + parts[0], rows)
    paper: Paper = []
    at = 0
    for text, label in lines:
        key = re.sub(r"\s", "", text)[:10]
        line = HeaderLine(text)
        for ahead in range(at, min(at + 12, len(printed))):
            if printed[ahead][0][:10] == key:
                at = ahead + 1
                _describe(line, printed[ahead][1])
                break
        paper.append((line, label))
    return paper


def _describe(line: HeaderLine, rows: list[list[str]]) -> None:
    bold, italic = (sum(row[index] == "1" for row in rows) * 2 > len(rows) for index in (15, 16))
    line.bold, line.italic = bold, italic
    line.step = {"HIGHERFONT": 1, "LOWERFONT": -1}.get(rows[0][14], 0)
    line.block_start = rows[0][10] == "BLOCKSTART"
