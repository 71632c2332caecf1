"""How readable the text of a page is: fonts without a usable encoding give signs that mean nothing."""

import re
from collections.abc import Sequence

import numpy as np

LONG = re.compile(r"\b[A-Za-zÀ-ɏ]{4,}")
# Four letters or more without a vowel, or a capital in the middle of small letters.
ODD = re.compile(r"\b(?=[A-Za-zÀ-ɏ]{4})(?:[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ]{4,}\b|[A-Za-zÀ-ɏ]*[a-zß-ÿ][A-ZÀ-Þ])")
# Each Latin-1 sign as c, v, C or V for consonants and other letters, small and capital, 0 for digits, else a space.
KINDS = bytes(
    ord("0" if char.isdigit() or char == "_" else " ")
    if not ("A" <= char <= "Z" or "a" <= char <= "z" or char >= "À")
    else ord("c" if char in "bcdfghjklmnpqrstvwxz" else "v")
    if char >= "ß" or "a" <= char <= "z"
    else ord("C" if char in "BCDFGHJKLMNPQRSTVWXZ" else "V")
    for char in map(chr, range(256))
)
# The part of a page's long words that may be odd without any meaning, and one that is surely below it.
USUAL, SURE = 0.15, 0.12
# Below this a page counts as garbage; text of every language seen lies above 0.85.
GARBAGE = 0.7
MIN_WORDS = 30
# Signs at the beginning of a page that tell how readable all of it is.
SAMPLE = 2500


def quality_of(text: str) -> float:
    """From 0.0 to 1.0: the part of a page's signs that have a meaning, less where its words have no vowels.

    A font that was embedded without its encoding gives private signs, or letters shifted by a constant: words
    without vowels, or with capitals in their middle.
    """
    if not text:
        return 1.0
    meant = 1.0 if text.isascii() else 1 - _count_private(text) / len(text)
    sample = text[:SAMPLE]
    words = 0 if _is_usual(sample) else len(LONG.findall(sample))
    if words < MIN_WORDS:
        return round(meant, 3)
    return round(meant * (1 - max(len(ODD.findall(sample)) / words - USUAL, 0)), 3)


def _count_private(text: str) -> int:
    """How many signs stand for none: of the private use area, or the one that replaces what cannot be decoded."""
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    return int(np.count_nonzero(((codes >= 0xE000) & (codes <= 0xF8FF)) | (codes == 0xFFFD)))


def _is_usual(sample: str) -> bool:
    """Whether the text has no more than the usual part of odd words, by counts that are quick and never too low."""
    kinds = b" " + sample.encode("latin-1", "replace").translate(KINDS)
    letters = kinds.lower()
    words = letters.replace(b"v", b"c").count(b" cccc")
    odd = letters.count(b"cccc") + sum(map(kinds.count, (b"cC", b"cV", b"vC", b"vV")))
    return odd <= SURE * words


def warnings_of(qualities: Sequence[float], scanned: int) -> list[str]:
    """Sentences on pages that cannot be read as they are."""
    pages = len(qualities)
    warnings = []
    if scanned:
        warnings.append(f"{scanned} of {pages} pages have no text layer.")
    garbage = [number for number, quality in enumerate(qualities, 1) if quality < GARBAGE]
    if garbage:
        named = ", ".join(map(str, garbage[:10])) + (", …" if len(garbage) > 10 else "")
        warnings.append(f"The text of {len(garbage)} of {pages} pages cannot be read by machines (pages {named}).")
    return warnings
