"""When two papers look like one: the same DOI, or the same normalised title in the same year."""

import re
import unicodedata

# Of the nineties some hold a SICI, in which < and > belong to the DOI.
_DOI = re.compile(r"10\.\d{4,9}/(?:\(SICI\)[^\s\"<>]{1,60}<[^\s\"<>]{1,40}>[^\s\"<>]{1,20}|[^\s\"<>]+)", re.IGNORECASE)
# Shorter titles ("Editorial", "Introduction") are shared by many papers that have nothing to do with each other.
MIN_TITLE_KEY = 12


def fold(text: str) -> str:
    """Text as comparisons see it: compatibility forms, no accents, no case, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().replace("\0", "").split())


def title_key(title: str) -> str:
    """A title without what printers change: accents, case, punctuation, spacing."""
    return " ".join(re.sub(r"[^\w]+|_", " ", fold(title)).split())


def normal_doi(text: str) -> str | None:
    """The DOI in a text, in lower case and without resolver or trailing punctuation; None where there is none."""
    found = _DOI.search(text)
    if not found:
        return None
    doi = found.group().lower().rstrip(".,;:'")
    while doi.endswith(")") and doi.count("(") < doi.count(")"):
        doi = doi[:-1].rstrip(".,;:'")
    return doi[:300]


def is_distinctive(key: str) -> bool:
    """Whether a title key says enough to call two papers of the same year the same."""
    return len(key) >= MIN_TITLE_KEY and " " in key
