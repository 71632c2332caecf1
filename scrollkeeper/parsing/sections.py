"""Headings of sections, and captions of figures and tables."""

import re

from scrollkeeper.parsing.document import Figure, Line, Section, Table

NUMBERED = re.compile(r"^((?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2})*\.?)\s+([A-ZÄÖÜÉ].{2,110})$")
NAMED = re.compile(
    r"^(introduction|background|related work|methods?|materials and methods|results( and discussion)?|discussion|"
    r"conclusions?|acknowledg(e)?ments?|references|bibliography|appendix.{0,40}|einleitung|methoden|ergebnisse|"
    r"diskussion|fazit|literatur(verzeichnis)?|limitations|funding|data availability.{0,20})\.?$",
    re.IGNORECASE,
)
CAPTION = re.compile(
    r"^(fig(?:ure|\.)?|abb(?:ildung|\.)?|tab(?:le|elle|\.)?)\s*(\d+[a-z]?|[IVX]+)\s*[.:|—–-]?\s*(.*)$", re.IGNORECASE
)


def read_sections(lines: list[Line], body_size: float) -> list[Section]:
    """Headings in reading order: set apart by size, weight or capitals, and numbered or named as headings are."""
    sections = []
    for line in lines:
        apart = line.bold or line.size > body_size * 1.08 or (line.text.isupper() and len(line.text) > 5)
        if not apart or line.zone == "margin" or len(line.text) > 130 or line.text.endswith((",", ";")):
            continue
        numbered = NUMBERED.match(line.text)
        if numbered:
            label = numbered.group(1)
            sections.append(Section(label.strip(".").count(".") + 1, label, numbered.group(2).strip(), line.page))
        elif NAMED.match(line.text):
            sections.append(Section(1, None, line.text.rstrip("."), line.page))
    return sections


def read_captions(lines: list[Line]) -> tuple[list[Figure], list[Table]]:
    """Figures and tables by their captions, each label once."""
    figures: dict[str, Figure] = {}
    tables: dict[str, Table] = {}
    for position, line in enumerate(lines):
        found = CAPTION.match(line.text)
        if not found or line.zone == "margin":
            continue
        caption = [found.group(3)]
        for other in lines[position + 1 : position + 8]:
            near = other.page == line.page and abs(other.size - line.size) < 0.6 and other.rect[1] - line.rect[1] < 90
            if not near or CAPTION.match(other.text) or caption[-1].endswith("."):
                break
            caption.append(other.text)
        text = " ".join(" ".join(caption).split())
        label = found.group(2)
        if found.group(1).lower().startswith("tab"):
            tables.setdefault(label, Table(label, text, line.page))
        else:
            figures.setdefault(label, Figure(label, text, line.page))
    return list(figures.values()), list(tables.values())
