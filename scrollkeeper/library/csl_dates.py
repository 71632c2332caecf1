"""Dates of CSL-JSON: parts, ranges, seasons, and dates that are only words.

Source: `date-variable` of the CSL-JSON schema 1.0.2 (citationstyles.org). `raw` and `literal` stay as they came: the
first is a date that its writer did not take apart, the second one that cannot be.
"""

import re
from typing import Any

KEYS = frozenset(("date-parts", "season", "circa", "literal", "raw"))
MAX_WORDS = 200
ENTER = "Enter a year, or a date like 2024-05-17."
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,4}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class BadDate(ValueError):
    """This is no date of CSL-JSON; the message says what to enter."""


def check_date(value: Any) -> dict[str, Any]:
    """The date cleaned, ready to store; raises BadDate. What is empty clears the field."""
    if value in ({}, "", []):
        return {}
    if not isinstance(value, dict) or not set(value) <= KEYS:
        raise BadDate(ENTER)
    date: dict[str, Any] = {}
    if "date-parts" in value:
        date["date-parts"] = _check_parts(value["date-parts"])
    for name in ("literal", "raw"):
        if words := _check_words(value.get(name)):
            date[name] = words
    if not date:
        raise BadDate(ENTER)
    for name in ("season", "circa"):
        one = value.get(name)
        if isinstance(one, str):
            one = _check_words(one)
        if one is not None and not isinstance(one, bool | int | float | str):
            raise BadDate(f"The {name} of a date must be a word or a number.")
        if one not in (None, "", False):
            date[name] = one
    return date


def year_of_date(date: Any) -> int | None:
    """The year in which it begins; of words the first number that could be one."""
    if not isinstance(date, dict):
        return None
    try:
        year = int(date["date-parts"][0][0])
    except (KeyError, IndexError, TypeError, ValueError):
        found = _YEAR.search(str(date.get("raw") or date.get("literal") or ""))
        return int(found[1]) if found else None
    return year if -9999 <= year <= 9999 else None


def _check_parts(parts: Any) -> list[list[int]]:
    if not isinstance(parts, list) or not 1 <= len(parts) <= 2:
        raise BadDate(ENTER)
    return [_check_day(date) for date in parts]


def _check_day(date: Any) -> list[int]:
    if not isinstance(date, list) or not 1 <= len(date) <= 3 or not all(map(_is_whole, date)):
        raise BadDate(ENTER)
    numbers = [int(part) for part in date]
    year, month, day = (*numbers, 1, 1)[:3]
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not (-9999 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1] - (month == 2 and not leap)):
        raise BadDate(ENTER)
    return numbers


def _is_whole(part: Any) -> bool:
    """Some programs write the parts as text."""
    if isinstance(part, str):
        return _NUMBER.fullmatch(part) is not None
    return isinstance(part, int | float) and not isinstance(part, bool) and part in range(-9999, 10_000)


def _check_words(words: Any) -> str:
    if words is None:
        return ""
    if not isinstance(words, str) or len(words) > MAX_WORDS or _CONTROL.search(words):
        raise BadDate(f"A date in words must be one line of at most {MAX_WORDS} characters.")
    return words.strip()
