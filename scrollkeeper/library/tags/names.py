"""Names of tags, compared without regard to case, and keywords of papers as automatic tags. Pure.

The keywords stay where CSL-JSON has them, in the field `keyword` of a paper's metadata; tags are what the team says
and are never written there.
"""

import re

MAX_KEYWORDS, MAX_KEYWORD = 50, 100


def tag_key(name: str) -> str:
    """What two names of the same tag have in common."""
    return " ".join(name.split()).lower()


def split_keywords(text: str) -> list[str]:
    """The keywords in a field of CSL-JSON, each once: parted by semicolons, or where there are none by commas."""
    parts = re.split(r"[;\n]" if ";" in text or "\n" in text else ",", text)
    cleaned = (" ".join(part.split()).strip(" .") for part in parts)
    found: dict[str, str] = {}
    for word in cleaned:
        if 0 < len(word) <= MAX_KEYWORD:
            found.setdefault(tag_key(word), word)
    return list(found.values())[:MAX_KEYWORDS]
