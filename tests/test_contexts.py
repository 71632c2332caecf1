"""A context is added as docs/adding-a-context.md says: its own folder and one line in the list."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = """
import json, sys
import scrollkeeper.contexts
from scrollkeeper.core.db import Model
from scrollkeeper.main import create_app
scrollkeeper.contexts.load_tables()
paths = create_app().openapi()["paths"]
print(json.dumps({"from": scrollkeeper.__file__, "paths": sorted(paths), "tables": sorted(Model.metadata.tables)}))
"""


def test_a_context_is_added_in_its_folder_and_in_the_list(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "adding-a-context.md").read_text()
    code = dict(re.findall(r"```(?:python|text) (\S+)\n(.*?)```", page, re.DOTALL))
    package = tmp_path / "scrollkeeper"
    shutil.copytree(
        ROOT / "scrollkeeper", package, ignore=shutil.ignore_patterns("__pycache__", "static", "*.crfsuite", "*.so")
    )
    line = code.pop("contexts.py")
    listed = (package / "contexts.py").read_text()
    before = re.compile(r'^ *Context\(\s*"library"', flags=re.MULTILINE)
    assert before.search(listed)
    (package / "contexts.py").write_text(before.sub(lambda at: line + at[0], listed))
    (package / "shelves").mkdir()
    (package / "shelves" / "__init__.py").write_text('"""Shelves of a team."""\n')
    for name, text in code.items():
        (package / name).write_text(text)
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert answer["from"] == str(package / "__init__.py")
    assert "/api/teams/{team}/shelves" in answer["paths"]
    assert "shelves" in answer["tables"]
