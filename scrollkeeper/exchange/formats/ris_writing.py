"""CSL-JSON written as RIS, so that ris.py reads the same again."""

import re
from typing import Any

from scrollkeeper.exchange.formats.names import written
from scrollkeeper.exchange.formats.writers import Metadata, Writer

_TYPES = {
    "article": "PREPRINT", "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "bill": "BILL", "book": "BOOK", "chapter": "CHAP", "classic": "CLSWK", "dataset": "DATA",
    "entry-dictionary": "DICT", "entry-encyclopedia": "ENCYC", "graphic": "ART", "figure": "ART", "hearing": "HEAR",
    "interview": "INTV", "legal_case": "CASE", "legislation": "STAT", "manuscript": "UNPB", "map": "MAP",
    "motion_picture": "MPCT", "pamphlet": "PAMP", "paper-conference": "CPAPER", "patent": "PAT",
    "personal_communication": "PCOMM", "post-weblog": "BLOG", "report": "RPRT", "software": "COMP", "song": "SOUND",
    "speech": "SLIDE", "standard": "STAND", "thesis": "THES", "webpage": "WEB", "review": "JOUR", "post": "ICOMM",
}  # fmt: skip


def _write(metadata: Metadata, key: str) -> str:
    kind = str(metadata.get("type") or "document")
    lines: list[tuple[str, Any]] = [("TY", _TYPES.get(kind, "GEN"))]
    book = kind == "book"
    for field, tag in (("author", "AU"), ("editor", "ED"), ("translator", "A4"),
                       ("collection-editor", "A2" if book else "A3")):  # fmt: skip
        lines += [(tag, written(name)) for name in metadata.get(field) or []]
    lines += [("PY", date_text(metadata.get("issued"))), ("TI", metadata.get("title"))]
    lines += [("T2", metadata.get("container-title")), ("T3", metadata.get("collection-title")),
              ("J2", metadata.get("container-title-short")), ("ST", metadata.get("title-short")),
              ("VL", metadata.get("volume"))]  # fmt: skip
    numbered = kind in ("report", "patent", "standard", "bill", "thesis")
    lines.append(("IS", metadata.get("collection-number" if book else "number" if numbered else "issue")))
    if kind in ("book", "thesis", "report") and not metadata.get("page"):
        lines.append(("SP", metadata.get("number-of-pages")))
    elif page := str(metadata.get("page") or ""):
        first, dash, last = page.partition("-")
        whole = not dash or "," in page or "-" in last
        lines += [("SP", page)] if whole else [("SP", first), ("EP", last)]
    lines += [("ET", metadata.get("edition")), ("PB", metadata.get("publisher")), ("CY",
    metadata.get("publisher-place")),
              ("SN", metadata.get("ISBN")), ("SN", metadata.get("ISSN")),
              ("DO", metadata.get("DOI")), ("UR", metadata.get("URL")), ("C2", metadata.get("PMCID")),
              ("AB", metadata.get("abstract")), ("LA", metadata.get("language")), ("M3", metadata.get("genre")),
              ("Y2", date_text(metadata.get("accessed")))]  # fmt: skip
    lines += [("KW", word) for word in re.split(r"\s*,\s*", str(metadata.get("keyword") or ""))]
    lines += [("N1", f"{name}: {metadata[field]}") for field, name in (("PMID", "PMID"), ("arxiv", "arXiv"))
              if metadata.get(field)]  # fmt: skip
    lines += [("N1", metadata.get("note")), ("ID", key)]
    text = "".join(f"{tag}  - {' '.join(str(value).split())}\r\n" for tag, value in lines if value not in (None, ""))
    return f"{text}ER  - \r\n"


def date_text(date: Any) -> str:
    """A date as RIS has it: YYYY/MM/DD."""
    if not isinstance(date, dict):
        return ""
    if not (parts := date.get("date-parts")):
        return str(date.get("raw") or date.get("literal") or "")
    year, month, day = (*parts[0], "", "")[:3]
    if month == "":
        return f"{year:04d}"
    return f"{year:04d}/{month:02d}/{f'{day:02d}' if day else ''}".rstrip("/")


RIS = Writer(_write, between="\r\n")
