"""What the scripts that train the parser's models share: what they are asked for, and where a model goes."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pycrfsuite

SHARED = Path(__file__).parents[2] / "shared"
SHIPPED = Path(__file__).parents[1] / "scrollkeeper" / "parsing" / "models"


def ask_for_corpus(description: str | None) -> argparse.ArgumentParser:
    """Asks where corpus and labelled data are, and for how many folds of publishers."""
    ask = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    ask.add_argument("--shared", type=Path, default=SHARED, help="folder of corpus/ and training/")
    ask.add_argument("--folds", type=int, default=0, help="publishers are parted into so many folds")
    return ask


def ask_for_folds(description: str | None) -> argparse.ArgumentParser:
    """The same for models that learn from made-up pages as well, whose folds may keep journals apart."""
    ask = ask_for_corpus(description)
    ask.add_argument("--by", choices=("venue", "publisher"), default="publisher", help="what folds keep apart")
    ask.add_argument("--pages", type=int, default=1500, help="how many pages to make up")
    ask.add_argument("--folds-only", action="store_true", help="train no model to be shipped")
    return ask


def train(sequences: Iterable[tuple[list[list[str]], list[str]]], model: Path, **parameters: Any) -> None:
    """A conditional random field from sequences of (features, labels), written to `model`."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({name.replace("__", "."): value for name, value in parameters.items()})
    for features, labels in sequences:
        trainer.append(features, labels)
    model.parent.mkdir(parents=True, exist_ok=True)
    trainer.train(str(model))
    print(model, model.stat().st_size, "bytes", flush=True)
