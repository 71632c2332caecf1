"""Trained models (linear-chain conditional random fields, by CRFsuite), each opened once."""

from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import Any

import pycrfsuite

MODELS = Path(__file__).parent / "models"


@cache
def _open(path: Path) -> Any:
    if not path.exists():
        raise FileNotFoundError(path)  # pycrfsuite's own error does not say which.
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    return tagger


def label(model: str, features: list[list[str]]) -> list[str]:
    """The most likely label of each item of a sequence, by the model of that name."""
    return list(_place.tagger(model).tag(features)) if features else []


def label_with_beliefs(model: str, features: list[list[str]], *names: str) -> tuple[list[str], list[list[float]]]:
    """The most likely labels, and for each of `names` the probability of that label at each item."""
    labels = label(model, features)
    tagger = _place.tagger(model)
    return labels, [[tagger.marginal(name, position) for position in range(len(labels))] for name in names]


def label_with_belief(model: str, features: list[list[str]]) -> tuple[list[str], list[float]]:
    """The most likely labels, each with its own probability."""
    labels = label(model, features)
    tagger = _place.tagger(model)
    return labels, [tagger.marginal(name, position) for position, name in enumerate(labels)]


def label_with_own_beliefs(model: str, features: list[list[str]]) -> tuple[list[str], list[float]]:
    """The most likely labels, and for each item the probability of its own label."""
    labels = label(model, features)
    tagger = _place.tagger(model)
    return labels, [tagger.marginal(name, position) for position, name in enumerate(labels)]


class _Place:
    """Where models are read from."""

    def __init__(self) -> None:
        self.fold: tuple[Path, int] | None = None
        self.of_fold: Container[str] = ()
        self.opened: dict[str, Any] = {}

    def tagger(self, model: str) -> Any:
        if model not in self.opened:
            self.opened[model] = _open(self.path(model))
        return self.opened[model]

    def path(self, model: str) -> Path:
        if self.fold and model in self.of_fold:
            return self.fold[0] / f"{model}-{self.fold[1]}.crfsuite"
        return MODELS / f"{model}.crfsuite"


_place = _Place()


def use_fold(
    folder: Path, number: int, models: Container[str] = ("header", "authors", "headings", "references")
) -> None:
    """For cross-validation: read these models from `folder`, where they are that have not seen the papers of a fold."""
    _place.fold, _place.of_fold, _place.opened = (folder, number), models, {}
