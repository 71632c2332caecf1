"""`scrollkeeper parse`: one PDF to standard output, or many into a folder of JSON files."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scrollkeeper.parsing import Document, ParseError, parse


def run(paths: list[Path], *, out: Path | None = None, draw: Path | None = None) -> int:
    """0 when every file could be read, 1 otherwise."""
    failed = 0
    for path, name in _files(paths):
        try:
            found: dict[str, Any] = document_as_json(parse(path))
        except ParseError as error:
            failed += 1
            found = {"error": {"code": error.code, "detail": str(error)}}
            sys.stderr.write(f"{path}: {error}\n")
        text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
        if out is None:
            sys.stdout.write(text + "\n")
        else:
            target = out / name.with_suffix(".json")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    return 1 if failed else 0


def document_as_json(document: Document) -> dict[str, Any]:
    """The form that docs/parsing.md describes; places in points from the top-left corner of the page."""
    structure = asdict(document.structure)
    return {
        "parser": document.parser,
        "pages": [
            {"number": page.number, "width": page.width, "height": page.height, "text": page.text,
             "has_text_layer": page.has_text_layer, "quality": page.quality}
            for page in document.pages
        ],
        **structure,
    }  # fmt: skip


def _files(paths: list[Path]) -> Iterator[tuple[Path, Path]]:
    """Each PDF with the name its result gets: relative to the folder it was found in."""
    for path in paths:
        if path.is_dir():
            for found in sorted(path.rglob("*.pdf")):
                yield found, found.relative_to(path.parent if path.name else path)
        else:
            yield path, Path(path.name)
