"""Numbers of headings: "2", "2.1.", "A.3", "IV."; and whether they count on from one another."""

import re
from collections.abc import Sequence

NUMBER = re.compile(r"^((?:\d{1,2}|[A-Z](?=[.\s]))(?:\.\d{1,2}){0,4}|[IVX]{1,5}(?=[.\s]))(\.|\))?\s+(?=\S)")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")


def follows_on(texts: Sequence[str]) -> list[str]:
    """For each text whether its number has a predecessor ("both" also a successor), as those of headings have."""
    numbers = [match.group(1) if (match := NUMBER.match(text)) else None for text in texts]
    present = set(numbers) - {None}
    found = []
    for number in numbers:
        if number is None:
            found.append("none")
            continue
        before, after = _step(number, -1), _step(number, 1)
        begins = before is None and (("." not in number) or number.rsplit(".", 1)[0] in present)
        preceded = begins or before in present
        found.append(("both" if after in present else "before") if preceded else "after" if after in present else "no")
    return found


def predecessor(number: str) -> str | None:
    """The number that comes before: 2.3 after 2.2, 2.1 after 2; None before the first."""
    before = _step(number, -1)
    return before if before or "." not in number else number.rsplit(".", 1)[0]


def _step(number: str, step: int) -> str | None:
    """The number `step` further on at its level; None before the first."""
    head, _, last = number.rpartition(".")
    if last.isdigit():
        moved = int(last) + step
        return None if moved < 1 else f"{head}.{moved}" if head else str(moved)
    if last in ROMAN and last not in ("C", "D"):
        index = ROMAN.index(last) + step
        return ROMAN[index] if 0 <= index < len(ROMAN) else None
    moved = ord(last[:1]) + step
    return None if moved < ord("A") else chr(moved)
