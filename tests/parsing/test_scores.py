"""What the parser reads of real papers stays as good as it was: no field may lose more than a point of F1.

After a change that is meant to move the scores: `python scripts/score_parser.py -- --json > tests/parsing/scores.json`.
The shipped models have seen these papers, so these are not the scores to speak of; docs/parsing.md has those.
What is read is kept with the hash of all that reads it: nothing is read twice that must come out the same.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "tests" / "parsing" / "scores.json"

pytestmark = pytest.mark.corpus


# All that what is read depends on, but for the papers; the lock names the versions of libraries.
READ_BY = ("scrollkeeper/parsing", "scrollkeeper/sandbox")


def state_of(corpus: Path) -> str:
    """A hash of the program, of the right answers, and of which papers there are."""
    found = hashlib.sha256(sys.version.encode())
    named = [ROOT / name for name in READ_BY]
    files = [file for one in named for file in sorted(one.rglob("*"))]
    files += [*sorted((ROOT / "scripts").glob("*.py")), ROOT / "requirements.lock"]
    for file in files:
        if file.is_file() and file.suffix != ".pyc":
            found.update(f"{file.relative_to(ROOT)} {file.stat().st_size} ".encode() + file.read_bytes())
    for file in sorted(file for file in corpus.rglob("*") if file.is_file()):
        content = b"" if file.suffix == ".pdf" else file.read_bytes()
        found.update(f"{file.relative_to(corpus)} {file.stat().st_size} ".encode() + content)
    return found.hexdigest()


@pytest.fixture(scope="module")
def scores(corpus: Path, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> dict[str, Any]:
    state = state_of(corpus)
    kept = pytestconfig.cache.get("parsing/scores", None) if pytestconfig.cache else None
    if kept and kept["state"] == state:
        return dict(kept["scores"])
    out = tmp_path_factory.mktemp("parsed")
    script = [sys.executable, ROOT / "scripts" / "score_parser.py", "--shared", corpus.parent, "--out", out]
    run = subprocess.run([*script, "--", "--json"], capture_output=True, text=True, check=True, timeout=300)
    scores = dict(json.loads(run.stdout))
    if pytestconfig.cache:
        pytestconfig.cache.set("parsing/scores", {"state": state, "scores": scores})
    return scores


@pytest.mark.parametrize("field", sorted(json.loads(KEPT.read_text())["fields"]))
def test_no_field_is_read_worse_than_it_was(scores: dict[str, Any], field: str) -> None:
    before = json.loads(KEPT.read_text())["fields"][field]["f1"]
    assert scores["fields"][field]["f1"] >= before - 1


def test_every_paper_is_read(scores: dict[str, Any]) -> None:
    assert scores["missing"] == 0
