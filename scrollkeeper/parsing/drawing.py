"""Paints what was read over the picture of a page: lines in the colour of their zone, their order, and words."""

from typing import Any

from PIL import ImageDraw

from scrollkeeper.parsing.document import Line, Rect
from scrollkeeper.parsing.pdf import Pdf

SCALE = 2.0
COLOURS = {
    "body": (80, 120, 200), "header": (200, 60, 60), "caption": (30, 140, 60), "table": (30, 160, 160),
    "footnote": (150, 110, 30), "references": (130, 60, 170), "margin": (140, 140, 140), "heading": (230, 120, 0),
}  # fmt: skip


def draw_page(pdf: Pdf, number: int, lines: list[Line]) -> Any:
    """A PIL image of page `number` with its `lines` painted over it, at two pixels a point."""
    image = pdf.render(number, SCALE).convert("RGB")
    draw = ImageDraw.Draw(image)
    end: tuple[float, float] | None = None
    for position, line in enumerate(line for line in lines if line.page == number):
        colour = COLOURS.get(line.zone, COLOURS["body"])
        for piece in line.pieces:
            draw.rectangle(_scaled(piece.rect), outline=(215, 215, 215))
        box = _scaled(line.rect)
        draw.rectangle(box, outline=colour)
        draw.text((box[0] - 14, box[1]), str(position), fill=colour)
        if end is not None and line.zone != "margin" and (abs(end[0] - box[0]) > 60 or box[1] < end[1]):
            draw.line([end, (box[0], box[1])], fill=(255, 170, 170))
        end = (box[0], box[3])
    return image


def _scaled(rect: Rect) -> tuple[float, float, float, float]:
    x0, x1 = sorted((rect[0] * SCALE, rect[2] * SCALE))
    y0, y1 = sorted((rect[1] * SCALE, rect[3] * SCALE))
    return x0, y0, x1, y1
