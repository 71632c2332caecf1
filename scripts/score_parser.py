#!/usr/bin/env python3
"""Scores the parser on the corpus, every paper read by models that have seen no paper of its publisher.

    score_parser.py [--shared ../shared] [--out build/parsed] [--folds N] [--by family]

Needs the fold models of train_*.py --folds N. Without --folds the shipped models are scored: those saw the corpus.
"""

import argparse
import json
import multiprocessing
import subprocess
import sys
from pathlib import Path
from typing import Any

from folds import FOLDS, fold_of

from scrollkeeper.parsing import ParseError, parse, tagger
from scrollkeeper.parsing.command import document_as_json


def read_one(task: tuple[dict[str, Any], Path, Path, int]) -> str:
    """Parse one paper; what went wrong, else nothing."""
    row, corpus, out, folds = task
    if folds:
        tagger.use_fold(FOLDS, fold_of(row, folds))
    target = out / Path(row["pdf"]).with_suffix(".json")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.write_text(json.dumps(document_as_json(parse(corpus / row["pdf"])), ensure_ascii=False))
    except ParseError as error:
        return f"{row['pdf']}: {error}"
    return ""


def main() -> int:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    ask.add_argument("--out", type=Path, default=Path("build/parsed"))
    ask.add_argument("--folds", type=int, default=0)
    ask.add_argument("rest", nargs="*", help="further arguments of score.py, after --")
    args = ask.parse_args()
    corpus = args.shared / "corpus"
    rows = list(map(json.loads, (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines()))
    with multiprocessing.Pool() as pool:
        for problem in pool.imap_unordered(read_one, [(row, corpus, args.out, args.folds) for row in rows]):
            if problem:
                print(problem)
    score = [sys.executable, str(corpus / "score.py"), str(corpus / "gold.jsonl"), str(args.out), *args.rest]
    return subprocess.run(score, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
