"""What a printed reference says of the paper it means: an identifier, or a title and a year."""

import re
from dataclasses import dataclass
from typing import Any

from scrollkeeper.library.csl import BadField, check_field, year_of
from scrollkeeper.library.duplicates import is_distinctive, normal_doi, title_key

MAX_KEY = 400
_ARXIV = re.compile(
    r"(?:arxiv(?:\.org/(?:abs|pdf))?[:/\s]\s*|corr,?\s+abs/|^)((?:\d{4}\.\d{4,5})|(?:[a-z-]+(?:\.[a-z]{2})?/\d{7}))(?:v\d+)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Keys:
    """By what a work can be recognised. `doi` may be the one that arXiv gives its preprints.

    `title_key` is empty where the title is too short to be one work's alone ("Introduction").
    """

    doi: str | None
    title_key: str
    year: int | None


def arxiv_doi(text: str) -> str | None:
    """The DOI of the preprint whose arXiv number is in a text, without its version; None where there is none."""
    found = _ARXIV.search(text)
    return f"10.48550/arxiv.{found.group(1).lower()}" if found else None


def keys_of(csl: dict[str, Any], raw: str = "") -> Keys:
    """Keys of a work described by CSL-JSON; `raw` is the reference as printed, searched when the fields say nothing."""
    doi = next((doi for doi in map(normal_doi, _texts(csl, "DOI", "URL")) if doi), None)
    arxiv = next((doi for doi in map(arxiv_doi, _texts(csl, "arxiv", "number", "URL")) if doi), None)
    printed = normal_doi(raw) or arxiv_doi(raw) if not doi and not arxiv else None
    key = title_key(str(csl.get("title") or ""))[:MAX_KEY]
    return Keys(doi or arxiv or printed, key if is_distinctive(key) else "", year_of(csl))


def _texts(csl: dict[str, Any], *fields: str) -> list[str]:
    return [value for field in fields if isinstance(value := csl.get(field), str) and value]


def clean_csl(csl: Any) -> dict[str, Any]:
    """The fields that are CSL-JSON; the parser reads whatever is printed."""
    kept = {}
    for field, value in (csl if isinstance(csl, dict) else {}).items():
        try:
            checked = check_field(field, value)
        except BadField:
            continue
        if checked:
            kept[field] = checked
    return kept
