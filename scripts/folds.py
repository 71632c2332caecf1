"""How papers are kept apart for cross-validation: all of a publisher's, or all of a journal's, are in one fold."""

import zlib
from pathlib import Path
from typing import Any

MODELS = ("header", "authors", "headings", "references", "imprint")
FOLDS = Path(__file__).parents[1] / "build" / "folds"


def fold_of(row: dict[str, Any], folds: int, by: str = "publisher") -> int:
    """Imprints whose name begins alike count as one publisher."""
    name = str(row.get(by) or row["publisher"]).lower()
    return zlib.crc32((name.split()[0] if by == "publisher" else name).encode()) % folds


def missing_models(folds: set[int]) -> list[Path]:
    """Models of these folds that have not been trained."""
    wanted = [FOLDS / f"{name}-{fold}.crfsuite" for name in MODELS for fold in sorted(folds)]
    return [path for path in wanted if not path.exists()]
