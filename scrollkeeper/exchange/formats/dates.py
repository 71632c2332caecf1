"""Dates as bibliographies write them, read into those of CSL-JSON: 2020-05-01, May 2020, 2020/05/01/, 1 May 2020."""

import re
from typing import Any

from scrollkeeper.library.csl_dates import BadDate, check_date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_WORDS = {
    "januar": 1, "février": 2, "fevrier": 2, "februar": 2, "märz": 3, "mars": 3, "maerz": 3, "avril": 4, "mai": 5,
    "juin": 6,
    "juni": 6, "juli": 7, "juillet": 7, "août": 8, "aout": 8, "oktober": 10, "dezember": 12, "décembre": 12, "enero": 1,
    "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9,
    "octubre": 10,
    "noviembre": 11, "diciembre": 12,
}  # fmt: skip
SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_ISO = re.compile(r"(-?\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d\d:\d\d.*|/+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
# Zotero writes 0000 where it found no year.
_YEAR = re.compile(r"(?<![\d-])(?!0000)(\d{4})(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_DAY = re.compile(r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th)?(?![\d:])")

Date = dict[str, Any]


def month_number(word: str) -> int | None:
    """Of a month as a number or a word in English and its neighbours."""
    word = word.strip(" .").lower()
    if word.isdigit():
        return int(word) if 1 <= int(word[:4]) <= 12 else None
    if word in _MONTH_WORDS:
        return _MONTH_WORDS[word]
    return MONTHS.index(word[:3]) + 1 if word.isalpha() and word[:3] in MONTHS else None


def from_parts(year: Any, month: Any = None, day: Any = None) -> Date:
    """A date of its parts; a part that cannot be ends it there."""
    parts = [year, month, day]
    numbers: list[int] = []
    for part in parts:
        if part in (None, "", 0, "0", "00"):
            break
        numbers.append(int(part))
    while numbers:
        try:
            return check_date({"date-parts": [numbers]})
        except BadDate:
            numbers.pop()
    return {}


def read_date(text: str) -> Date:
    """A date in any of the usual forms; what has no year stays as words."""
    text = " ".join(text.split()).strip(" /,;")[:200]
    if not text:
        return {}
    if found := _ISO.fullmatch(text):
        return from_parts(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return from_parts(found[3], found[2], found[1])
    if found := _US.fullmatch(text):
        month, day = int(found[1]), int(found[2])
        return from_parts(found[3], *((month, day) if month <= 12 else (day, month)))
    if found := _YEAR.search(text):
        return _in_words(found[1], text[: found.start()] + " " + text[found.end() :])
    return {"literal": text}


def _in_words(year: str, rest: str) -> Date:
    months = [number for word in _WORD.findall(rest) if (number := month_number(word))]
    season = next((SEASONS[word.lower()] for word in _WORD.findall(rest) if word.lower() in SEASONS), None)
    if not months:
        return from_parts(year) | ({"season": season} if season else {})
    day = _DAY.search(rest)
    date = from_parts(year, months[0], day[1] if day and len(months) == 1 else None)
    if len(months) > 1 and date and months[-1] > months[0]:
        date["date-parts"].append([int(year), months[-1]])
    return date


def date_range(begin: Date, end: Date) -> Date:
    """From the one to the other, where both are known."""
    if begin.get("date-parts") and end.get("date-parts"):
        return {**begin, "date-parts": [begin["date-parts"][0], end["date-parts"][0]]}
    return begin or end


def iso(date: Any) -> str:
    """A date as EDTF has it: 2020-05-01, 2020/2021; words stay words."""
    if not isinstance(date, dict):
        return ""
    if parts := date.get("date-parts"):
        return "/".join("-".join(f"{number:04d}" if not at else f"{number:02d}" for at, number in enumerate(one))
                        for one in parts)  # fmt: skip
    return str(date.get("raw") or date.get("literal") or "")
