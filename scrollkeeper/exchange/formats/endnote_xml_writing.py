"""CSL-JSON written as EndNote's XML, which endnote_xml.py reads again."""

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from scrollkeeper.exchange.formats.names import written
from scrollkeeper.exchange.formats.ris_writing import date_text
from scrollkeeper.exchange.formats.writers import Metadata, Writer

_TYPES = {
    "article-journal": ("Journal Article", 17), "book": ("Book", 6), "chapter": ("Book Section", 5),
    "thesis": ("Thesis", 32),
    "report": ("Report", 27), "paper-conference": ("Conference Paper", 47), "webpage": ("Web Page", 12),
    "article-newspaper": ("Newspaper Article", 23), "article-magazine": ("Magazine Article", 19),
    "patent": ("Patent", 25),
    "map": ("Map", 20), "software": ("Computer Program", 9), "dataset": ("Dataset", 59), "manuscript": ("Manuscript",
    36),
    "motion_picture": ("Film or Broadcast", 21), "song": ("Music", 61), "graphic": ("Artwork", 2),
    "article": ("Preprint", 64),
    "figure": ("Figure", 37), "entry-encyclopedia": ("Encyclopedia", 53), "entry-dictionary": ("Dictionary", 52),
    "bill": ("Bill", 4), "legal_case": ("Case", 7), "hearing": ("Hearing", 18), "legislation": ("Statute", 31),
    "standard": ("Standard", 58), "personal_communication": ("Personal Communication", 26),
    "interview": ("Interview", 63),
    "pamphlet": ("Pamphlet", 24), "classic": ("Classical Work", 49), "post-weblog": ("Blog", 56),
    "periodical": ("Serial", 57),
    "post": ("Discussion Forum", 62), "regulation": ("Legal Rule or Regulation", 50),
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MARKUP = re.compile(r"(</?(?:i|b|sup|sub)>)")
_FACES = {"i": "italic", "b": "bold", "sup": "superscript", "sub": "subscript"}
_GROUPS = (("author", "authors"), ("editor", "secondary-authors"), ("collection-editor", "tertiary-authors"),
           ("translator", "subsidiary-authors"))  # fmt: skip


def _write(metadata: Metadata, key: str) -> str:
    kind = str(metadata.get("type") or "document")
    name, number = _TYPES.get(kind, ("Generic", 13))
    book = kind in ("book", "report")
    numbered = kind in ("report", "patent", "standard", "bill")
    issued = metadata.get("issued") or {}
    parts = (issued.get("date-parts") or [[]])[0]
    year = str(parts[0]) if parts else date_text(issued)
    names = "".join(_element(group, "".join(_element("author",
    _text(written(one))) for one in metadata.get(field) or []))
                    for field, group in _GROUPS)  # fmt: skip
    titles = [_element("title", _titled(str(metadata.get("title") or "")))]
    titles += [_field(metadata, field, tag) for field, tag in (
        ("container-title", "secondary-title"), ("collection-title", "tertiary-title"), ("title-short", "short-title"))
        if not (book and field == "container-title")]  # fmt: skip
    keywords = [one for one in re.split(r"\s*,\s*", str(metadata.get("keyword") or "")) if one]
    pages = metadata.get("page") or (metadata.get("number-of-pages") if kind in ("book", "thesis") else "")
    serial = " ".join(str(metadata[one]) for one in ("ISBN", "ISSN") if metadata.get(one))
    issue = metadata.get("collection-number" if kind == "book" else "number" if numbered else "issue")
    body = [
        f"<ref-type name={quoteattr(name)}>{number}</ref-type>", _element("contributors", names),
        _element("titles", "".join(titles)),
        _element("periodical", _field(metadata, "container-title", "full-title")
                 + _field(metadata, "container-title-short", "abbr-1") if kind.startswith("article") else ""),
        _element("pages", _text(pages)), _field(metadata, "volume", "volume"), _element("number", _text(issue)),
        _field(metadata, "edition", "edition"), _element("keywords", "".join(_element("keyword",
        _text(one)) for one in keywords)),
        _element("dates", _element("year", _text(year)) + _element("pub-dates", _element("date", _text(
            date_text(issued) if len(parts) > 1 else "")))),
        _field(metadata, "publisher-place", "pub-location"), _field(metadata, "publisher", "publisher"),
        _element("isbn", _text(serial)), _field(metadata, "PMID", "accession-num"), _field(metadata, "PMCID",
        "custom2"),
        _field(metadata, "DOI", "electronic-resource-num"), _field(metadata, "abstract", "abstract"),
        _field(metadata, "note", "notes"), _field(metadata, "genre", "work-type"), _element("label", _text(key)),
        _element("urls", _element("related-urls", _field(metadata, "URL", "url"))), _field(metadata, "language",
        "language"),
        _element("remote-database-name", "PubMed" if metadata.get("PMID") else ""),
    ]  # fmt: skip
    return f"<record>{''.join(body)}</record>\n"


def _element(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>" if content else ""


def _field(metadata: Metadata, field: str, name: str) -> str:
    return _element(name, _text(metadata.get(field)))


def _text(value: Any) -> str:
    return escape(_CONTROL.sub(" ", str(value or "")))


def _titled(title: str) -> str:
    """Runs of one face each, where there is any markup; signs that enclose nothing are text."""
    pieces = _MARKUP.split(title)
    if not _encloses(pieces):
        return _text(title)
    faces: list[str] = []
    runs = []
    for piece in pieces:
        if piece.startswith("</") and _MARKUP.fullmatch(piece):
            faces = faces[:-1]
        elif _MARKUP.fullmatch(piece):
            faces.append(_FACES[piece[1:-1]])
        elif piece:
            runs.append(f'<style face="{" ".join(faces) or "normal"}">{_text(piece)}</style>')
    return "".join(runs)


def _encloses(pieces: list[str]) -> bool:
    """Whether every sign that opens is closed by its own, and some words stand within."""
    opened: list[str] = []
    within = False
    for piece in pieces:
        if not _MARKUP.fullmatch(piece):
            within = within or bool(opened and piece.strip())
        elif not piece.startswith("</"):
            opened.append(piece[1:-1])
        elif not opened or opened.pop() != piece[2:-1]:
            return False
    return within and not opened


ENDNOTE_XML = Writer(_write, begin='<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n', between="",
                     end="</records></xml>\n")  # fmt: skip
