"""What a sandboxed process does with a picture that somebody sent: the only place that decodes one.

Formats and pixels are bounded before any is read, and memory and time by the process.
"""

import io
import warnings
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageOps

from scrollkeeper.sandbox.refusals import Refusal

SIDE = 256
MAX_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG", "WEBP")


class NotDecoded(Refusal):
    """This is no picture that can be used."""


def shrink(_: Any, image: bytes) -> bytes:
    """A square WebP of 256 pixels, cut from the middle, without what a camera wrote into it; raises NotDecoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(image), formats=FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise NotDecoded
                opened.draft("RGB", (SIDE * 2, SIDE * 2))
                upright = ImageOps.exif_transpose(opened)
                square = ImageOps.fit(upright.convert("RGBA"), (SIDE, SIDE))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotDecoded from None
    written = io.BytesIO()
    square.save(written, "WEBP", quality=85)
    return written.getvalue()


def warm_up() -> None:
    """Load what decodes and encodes, so that it is there in every child."""
    for kind in FORMATS:
        sample = io.BytesIO()
        Image.new("RGB", (8, 8)).save(sample, kind)
        shrink(None, sample.getvalue())


VERBS: dict[str, Callable[..., Any]] = {"shrink": shrink}
