"""Words and signs that tell what a line of a first page is: an address, a licence, the heading of the abstract …"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern with what must be in a line, in small letters, for it to match at all: that is seen sooner."""

    name: str
    pattern: re.Pattern[str]
    signs: tuple[str, ...] = ("",)

    def search(self, text: str) -> re.Match[str] | None:
        low = text.lower()
        return self.pattern.search(text) if any(sign in low for sign in self.signs) else None


def _cue(name: str, pattern: str, *signs: str) -> Cue:
    return Cue(name, re.compile(pattern, re.IGNORECASE), signs or ("",))


CUES = (
    _cue("email", r"\S+@\S+|e-?mails?\b", "@", "mail"),
    _cue("url", r"https?:|www\.", "http", "www."),
    _cue("doi", r"\bdoi\b|10\.\d{4,}/", "doi", "10."),
    _cue("year", r"\b(19|20)\d\d\b", "19", "20"),
    _cue(
        "affiliation",
        r"universi|institut|departm|faculty|fakultät|school of|college|laborator|hospital|klinik|centre|center for|"
        r"academy|\binc\b|gmbh|\bltd\b|\busa\b|\buk\b|street|avenue|road|p\.?\s?o\.? box",
        "universi", "institut", "departm", "faculty", "fakultät", "school of", "college", "laborator", "hospital",
        "klinik", "centre", "center for", "academy", "inc", "gmbh", "ltd", "usa", "uk", "street", "avenue", "road",
        " box",
    ),
    _cue(
        "copyright", r"©|copyright|licen[sc]e|creative commons|all rights|open access",
        "©", "copyright", "licen", "creative commons", "all rights", "open access",
    ),
    _cue("dates", r"^\W*(received|revised|accepted|published|submitted|available|eingegangen)"),
    _cue("abstract", r"^\W*(a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary|zusammenfassung|résumé|resumen|kurzfassung)\b"),
    _cue("keywords", r"^\W*(key\s?-?words?|index terms|schlüssel|mots|palabras|subject)"),
    _cue("introduction", r"^\W*([1I]\W+)?(introduction|background|einleitung|einführung)\W*$"),
    _cue("correspondence", r"correspond|address(ed)? (to|for)|reprint", "correspond", "address", "reprint"),
    _cue(
        "kind",
        r"^\W*(original|research|review|case|short|brief|clinical|invited|regular|technical)?\W*"
        r"(article|paper|report|communication|letter|study|commentary|editorial|review|research)s?\W*$",
    ),
    _cue(
        "journal", r"\bvol(ume|\.)|\bissn\b|journal|proceedings|\bpp\.|\bno\.\s?\d",
        "vol", "issn", "journal", "proceedings", "pp.", "no.",
    ),
    _cue("editor", r"^\W*((academic |guest |handling )?editors?|(edited|reviewed|communicated) by)\b", "edit", "ed by"),
    _cue("degree", r"\b(ph\.?d|m\.?d|m\.?sc|dr|prof)\b\.?", "ph", "md", "m.d", "sc", "dr", "prof"),
)  # fmt: skip
CUE = {cue.name: cue for cue in CUES}


def cues_in(text: str) -> list[str]:
    """Names of the cues that a line has, in the order of CUES."""
    low = text.lower()
    found = []
    for cue in CUES:
        for sign in cue.signs:
            if sign in low:
                if cue.pattern.search(text):
                    found.append(cue.name)
                break
    return found
