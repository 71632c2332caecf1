"""Accents that a PDF draws as glyphs of their own, before, after or far from their letters, put back on the letters."""

import unicodedata

import numpy as np

from scrollkeeper.parsing.glyphs import Glyphs, code_table

COMBINING = {
    0x60: 0x300, 0xB4: 0x301, 0x2C6: 0x302, 0x5E: 0x302, 0x2DC: 0x303, 0xAF: 0x304, 0x2C9: 0x304, 0x2D8: 0x306,
    0x2D9: 0x307, 0xA8: 0x308, 0x2DA: 0x30A, 0x2DD: 0x30B, 0x2C7: 0x30C, 0xB8: 0x327, 0x2DB: 0x328,
} | {code: code for code in range(0x300, 0x330)}  # fmt: skip
IS_ACCENT = code_table(COMBINING)
DOTLESS = {"ı": "i", "ȷ": "j"}


def attach_accents(glyphs: Glyphs) -> Glyphs:
    """Without the accent glyphs over a letter; the letter's code becomes the accented one where Unicode has it."""
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
            composed = unicodedata.normalize("NFC", base + chr(COMBINING[int(glyphs.code[index])]))
            if letter.isalpha() and len(composed) == 1:
                glyphs.code[other] = ord(composed)
                kept[index] = False
                break
    return glyphs if kept.all() else glyphs.take(kept)
