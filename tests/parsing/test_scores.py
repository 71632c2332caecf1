"""What the parser reads of real papers stays as good as it was: no field may lose more than a point of F1.

After a change that is meant to move the scores: `python scripts/score_parser.py -- --json > tests/parsing/scores.json`.
The shipped models have seen these papers, so these are not the scores to speak of; docs/parsing.md has those.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "tests" / "parsing" / "scores.json"

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def scores(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("parsed")
    script = [sys.executable, ROOT / "scripts" / "score_parser.py", "--shared", corpus.parent, "--out", out]
    run = subprocess.run([*script, "--", "--json"], capture_output=True, text=True, check=True, timeout=300)
    return dict(json.loads(run.stdout))


@pytest.mark.parametrize("field", sorted(json.loads(KEPT.read_text())["fields"]))
def test_no_field_is_read_worse_than_it_was(scores: dict[str, Any], field: str) -> None:
    before = json.loads(KEPT.read_text())["fields"][field]["f1"]
    assert scores["fields"][field]["f1"] >= before - 1


def test_every_paper_is_read(scores: dict[str, Any]) -> None:
    assert scores["missing"] == 0
