"""What a tag of RIS means in each type of reference, as EndNote and Zotero write them.

Each table gives, for a tag, the field of CSL-JSON by type; "" is for all other types. A type
without a field says nothing by the tag.
"""

from collections.abc import Mapping

Meanings = Mapping[str, Mapping[str, str]]


def _each(field: str, *kinds: str) -> dict[str, str]:
    return dict.fromkeys(kinds, field)


PEOPLE: Meanings = {
    "A2": {
        "": "editor", **_each("collection-editor", "book", "report", "software", "map", "motion_picture", "webpage",
                "classic", "manuscript"),
        "bill": "author", "interview": "interviewer", "personal_communication": "recipient", "song": "performer",
        "speech": "author", "patent": "authority", "legal_case": "container-title", "graphic": "contributor",
    },
    "A3": {
        "": "contributor",
        **_each("collection-editor", "chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia", "map",
                "article-journal", "article-magazine", "article-newspaper", "article", "song", "software", "report",
                "webpage"),
        "book": "editor", "classic": "editor", "motion_picture": "producer",
    },
    "A4": {
        "": "translator", "legal_case": "contributor", "motion_picture": "performer", "paper-conference": "contributor",
        "song": "producer",
    },
}  # fmt: skip
TITLES: Meanings = {
    "T2": {
        "": "container-title",
        **_each("collection-title", "book", "report", "software", "map", "motion_picture", "graphic", "standard",
                "dataset"),
        "hearing": "section", "legal_case": "title-short", "speech": "event-title", "thesis": "division",
    },
    "T3": {
        "": "collection-title", "bill": "authority", "hearing": "authority", "legal_case": "references",
        "legislation": "references",
    },
}  # fmt: skip
NUMBERS: Meanings = {
    "VL": {"": "volume"},
    "IS": {
        "": "number",
        **_each("issue", "article-journal", "article-magazine", "article-newspaper", "article", "periodical", "chapter",
                "paper-conference"),
        "book": "collection-number", "software": "version",
    },
    "M1": {
        **_each("number", "report", "bill", "hearing", "patent", "legislation", "standard", "thesis", "manuscript",
                "dataset"),
        **_each("issue", "article-journal", "article-magazine"),
        **_each("collection-number", "book", "chapter"),
    },
    "SP": {
        "": "page", "book": "number-of-pages", "thesis": "number-of-pages", "manuscript": "number-of-pages",
        "motion_picture": "dimensions", "song": "dimensions", "software": "", "graphic": "",
    },
    "ET": {"": "edition", **_each("chapter-number", "bill", "hearing", "legislation"), "software": "version"},
    "SE": {"": "section", "book": "chapter-number", "chapter": "chapter-number", "article-journal": ""},
    "NV": {"": "number-of-volumes"},
    "OP": {**_each("references", "bill", "hearing", "legislation", "legal_case")},
    "C1": {"map": "scale", "paper-conference": "publisher-place"},
    "C3": {"graphic": "dimensions", "map": "dimensions", "paper-conference": "container-title"},
}  # fmt: skip
# ProCite writes what RIS has no tag for as a note with a label.
LABELS = {
    "Proceedings Title": "C3", "Title Monographic": "T2", "Title, Monographic": "T2", "Author, Monographic": "A2",
    "Editor": "ED", "Series Editor": "A3", "Series Title": "T3", "Edition": "ET", "Volume ID": "VL", "Issue ID": "IS",
    "Page(s)": "SP", "Place of Publication": "CY", "Publisher Name": "PB", "ISBN": "SN", "ISSN": "SN",
    "Language": "LA", "Scale": "C1", "Call Number": "CN", "Producer": "A3", "Director": "AU",
}  # fmt: skip


def meaning(table: Meanings, tag: str, kind: str) -> str:
    """The field that a tag fills in references of this type; "" where it says nothing."""
    fields = table[tag]
    return fields.get(kind, fields.get("", ""))
