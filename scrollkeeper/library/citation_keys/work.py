"""A work as patterns of citation keys see it, made of its CSL-JSON. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scrollkeeper.library.csl import plain_text

# Of one text, and of the names in one role and the tags of a work: keys are short, and patterns read them many times.
MAX_TEXT, MAX_NAMES, MAX_TAGS = 1_000, 50, 100
# By the names that Zotero gives fields, in small letters.
_FIELDS = {
    "title": "title", "shorttitle": "title-short", "publicationtitle": "container-title", "volume": "volume",
    "issue": "issue", "pages": "page", "edition": "edition", "series": "collection-title", "publisher": "publisher",
    "institution": "publisher", "university": "publisher", "place": "publisher-place", "conferencename": "event-title",
    "journalabbreviation": "container-title-short", "language": "language", "doi": "DOI", "isbn": "ISBN",
    "issn": "ISSN", "url": "URL", "archive": "archive", "librarycatalog": "source", "abstractnote": "abstract",
    "reportnumber": "number", "number": "number", "genre": "genre", "numpages": "number-of-pages",
    "booktitle": "container-title", "websitetitle": "container-title", "organization": "publisher",
    "numberofvolumes": "number-of-volumes", "versionnumber": "version",
}  # fmt: skip


class Creator(NamedTuple):
    """Somebody who had a part in it: `role` is author, editor, translator or another."""

    role: str
    family: str
    given: str = ""


class When(NamedTuple):
    """A date as far as it is known; zero stands for what is not."""

    year: int = 0
    month: int = 0
    day: int = 0


UNKNOWN = When()


@dataclass(frozen=True, slots=True)
class Work:
    """`fields` have the names that Zotero gives them, in small letters; `types` are all names of its type."""

    title: str = ""
    types: Sequence[str] = ()
    creators: Sequence[Creator] = ()
    date: When = UNKNOWN
    original: When = UNKNOWN
    fields: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    tags: Sequence[str] = ()


_TYPES = {
    "article-journal": "journalArticle", "chapter": "bookSection", "paper-conference": "conferencePaper",
    "article-magazine": "magazineArticle", "article-newspaper": "newspaperArticle", "article": "preprint",
    "post-weblog": "blogPost", "post": "forumPost", "speech": "presentation", "software": "computerProgram",
    "legal_case": "case", "legislation": "statute", "graphic": "artwork", "motion_picture": "film",
    "entry-encyclopedia": "encyclopediaArticle", "entry-dictionary": "dictionaryEntry",
}  # fmt: skip


def work_of(metadata: Mapping[str, Any]) -> Work:
    """The work that this CSL-JSON describes."""
    creators = []
    for role in ("author", "director", "editor", "collection-editor", "translator", "container-author", "recipient"):
        for name in _few(metadata.get(role) or []):
            family = " ".join(
                str(part) for part in (name.get("non-dropping-particle"), name.get("family")) if part
            ) or str(name.get("literal") or "")
            creators.append(Creator("author" if role == "director" else role, family, str(name.get("given") or "")))
    kind = str(metadata.get("type") or "document")
    fields = {name: str(metadata[csl])[:MAX_TEXT] for name, csl in _FIELDS.items() if metadata.get(csl)}
    if metadata.get("note"):
        fields["extra"] = str(metadata["note"])
    tags = {word.strip()[:MAX_TEXT] for word in str(metadata.get("keyword") or "").split(",")} - {""}
    return Work(
        title=plain_text(str(metadata.get("title") or ""))[:MAX_TEXT],
        types=(kind, _TYPES.get(kind, kind)),
        creators=creators,
        date=_when(metadata.get("issued")),
        original=_when(metadata.get("original-date")),
        fields=fields,
        language=str(metadata.get("language") or ""),
        tags=sorted(tags)[:MAX_TAGS],
    )


def _few(names: list[Any]) -> list[Any]:
    """The first of them and the last."""
    return names if len(names) <= MAX_NAMES else [*names[: MAX_NAMES - 1], names[-1]]


def _when(date: Any) -> When:
    try:
        parts = [int(part) for part in (date or {}).get("date-parts", [[]])[0][:3]]
    except (AttributeError, IndexError, TypeError, ValueError):
        return UNKNOWN
    return When(*parts)
