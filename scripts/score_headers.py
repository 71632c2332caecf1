#!/usr/bin/env python3
"""Scores the heads of corpus2's papers: those that may be looked at, by folds of journals, or those never opened.

    score_headers.py look --folds N [--shared ../shared] [--out build/heads] [-- --by publisher --worst 20]
    score_headers.py scored [-- --by publisher]

"look" needs the fold models of train_header.py and train_authors.py --folds N --by venue; the other models are those
that are shipped. Of "scored" nothing but totals is to be printed: whoever sees its misses writes rules for them.
"""

import json
import multiprocessing
import subprocess
import sys
from pathlib import Path
from typing import Any

from corpus2 import is_only_scored, read_rows
from folds import FOLDS, fold_of
from training import ask_for_corpus

from scrollkeeper.parsing import tagger
from scrollkeeper.parsing.parser import ParseError, parse
from scrollkeeper.parsing.printed import document_as_json

BY_FOLD = ("header", "authors")


def read_one(task: tuple[dict[str, Any], Path, Path, int]) -> str:
    """Parse one paper; what went wrong, else nothing."""
    row, corpus, out, folds = task
    if folds:
        tagger.use_fold(FOLDS, fold_of(row, folds, "venue"), BY_FOLD)
    target = out / Path(row["pdf"]).with_suffix(".json")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.write_text(json.dumps(document_as_json(parse(corpus / row["pdf"])), ensure_ascii=False))
    except ParseError as error:
        return f"{row['pdf']}: {error}"
    return ""


def main() -> int:
    ask = ask_for_corpus(__doc__)
    ask.add_argument("part", choices=("look", "scored"))
    ask.add_argument("--out", type=Path, default=Path("build/heads"))
    ask.add_argument("rest", nargs="*", help="further arguments of score_headers.py, after --")
    args = ask.parse_args()
    corpus, out = args.shared / "corpus2", args.out / args.part
    rows = [row for row in read_rows(corpus) if is_only_scored(row) == (args.part == "scored")]
    out.mkdir(parents=True, exist_ok=True)
    gold = out / "gold.jsonl"
    gold.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    folds = args.folds if args.part == "look" else 0
    with multiprocessing.Pool() as pool:
        for problem in pool.imap_unordered(read_one, [(row, corpus, out, folds) for row in rows]):
            if problem:
                print(problem)
    score = [sys.executable, str(corpus / "score_headers.py"), str(gold), str(out), *args.rest]
    return subprocess.run(score, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
