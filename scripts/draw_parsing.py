#!/usr/bin/env python3
"""Draws docs/images/parsing-*.png: what is read at each stage, painted over a paper that the project typesets.

draw_parsing.py [--layout "two columns"]
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from scrollkeeper.parsing.document import Line
from scrollkeeper.parsing.drawing import draw_page
from scrollkeeper.parsing.front_matter.header import body_size, read_header
from scrollkeeper.parsing.layout.heading_features import candidates_of
from scrollkeeper.parsing.layout.lines import lines_of
from scrollkeeper.parsing.parser import open_pdf
from scrollkeeper.parsing.structure import mark_zones
from tests.parsing.layouts import LAYOUTS

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTH = 640


def main() -> None:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--layout", default="two columns", choices=[layout.name for layout in LAYOUTS])
    layout = next(one for one in LAYOUTS if one.name == ask.parse_args().layout)
    with open_pdf(layout.pdf()) as pdf:
        read = list(lines_of(pdf))
        lines: list[Line] = [line for _, found in read for line in found]

        def draw(stage: str) -> None:
            image = draw_page(pdf, 1, lines).resize((WIDTH, WIDTH * 297 // 210)).quantize(64)
            image.save(IMAGES / f"parsing-{stage}.png", optimize=True)

        draw("lines")
        sizes = mark_zones(lines, [page.height for page, _ in read])
        read_header(lines, sizes, body_size(lines))
        draw("header")
        for candidate in candidates_of(lines, body_size(lines), pdf.outline()):
            candidate.line.zone = "heading"
        draw("headings")


if __name__ == "__main__":
    main()
