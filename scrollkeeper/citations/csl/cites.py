"""The citations of a text, as people write them and as citeproc-js takes them. Pure.

A citation of a text is a list of cites: several papers that are cited at one place.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID

# What a locator counts: terms of CSL 1.0.2.
Label = Literal[
    "page", "book", "chapter", "column", "figure", "folio", "issue", "line", "note", "opus", "paragraph", "part",
    "section", "sub-verbo", "table", "verse", "volume",
]  # fmt: skip
LABELS: frozenset[str] = frozenset(get_args(Label))
MAX_AFFIX = 300


@dataclass(frozen=True, slots=True)
class Cite:
    """A paper cited at a place: at which page of it, with which words before and after."""

    paper: UUID
    locator: str = ""
    label: str = "page"
    prefix: str = ""
    suffix: str = ""
    suppress_author: bool = False


def read_cite(written: Any) -> Cite | None:
    """A cite as a note has it: {paper, locator, label, prefix, suffix, suppressAuthor}; None for anything else."""
    if not isinstance(written, dict):
        return None
    try:
        paper = UUID(str(written.get("paper"))[:50])
    except ValueError:
        return None
    label = str(written.get("label") or "page")
    locator, prefix, suffix = (
        value[:MAX_AFFIX] if isinstance(value := written.get(name), str) else ""
        for name in ("locator", "prefix", "suffix")
    )
    suppressed = written.get("suppressAuthor") is True
    return Cite(paper, locator, label if label in LABELS else "page", prefix, suffix, suppressed)


def for_engine(citations: Sequence[Sequence[Cite]], known: Collection[UUID], *, in_notes: bool) -> list[dict[str, Any]]:
    """Those of the citations in which a paper is known, numbered as footnotes where the style has those."""
    asked: list[dict[str, Any]] = []
    for citation in citations:
        if items := [_item(cite) for cite in citation if cite.paper in known]:
            asked.append({"items": items, "noteIndex": len(asked) + 1 if in_notes else 0})
    return asked


def _item(cite: Cite) -> dict[str, Any]:
    item: dict[str, Any] = {"id": str(cite.paper)}
    if cite.locator.strip():
        item |= {"locator": cite.locator.strip(), "label": cite.label}
    if cite.prefix.strip():
        # Styles put no space between what people write and what they print.
        item["prefix"] = cite.prefix.strip() + " "
    if cite.suffix.strip():
        item["suffix"] = cite.suffix if cite.suffix[0] in ",;:. " else f" {cite.suffix}"
    if cite.suppress_author:
        item["suppress-author"] = True
    return item
