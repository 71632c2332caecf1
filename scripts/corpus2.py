"""The first pages of other journals (../shared/corpus2): which may be learnt from, which are only scored."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def is_only_scored(row: dict[str, Any]) -> bool:
    """Whether a paper is of a journal that nobody looks at and no model learns from: a third of all, by name."""
    return hashlib.sha256((row.get("venue") or "").lower().encode()).digest()[0] % 3 == 1


def read_rows(corpus: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, (corpus / "gold2.jsonl").read_text(encoding="utf-8").splitlines())


def read_open_rows(corpus: Path) -> Iterator[dict[str, Any]]:
    """The papers that may be looked at and learnt from."""
    return (row for row in read_rows(corpus) if not is_only_scored(row))
