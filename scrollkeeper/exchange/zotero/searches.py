"""A saved search of Zotero in the language of the filter box, as far as that has words for it. Pure."""

import re
from collections.abc import Mapping, Sequence

MAX_FILTER = 300
_FIELDS = {
    "title": "title", "creator": "author", "author": "author", "tag": "tag", "publicationTitle": "venue",
    "bookTitle": "venue", "proceedingsTitle": "venue",
}  # fmt: skip
_WORDS = {"quicksearch-everything", "quicksearch-titleCreatorYear", "quicksearch-fields", "fulltextContent", "anyField"}
_IS, _IS_NOT = {"is", "contains", "beginsWith"}, {"isNot", "doesNotContain"}
# What only says how results are shown.
_SHOWN = {"noChildren", "includeParentsAndChildren", "includeParents", "includeChildren", "recursive"}
_AGO = re.compile(r"(\d{1,4}) (day|week|month|year)s?")


def translate(conditions: Sequence[Sequence[str]], collections: Mapping[str, str]) -> tuple[str, str]:
    """The filter and an empty reason, or no filter and why there is none; `collections` has their names by key."""
    terms, any_of = [], False
    for condition, operator, value in conditions:
        if condition == "joinMode":
            any_of = operator == "any"
        elif condition not in _SHOWN:
            term = _term(condition, operator, str(value or ""), collections)
            if not term:
                return "", f"The filter box has no word for “{condition} {operator}”."
            terms.append(term)
    if not terms:
        return "", "It has no condition."
    if any_of and len(terms) > 1:
        return "", "It finds papers that meet any of its conditions; the filter box asks for all."
    text = " ".join(terms)
    return (text, "") if len(text) <= MAX_FILTER else ("", "It is too long for the filter box.")


def _term(condition: str, operator: str, value: str, collections: Mapping[str, str]) -> str:
    value = value.replace('"', " ").strip()
    minus = "-" if operator in _IS_NOT else ""
    if condition == "dateAdded" and operator == "isInTheLast" and (ago := _AGO.fullmatch(value)):
        return f"added:<{ago[1]}{ago[2][0]}"
    if condition in ("date", "year") and (year := re.search(r"\d{4}", value)):
        ways = {"is": year[0], "contains": year[0], "isAfter": f">{year[0]}", "isBefore": f"<{year[0]}"}
        return f"year:{ways[operator]}" if operator in ways else ""
    if operator not in _IS | _IS_NOT or not value:
        return ""
    if condition == "collection":
        name = collections.get(value.rsplit("_", 1)[-1], "")
        return f'{minus}in:"{name}"' if name else ""
    if condition in _WORDS and not minus:
        return f'"{value}"'
    return f'{minus}{_FIELDS[condition]}:"{value}"' if condition in _FIELDS else ""
