"""How sure the parser is of each field, as a share: of fields with 0.8, about eight in ten are right.

What models and votes say of themselves is bent by a logistic curve for each kind of field, fitted to papers read by
models that had not seen their publishers (scripts/draw_calibration.py --fit).
"""

import math

# Slope and offset over the logit of what a model or vote says.
CURVES = {
    "title": (0.81, -0.43), "author": (0.58, -0.08), "abstract": (0.61, 0.94), "keyword": (1.0, 0.33),
    "container-title": (2.23, 1.01), "volume": (2.23, 1.01), "issue": (2.23, 1.01), "page": (2.23, 1.01),
}  # fmt: skip
LEAST, MOST = 0.005, 0.995


def calibrated(field: str, said: float) -> float:
    """The share of fields of this kind that are right where models or votes say so much of themselves."""
    if field not in CURVES:
        return said
    slope, offset = CURVES[field]
    bounded = min(max(said, LEAST), MOST)
    return 1 / (1 + math.exp(-(slope * math.log(bounded / (1 - bounded)) + offset)))
