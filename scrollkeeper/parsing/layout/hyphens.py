"""Hyphens at line ends: part of the word (placebo-controlled), or put there to break it (exper-iment)."""

import json
from collections.abc import Container, Mapping
from functools import cache
from pathlib import Path
from typing import Any

MODEL = Path(__file__).parent.parent / "models" / "hyphens.json"
OPENING = "([{“‘„«\"'*"
CLOSING = ".,;:!?)]}”’»\"'*"
# What the log odds of both parts, in tenths, must come to.
LEAST, HEAD, TAIL = -8.0, 1.28, 1.52
# Last parts of compounds that are no endings of other words, also where the counts know few of them.
LAST_PARTS = (
    "adjusted associated aware based blind blinded centered centred centric containing controlled cost "
    "coupled cultured dependent derived driven encoded enhanced enriched exposed free fed fold guided "
    "independent induced infected like limited loaded matched mediated modified negative oriented "
    "positive randomised randomized ranging related reported resistant resolution resolved responsive "
    "rich scale selected sensitive specific stimulated supervised supported term trained treated type "
    "weighted wide"
)
SURE = 12

_LAST_PARTS = frozenset(LAST_PARTS.split(" "))
_loaded: dict[str, Any] = {}


def keeps_hyphen(head: str, tail: str, vocabulary: Container[str] = frozenset()) -> bool:
    """Whether the word that begins with `head` (without its hyphen) at a line's end and goes on with `tail` has one.

    The words of the paper (`vocabulary`, in small letters) decide; then what is usual (scripts/train_hyphens.py).
    """
    if not tail[:1].islower():
        return True
    head, tail = head.lstrip(OPENING), tail.rstrip(CLOSING)
    first, last = head.lower(), tail.lower()
    if f"{first}-{last}" in vocabulary:
        return first + last not in vocabulary
    if first + last in vocabulary:
        return False
    part = head.rpartition("-")[2]
    if not part.isalpha() or (len(part) > 1 and part.isupper()) or len(part) == 1:
        return True  # SARS-CoV-2-induced, PCR-based, X-ray, p-value.
    return _is_usual(part.lower(), last.partition("-")[0])


def _is_usual(first: str, last: str) -> bool:
    heads, tails, compounds, unlisted = _model()
    if f"{first}-{last}" in compounds:
        return True
    tail = tails.get(last, unlisted)
    if last in _LAST_PARTS and len(first) > 2:
        tail = max(tail, SURE)
    return HEAD * heads.get(first, unlisted) + TAIL * tail > LEAST


@cache
def _model() -> tuple[Mapping[str, int], Mapping[str, int], frozenset[str], float]:
    found = _loaded or json.loads(MODEL.read_text(encoding="utf-8"))
    return found["heads"], found["tails"], frozenset(found["compounds"]), found["unlisted"]


def load_model(model: dict[str, Any]) -> None:
    """Judge by this model from now on, as it is while one is trained."""
    _loaded.clear()
    _loaded.update(model)
    _model.cache_clear()
