#!/usr/bin/env python3
"""Scores the parser on the corpus, every paper read by models that have seen no paper of its publisher.

    score_parser.py [--shared ../shared] [--out build/parsed] [--folds N] [--markdown] [-- --by family]

Needs the fold models of train_*.py --folds N, all of them. Without --folds the shipped models are scored: those saw
the corpus.
"""

import datetime
import importlib.util
import json
import multiprocessing
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from folds import FOLDS, fold_of, missing_models
from training import ask_for_corpus

from scrollkeeper.parsing import tagger
from scrollkeeper.parsing.parser import ParseError, parse
from scrollkeeper.parsing.printed import document_as_json


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


WANTED = {
    "title.lev": 98.5, "title.soft": 95, "authors.lev": 97, "first_author.soft": 98, "abstract.lev": 93, "doi": 98,
    "year": 95, "sections.soft": 82, "references.found": 97, "references.title.lev": 95, "references.authors.lev": 92,
    "references.year": 95, "references.whole.lev": 80, "citations.linked": 85,
}  # fmt: skip
WORST = 10


def tables(rows: list[dict[str, Any]], out: Path, scorer: Path) -> str:
    """Scores of all fields and of each family, and the papers that lose most, in Markdown."""
    spec = importlib.util.spec_from_file_location("score", scorer)
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    groups: defaultdict[str, defaultdict[str, Any]] = defaultdict(lambda: defaultdict(score.Tally))
    lost: list[tuple[float, str, str]] = []
    for row in rows:
        found = json.loads((out / Path(row["pdf"]).with_suffix(".json")).read_text(encoding="utf-8"))
        alone: defaultdict[str, Any] = defaultdict(score.Tally)
        for tallies in (groups[""], groups[row["family"]], alone):
            score.score_row(row, found, tallies)
        figures = {name: alone[name].figures()["f1"] for name in WANTED if name in alone and alone[name].expected}
        poor = sorted((value, name) for name, value in figures.items() if value < 60)
        named = ", ".join(f"{name} {value:.0f}" for value, name in poor[:5])
        lost.append((statistics.fmean(figures.values()), Path(row["pdf"]).stem, named))
    families = sorted(set(groups) - {""})
    lines = [
        f"Measured {datetime.datetime.now(datetime.UTC).date()}, F1 in percent.", "",
        f"| field | aim | all | macro | {' | '.join(families)} |", "|---" * (4 + len(families)) + "|",
    ]  # fmt: skip
    for name, aim in WANTED.items():
        each = [groups[family][name].figures() if name in groups[family] else None for family in families]
        known = [one["f1"] for one in each if one is not None]
        shown = " | ".join("–" if one is None else f"{one['f1']:.1f}" for one in each)
        all_papers = groups[""][name].figures()["f1"]
        lines.append(f"| {name} | {aim} | {all_papers:.1f} | {statistics.fmean(known):.1f} | {shown} |")
    lines += ["", "| paper | mean of its fields | below 60 |", "|---|---|---|"]
    lines += [f"| {name} | {mean:.0f} | {poor} |" for mean, name, poor in sorted(lost)[:WORST]]
    return "\n".join(lines)


def main() -> int:
    ask = ask_for_corpus(__doc__)
    ask.add_argument("--out", type=Path, default=Path("build/parsed"))
    ask.add_argument("--markdown", action="store_true", help="print the tables of docs/parsing.md")
    ask.add_argument("rest", nargs="*", help="further arguments of score.py, after --")
    args = ask.parse_args()
    corpus = args.shared / "corpus"
    rows = list(map(json.loads, (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines()))
    missing = missing_models({fold_of(row, args.folds) for row in rows}) if args.folds else []
    if missing:
        print("These models of folds are missing; train them first:", *missing, sep="\n", file=sys.stderr)
        return 2
    with multiprocessing.Pool() as pool:
        for problem in pool.imap_unordered(read_one, [(row, corpus, args.out, args.folds) for row in rows]):
            if problem:
                print(problem)
    if args.markdown:
        print(tables(rows, args.out, corpus / "score.py"))
        return 0
    score = [sys.executable, str(corpus / "score.py"), str(corpus / "gold.jsonl"), str(args.out), *args.rest]
    return subprocess.run(score, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
