"""CSL-JSON written as BibTeX and as BibLaTeX, in Unicode, so that bibtex.py reads the same again."""

import re
from typing import Any

from scrollkeeper.exchange.formats.dates import MONTHS, iso
from scrollkeeper.exchange.formats.names import Name
from scrollkeeper.exchange.formats.writers import Metadata, Writer
from scrollkeeper.library.csl import year_of

_TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article", "book": "book",
    "chapter": "incollection", "dataset": "dataset", "entry-encyclopedia": "inreference", "graphic": "artwork",
    "manuscript": "unpublished", "motion_picture": "movie", "pamphlet": "booklet", "paper-conference": "inproceedings",
    "patent": "patent", "performance": "performance", "periodical": "periodical", "report": "report",
    "review": "review", "software": "software", "song": "music", "standard": "standard", "thesis": "thesis",
    "webpage": "online", "legal_case": "jurisdiction", "legislation": "legislation", "treaty": "legal",
    "personal_communication": "letter",
}  # fmt: skip
# BibTeX's own styles know only these; the rest is misc, with its type beside it.
_PLAIN = frozenset(("article", "book", "incollection", "unpublished", "booklet", "inproceedings"))
_GENRES = {"phd thesis": "phdthesis", "master’s thesis": "mastersthesis", "master's thesis": "mastersthesis"}
_ESCAPES = {
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "_": "\\_", "%": "\\%",
    "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
}  # fmt: skip
_SPECIAL = re.compile(r"[\\{}$&#_%~^]|-(?=-)|`(?=`)|'(?=')")
_MARKUP = re.compile(r"</?(?:i|b|sup|sub)>|<span style=\"font-variant: ?small-caps;\">|</span>|<span class=\"nocase\">")
_COMMANDS = {"<i>": "\\emph{", "<b>": "\\textbf{", "<sup>": "\\textsuperscript{", "<sub>": "\\textsubscript{"}
# A word with capitals after its first letter, which styles would make small.
_CAPITALS = re.compile(r"(?<![\w\\{])(\w+[A-Z]\w*|[A-Z](?=\s|$)(?<!A)(?<!I))(?![\w}])")
_PAGES = re.compile(r"(?<=\w)-(?=\w)")


def _bibtex(metadata: Metadata, key: str) -> str:
    return _write(metadata, key, biblatex=False)


def _biblatex(metadata: Metadata, key: str) -> str:
    return _write(metadata, key, biblatex=True)


BIBTEX, BIBLATEX = Writer(_bibtex), Writer(_biblatex)


def _write(metadata: Metadata, key: str, *, biblatex: bool) -> str:
    csl_type = str(metadata.get("type") or "document")
    kind, fields = _kind(metadata, csl_type, biblatex=biblatex)
    fields |= {role: _names(metadata.get(name)) for role, name in (
        ("author", "author"), ("editor", "editor"), ("translator", "translator"), ("bookauthor", "container-author"),
        ("director", "director"))}  # fmt: skip
    fields["title"] = escape(str(metadata.get("title") or ""), title=True)
    fields |= _containers(metadata, csl_type, biblatex=biblatex)
    fields |= _dates(metadata, biblatex=biblatex)
    fields |= _published(metadata, kind, biblatex=biblatex)
    fields |= _numbers(metadata, csl_type)
    fields |= _identifiers(metadata, biblatex=biblatex)
    for name, field in (("title-short", "shorttitle"), ("abstract", "abstract"), ("keyword", "keywords"),
                        ("note", "note"), ("language", "langid" if biblatex else "language"), ("version", "version"),
                        ("archive", "library"), ("license", "license"), ("event-title", "eventtitle"),
                        ("event-place", "venue")):  # fmt: skip
        fields[field] = escape(str(metadata.get(name) or ""))
    lines = ",\n".join(f"  {name} = {_value(name, value)}" for name, value in fields.items() if value)
    return f"@{kind}{{{key},\n{lines}\n}}\n"


def _value(name: str, value: str) -> str:
    return value if name == "month" else f"{{{value}}}"


def _kind(metadata: Metadata, csl_type: str, *, biblatex: bool) -> tuple[str, dict[str, str]]:
    """The type of the entry, and where that does not say it, the fields that do."""
    kind = _TYPES.get(csl_type, "misc")
    if csl_type in ("article-magazine", "article-newspaper"):
        return kind, {"entrysubtype": csl_type.removeprefix("article-")}
    if csl_type == "thesis":
        genre = str(metadata.get("genre") or "")
        if not biblatex:
            known = _GENRES.get(genre.lower())
            return known or "phdthesis", {} if known else {"type": escape(genre or "Thesis")}
        return kind, {"type": escape(genre)}
    if csl_type == "report":
        return ("report" if biblatex else "techreport"), {"type": escape(str(metadata.get("genre") or ""))}
    if kind == "misc" or (not biblatex and kind not in _PLAIN):
        return "misc", {"entrysubtype": "" if csl_type == "document" else csl_type}
    return kind, {"type": escape(str(metadata.get("genre") or ""))}


def _containers(metadata: Metadata, csl_type: str, *, biblatex: bool) -> dict[str, str]:
    container = escape(str(metadata.get("container-title") or ""))
    journal = csl_type.startswith("article") or csl_type not in (
        "chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary", "entry")  # fmt: skip
    name = ("journaltitle" if biblatex else "journal") if journal else "booktitle"
    return {
        name: container, "shortjournal": escape(str(metadata.get("container-title-short") or "")),
        "series": escape(str(metadata.get("collection-title") or "")),
    }  # fmt: skip


def _dates(metadata: Metadata, *, biblatex: bool) -> dict[str, str]:
    fields = {"urldate": iso(metadata.get("accessed")), "origdate": iso(metadata.get("original-date")),
              "eventdate": iso(metadata.get("event-date"))}  # fmt: skip
    issued = metadata.get("issued") or {}
    parts = issued.get("date-parts")
    season, circa = issued.get("season"), "~" if issued.get("circa") else ""
    if not parts:
        return fields | {"year": escape(iso(issued))}
    written = iso(issued) + circa
    if str(season) in ("1", "2", "3", "4") and len(parts[0]) == 1:
        written = f"{iso(issued)}-{20 + int(season or 0)}{circa}"
    if biblatex or len(parts) > 1 or season or circa:
        fields["date"] = written
    if not biblatex:
        first = parts[0]
        fields |= {"year": str(first[0]), "month": MONTHS[first[1] - 1] if len(first) > 1 else "",
                   "day": str(first[2]) if len(first) > 2 else ""}  # fmt: skip
    elif year_of(dict(metadata)) is not None and year_of(dict(metadata)) != parts[0][0]:
        fields["year"] = str(year_of(dict(metadata)))
    return fields


def _published(metadata: Metadata, kind: str, *, biblatex: bool) -> dict[str, str]:
    publisher, place = (str(metadata.get(name) or "") for name in ("publisher", "publisher-place"))
    if kind in ("thesis", "phdthesis", "mastersthesis"):
        name = "institution" if biblatex else "school"
    else:
        name = "institution" if kind in ("report", "techreport") else "publisher"
    return {name: _listed(publisher), "location" if biblatex else "address": _listed(place)}


def _listed(text: str) -> str:
    """Text of a field that is a list: an “and” in it joins nothing."""
    escaped = escape(text)
    return f"{{{escaped}}}" if re.search(r"\sand\s", escaped, re.IGNORECASE) else escaped


def _numbers(metadata: Metadata, csl_type: str) -> dict[str, str]:
    given = {name: escape(str(metadata.get(name) or "")) for name in (
        "volume", "issue", "number", "collection-number", "edition", "chapter-number", "number-of-pages",
        "page")}  # fmt: skip
    fields = {
        "volume": given["volume"], "edition": given["edition"], "chapter": given["chapter-number"],
        "pagetotal": given["number-of-pages"], "pages": _PAGES.sub("--", given["page"]),
    }  # fmt: skip
    if csl_type.startswith(("article-", "periodical", "review")):
        fields["number"] = given["issue"]
    elif metadata.get("collection-title"):
        fields |= {"number": given["collection-number"] or given["number"], "issue": given["issue"]}
    else:
        fields |= {"number": given["number"] or given["collection-number"], "issue": given["issue"]}
    return fields


def _identifiers(metadata: Metadata, *, biblatex: bool) -> dict[str, str]:
    fields = {name.lower(): _verbatim(str(metadata.get(name) or "")) for name in ("DOI", "URL", "PMID", "PMCID")}
    fields |= {"isbn": escape(str(metadata.get("ISBN") or "")), "issn": escape(str(metadata.get("ISSN") or ""))}
    if metadata.get("arxiv"):
        fields |= {"eprint": _verbatim(str(metadata["arxiv"])), "eprinttype" if biblatex else "archiveprefix": "arXiv"}
    return fields


def _verbatim(text: str) -> str:
    text = "".join(text.split())
    return text.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D") if re.search(r"[\\{}]", text) else text


def _names(names: Any) -> str:
    return " and ".join(_name(name) for name in names or [])


def _name(name: Name) -> str:
    if name.get("literal"):
        return f"{{{escape(str(name['literal']))}}}"
    particle = " ".join(str(name[part]) for part in ("non-dropping-particle", "dropping-particle") if name.get(part))
    family = str(name.get("family") or "")
    alone = not particle and not name.get("given") and not name.get("suffix")
    if alone and not re.search(r"[\s,~]", family):
        return escape(family)
    family = _part(family)
    if particle:
        family = f"{escape(particle)} {family}"
    given = _part(str(name.get("given") or ""), given=True)
    suffix = _part(str(name.get("suffix") or ""), given=True)
    if alone:
        return family if family.startswith("{") else f"{{{family}}}"
    return ", ".join(part for part in (family, suffix, given) if part)


def _part(text: str, *, given: bool = False) -> str:
    """In braces where it would be taken apart otherwise: commas, “and”, and a family name that begins small."""
    escaped = escape(text)
    apart = "," in text or re.search(r"(?:^|\s)and(?:\s|$)", text, re.IGNORECASE)
    if apart or (not given and next((letter for letter in text if letter.isalpha()), "A").islower()):
        return f"{{{escaped}}}"
    return escaped


def escape(text: str, *, title: bool = False) -> str:
    """Text for LaTeX; of a title the markup becomes commands, and words with capitals keep them."""
    if not title:
        return _SPECIAL.sub(_escaped, text)
    pieces, begin = [], 0
    for found in _MARKUP.finditer(text):
        pieces += [_protected(text[begin : found.start()]), _command(found[0])]
        begin = found.end()
    pieces.append(_protected(text[begin:]))
    whole = "".join(pieces)
    # Markup that is not closed would take the rest of the file with it.
    return whole if _is_balanced(text) else _protected(text)


def _command(tag: str) -> str:
    if tag.startswith("</"):
        return "}"
    if "nocase" in tag:
        return "{"
    return _COMMANDS.get(tag, "\\textsc{")


def _is_balanced(text: str) -> bool:
    depth = 0
    for found in _MARKUP.finditer(text):
        depth += -1 if found[0].startswith("</") else 1
        if depth < 0:
            return False
    return depth == 0


def _protected(text: str) -> str:
    pieces = re.split(r"(\s+)", text)
    return "".join(_word(piece) for piece in pieces)


def _word(word: str) -> str:
    escaped = _SPECIAL.sub(_escaped, word)
    return f"{{{escaped}}}" if _CAPITALS.search(word) else escaped


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0], found[0] + "{}")
