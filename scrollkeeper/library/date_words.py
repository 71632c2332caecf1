"""Dates as people type them, read into those of CSL-JSON: May 2024, 2024–25, n.d., circa 1890, Spring 2021. Pure.

The words are English. 2024-05 is a month, as ISO 8601 has it; 2024–25 are two years, since there is no 25th month.
"""

import re
from typing import Any

from scrollkeeper.library.csl_dates import ENTER, MAX_WORDS, BadDate, check_date

Date = dict[str, Any]
Parts = list[int]

NO_DATE = "n.d."
MOST_YEARS = 30
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_NO_DATE = re.compile(r"n\.?\s?d\.?|s\.?\s?[da]\.?|no date|undated|date unknown", re.IGNORECASE)
_CIRCA = re.compile(r"(?:c\.|ca\.?|circa|approx\.?|approximately|about|around|~)\s*(?=[\w])|c(?=\d)", re.IGNORECASE)
_DASH = r"\s*[–—−-]\s*"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# Dates of one day, month or year, by the names of their parts.
_SINGLE = [
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?P<year>-?\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
        rf"{_DAY}(?: of)?,?\s{_MONTH},?\s(?P<year>\d{{3,4}})",
        rf"{_MONTH}\s{_DAY},?\s(?P<year>\d{{3,4}})",
        rf"{_MONTH},?\s(?P<year>\d{{3,4}})",
        rf"(?P<year>\d{{3,4}}),?\s{_MONTH}(?:\s{_DAY})?",
        r"(?:a\.?d\.?\s)?(?P<year>\d{1,4})(?:\s(?:a\.?d|c\.?e)\.?)?",
        r"(?P<before>\d{1,4})\s?b\.?c\.?(?:e\.?)?",
        r"(?P<year>-\d{1,4})",
    )
]
_SLASHES = re.compile(r"(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<year>\d{4})", re.ASCII)
_SEASON = re.compile(
    rf"(?P<season>[a-z]+),?\s(?P<years>\d{{4}}(?:{_DASH}\d{{2,4}}|/\d{{2,4}})?)", re.IGNORECASE | re.ASCII
)
_YEARS = re.compile(rf"(?P<one>\d{{4}})(?:{_DASH}|/)(?P<two>\d{{2}}|\d{{4}})", re.ASCII)
_MONTHS_OF_YEAR = re.compile(
    rf"(?P<one>[a-z]{{3,9}})\.?(?:{_DASH}|/)(?P<two>[a-z]{{3,9}})\.?,?\s(?P<year>\d{{4}})", re.IGNORECASE | re.ASCII
)
_DAYS_OF_MONTH = re.compile(
    rf"(?P<one>\d{{1,2}})(?:st|nd|rd|th)?{_DASH}(?P<two>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month>[a-z]{{3,9}})\.?,?\s(?P<year>\d{{4}})"
    rf"|(?P<month_first>[a-z]{{3,9}})\.?\s(?P<from>\d{{1,2}}){_DASH}(?P<to>\d{{1,2}}),?\s(?P<of>\d{{4}})",
    re.IGNORECASE | re.ASCII,
)
_DAYS_OF_YEAR = re.compile(
    rf"(?P<one>\d{{1,2}}\s[a-z]{{3,9}}\.?|[a-z]{{3,9}}\.?\s\d{{1,2}}){_DASH}"
    r"(?P<two>\d{1,2}\s[a-z]{3,9}\.?|[a-z]{3,9}\.?\s\d{1,2}),?\s(?P<year>\d{4})",
    re.IGNORECASE | re.ASCII,
)
_BETWEEN = re.compile(r"(?P<one>[^/–—]+?)\s*(?:/|–|—|\s-\s|\sto\s)\s*(?P<two>[^/–—]+)")
_HAS_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)


def read_words(text: str) -> Date:
    """The date that is meant; words that hold a year stay words, and no date is the words “n.d.”.

    Raises BadDate with what to enter, for what is no date and for 05/06/2024, which may be two days.
    """
    words = " ".join(text.split()).strip(" ,;")
    if not words:
        return {}
    if len(words) > MAX_WORDS:
        raise BadDate(ENTER)
    if _NO_DATE.fullmatch(words):
        return {"literal": NO_DATE}
    bare = words.strip("[]()")
    certain = _CIRCA.sub("", bare, count=1) if _CIRCA.match(bare) else bare.rstrip("? ")
    date = _read(certain.strip())
    if date is not None:
        return check_date(date | ({"circa": True} if certain != bare else {}))
    if _HAS_YEAR.search(words) and re.search(r"[^\W\d_]", words):
        return check_date({"literal": words})
    raise BadDate(ENTER)


def _read(text: str) -> Date | None:
    """The date without doubt about it; None where it is in words that are not known here."""
    if (season := _SEASON.fullmatch(text)) and (number := _SEASONS.get(season["season"].lower())):
        parts = _years(season["years"]) or _single(season["years"])
        return {"date-parts": parts, "season": number} if parts else None
    for read in (_single, _slashes, _years, _months_of_year, _days_of_month, _days_of_year, _between):
        parts = read(text)
        if parts and all(map(_is_day, parts)) and parts == sorted(parts):
            return {"date-parts": parts}
    return None


def _is_day(parts: Parts) -> bool:
    try:
        check_date({"date-parts": [parts]})
    except BadDate:
        return False
    return True


def _month(word: str) -> int:
    """The number of a month, by its name or the beginning of it; 0 for any other word."""
    word = word.lower()
    if word.isdigit():
        return int(word)
    word = "sep" if word == "sept" else word
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(word)), 0)


def _single(text: str) -> list[Parts] | None:
    for pattern in _SINGLE:
        if found := pattern.fullmatch(text):
            named = found.groupdict()
            if named.get("before"):
                return [[-int(named["before"])]]
            parts = [int(named["year"])]
            if named.get("month"):
                parts.append(_month(named["month"]))
            if named.get("day"):
                parts.append(int(named["day"]))
            if _is_day(parts):
                return [parts]
            if len(parts) == 3 and 1 <= parts[1] <= 12:
                raise BadDate(ENTER)
    return None


def _slashes(text: str) -> list[Parts] | None:
    """17/5/2024 and 5/17/2024 are one day; of 5/6/2024 nobody knows."""
    found = _SLASHES.fullmatch(text)
    if found is None:
        return None
    one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
    if one != two and one <= 12 and two <= 12:
        raise BadDate(
            f"Enter the month as a word, or the date as {year}-{two:02}-{one:02} or {year}-{one:02}-{two:02}."
        )
    return [[year, min(one, two), max(one, two)]]


def _years(text: str) -> list[Parts] | None:
    """2024–25, 2024/2025, 1999–00."""
    found = _YEARS.fullmatch(text)
    if found is None:
        return None
    first, last = int(found["one"]), int(found["two"])
    if len(found["two"]) == 2:
        last += first // 100 * 100 + (100 if last <= first % 100 else 0)
    # 2024-13 is neither a month nor a span of years.
    return [[first], [last]] if last - first <= MOST_YEARS or len(found["two"]) == 4 else None


def _months_of_year(text: str) -> list[Parts] | None:
    """May–June 2024, Nov/Dec 2023."""
    found = _MONTHS_OF_YEAR.fullmatch(text)
    return found and [[int(found["year"]), _month(found[one])] for one in ("one", "two")]


def _days_of_month(text: str) -> list[Parts] | None:
    """3–5 May 2024, May 3–5, 2024."""
    found = _DAYS_OF_MONTH.fullmatch(text)
    if found is None:
        return None
    year, month = int(found["year"] or found["of"]), _month(found["month"] or found["month_first"])
    return [[year, month, int(day)] for day in (found["one"] or found["from"], found["two"] or found["to"])]


def _days_of_year(text: str) -> list[Parts] | None:
    """30 May – 2 June 2024, May 30 – June 2, 2024."""
    found = _DAYS_OF_YEAR.fullmatch(text)
    if found is None:
        return None
    ends = [_single(f"{found[one]} {found['year']}") for one in ("one", "two")]
    return [end[0] for end in ends if end] if all(ends) else None


def _between(text: str) -> list[Parts] | None:
    """2024-05/2024-07, May 2024 – June 2025, 2019 to 2021."""
    found = _BETWEEN.fullmatch(text)
    if found is None:
        return None
    ends = [_single(found[one].strip()) for one in ("one", "two")]
    return [end[0] for end in ends if end] if all(ends) else None
