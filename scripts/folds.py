"""How papers are kept apart for cross-validation: all of a publisher's are in one fold."""

import zlib
from pathlib import Path
from typing import Any

MODELS = ("header", "headings", "references", "imprint")
FOLDS = Path(__file__).parents[1] / "build" / "folds"


def fold_of(row: dict[str, Any], folds: int) -> int:
    """Imprints whose name begins alike count as one publisher."""
    return zlib.crc32(" ".join(row["publisher"].split()[:1]).lower().encode()) % folds


def missing_models(folds: set[int]) -> list[Path]:
    """Models of these folds that have not been trained."""
    wanted = [FOLDS / f"{name}-{fold}.crfsuite" for name in MODELS for fold in sorted(folds)]
    return [path for path in wanted if not path.exists()]
