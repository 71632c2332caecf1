"""Accents that a PDF draws as glyphs of their own, before, after or far from their letters, put back on the letters."""

import unicodedata

import numpy as np

from scrollkeeper.parsing.glyphs.columns import ACCENTS, IS_ACCENT, Glyphs

DOTLESS = {"ı": "i", "ȷ": "j"}


def attach_accents(glyphs: Glyphs) -> Glyphs:
    """Without the accent glyphs over a letter; the letter's code becomes the accented one where Unicode has it."""
    if not glyphs.accents:
        return glyphs
    accents = np.flatnonzero(IS_ACCENT[np.minimum(glyphs.code, 0xFFFF)])
    if not len(accents):
        return glyphs
    kept = np.ones(len(glyphs), bool)
    centre = (glyphs.x0 + glyphs.x1) / 2
    for index in accents.tolist():
        size = max(float(glyphs.size[index]), 1.0)
        near = (np.abs(centre - centre[index]) < 0.22 * size) & (
            np.abs(glyphs.origin_y - glyphs.origin_y[index]) < 0.5 * size
        )
        near[index] = False
        best = sorted(np.flatnonzero(near).tolist(), key=lambda other: abs(centre[other] - centre[index]))
        for other in best[:3]:
            letter = chr(min(int(glyphs.code[other]), 0x10FFFF))
            base = DOTLESS.get(letter, letter)
            composed = unicodedata.normalize("NFC", base + chr(ACCENTS[int(glyphs.code[index])]))
            if letter.isalpha() and len(composed) == 1:
                glyphs.code[other] = ord(composed)
                kept[index] = False
                break
    return glyphs if kept.all() else glyphs.take(kept)
