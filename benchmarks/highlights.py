"""Do highlights lie on the words that were selected? Random selections in real papers, in Chromium.

The browser sets the words that are selected in the machine's own fonts; a machine with no font but DejaVu Sans has the
same shares to a tenth of a percent.

A word counts as selected where the browser's own selection covers its middle, and as marked where what the reader
paints covers it; where the words of a page stand, the parser says. Some papers are rotated, in the file or
in the reader.
"""

import asyncio
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.async_api import Page, TimeoutError
from pypdfium2 import PdfDocument, PdfMatrix

from benchmarks.browser import open_desk
from benchmarks.database import print_table
from benchmarks.ingest import CORPUS
from tests.browser.test_reading import ready

Box = tuple[float, float, float, float]
SELECTIONS, PAPERS, AIM = 200, 20, 0.98
LONGEST = 40
SHOWN_MS = 10_000
# Boxes on the screen as parts of the page that they lie on, however it is turned.
PLACED = """(boxes, page) => {
    const sheet = page.getBoundingClientRect();
    return boxes.map(box => [(box.left - sheet.left) / sheet.width, (box.top - sheet.top) / sheet.height,
        (box.right - sheet.left) / sheet.width, (box.bottom - sheet.top) / sheet.height]);
}"""
# Selects from a point to another as the mouse would; gives the boxes that are shown as selected.
SELECT = (
    """([number, [fromX, fromY], [toX, toY]]) => {
    const page = document.querySelector(`.page[data-page-number="${number}"]`);
    const view = page.closest('[role=region]'), sheet = page.getBoundingClientRect();
    view.scrollTop += sheet.top + fromY * sheet.height - view.getBoundingClientRect().top - 150;
    const now = page.getBoundingClientRect();
    const caret = (x, y) => document.caretRangeFromPoint(now.left + x * now.width, now.top + y * now.height);
    const start = caret(fromX, fromY), end = caret(toX, toY);
    if (!start || !end || !start.startContainer.parentElement.closest('.textLayer')
        || !end.startContainer.parentElement.closest('.textLayer')) return null;
    getSelection().setBaseAndExtent(start.startContainer, start.startOffset, end.startContainer, end.startOffset);
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
    if (!range || range.collapsed) return null;
    const walker = document.createTreeWalker(page.querySelector('.textLayer'), NodeFilter.SHOW_TEXT), boxes = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!range.intersectsNode(node)) continue;
        const part = document.createRange();
        part.setStart(node, node === range.startContainer ? range.startOffset : 0);
        part.setEnd(node, node === range.endContainer ? range.endOffset : node.length);
        if (part.toString().trim()) boxes.push(...part.getClientRects());
    }
    return ("""
    + PLACED
    + """)(boxes, page);
}"""
)
PAINTED = (
    """([number, id]) => {
    const page = document.querySelector(`.page[data-page-number="${number}"]`);
    const marks = [...page.querySelectorAll(`[data-annotation="${id}"]`)].map(one => one.getBoundingClientRect());
    return marks.length ? ("""
    + PLACED
    + """)(marks, page) : null;
}"""
)


@dataclass
class Score:
    """Words selected, marked, and both; and the selections of which less than the aim was met."""

    selections: int = 0
    selected: int = 0
    marked: int = 0
    both: int = 0
    poor: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.both / max(1, self.selected)

    @property
    def precision(self) -> float:
        return self.both / max(1, self.marked)


@dataclass
class Word:
    """A word of a page, its boxes in parts of the page as the reader shows it."""

    number: int
    text: str
    boxes: list[Box]


def turned(content: bytes) -> bytes:
    """The same document as scanners and office programs make it: parsed lie on their side and say that they do."""
    document, sideways, made = PdfDocument(content), PdfDocument.new(), io.BytesIO()
    for number, page in enumerate(document):
        width, height = page.get_size()
        sheet = sideways.new_page(height, width)
        drawn = document.page_as_xobject(number, sideways).as_pageobject()
        drawn.set_matrix(PdfMatrix().rotate(90, ccw=True).translate(height, 0))
        sheet.insert_obj(drawn)
        sheet.gen_content()
        sheet.set_rotation(90)
    sideways.save(made)
    return made.getvalue()


def inside(boxes: Sequence[Sequence[float]], words: Sequence[Word]) -> set[int]:
    """Numbers of the words whose middle, or that of one of their parts where a line breaks them, lies in a box."""
    return {
        word.number
        for word in words
        for x0, y0, x1, y1 in word.boxes
        if any(box[0] <= (x0 + x1) / 2 <= box[2] and box[1] <= (y0 + y1) / 2 <= box[3] for box in boxes)
    }


def turn(box: Box, quarters: int) -> Box:
    """A box in parts of a page, on the page turned clockwise."""
    x0, y0, x1, y1 = box
    for _ in range(quarters % 4):
        x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
    return x0, y0, x1, y1


async def measure(
    page: Page,
    http: httpx.AsyncClient,
    team: dict[str, Any],
    paper: dict[str, Any],
    chance: random.Random,
    count: int,
    *,
    quarters: int = 0,
    score: Score,
) -> None:
    """`count` selections on pages of one paper, in the reader turned by `quarters`."""
    file = paper["files"][0]
    below = f"/api/teams/{team['id']}"
    numbers = chance.sample(range(1, file["pages"] + 1), file["pages"])
    selected = 0
    for number in numbers:
        if selected >= count:
            return
        sheet = (await http.get(f"{below}/files/{file['id']}/pages/{number}")).json()
        size = (sheet["width"], sheet["height"]) * 2
        upright = [
            Word(
                at,
                word["text"],
                [tuple(one / of for one, of in zip(rect, size, strict=True)) for rect in word["rects"]],
            )
            for at, word in enumerate(sheet["words"])
            if any(one.isalnum() for one in word["text"])
        ]
        words = [Word(at, one.text, [turn(box, quarters) for box in one.boxes]) for at, one in enumerate(upright)]
        if len(words) < 60:
            continue
        await page.goto(f"/t/{team['slug']}/papers/{paper['id']}/read/{file['id']}?page={number}")
        there = page.locator(f".page[data-page-number='{number}']")
        await there.locator(".textLayer .endOfContent").wait_for(state="attached")
        for _ in range(quarters):
            await page.keyboard.press("r")
        if quarters:
            await page.locator(f".textLayer[data-main-rotation='{90 * quarters}']").first.wait_for(state="attached")
        await page.add_style_tag(content="[data-citations] * { pointer-events: none !important }")
        for _ in range(min(-(-count // 2), count - selected)):
            at = f"{below}/papers/{paper['id']}"
            selected += await _select(page, at, number, upright, words, chance, quarters, score)


async def _select(
    page: Page,
    url: str,
    number: int,
    upright: list[Word],
    words: list[Word],
    chance: random.Random,
    quarters: int,
    score: Score,
) -> bool:
    """Whether a passage could be selected there."""
    for _ in range(20):
        first = chance.randrange(len(words) - 2)
        last = min(len(words) - 1, first + chance.choice((0, 1, 2, 4, 8, 15, LONGEST)))
        ends = [
            turn(_within(box, at), quarters)
            for box, at in ((upright[first].boxes[0], 0.06), (upright[last].boxes[-1], 0.97))
        ]
        shown = await page.evaluate(SELECT, [number, *(((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in ends)])
        selected = inside(shown or [], words)
        # A selection that runs over columns in another order than the text is read is no passage.
        if selected and len(selected) <= 3 * LONGEST:
            break
    else:
        return False
    said = await page.evaluate("getSelection().toString()")
    async with page.expect_response(
        lambda answer: "/annotations" in answer.url and answer.request.method == "POST"
    ) as made:
        await page.keyboard.press("h")
    answer = await (await made.value).json()
    score.selections += 1
    if "id" not in answer:
        score.selected += len(selected)
        score.poor.append(f"{url} page {number}: not found: {said[:200]!r}")
        return True
    try:
        found = await page.wait_for_function(PAINTED, arg=[number, answer["id"]], timeout=SHOWN_MS)
    except TimeoutError:
        score.selected += len(selected)
        score.poor.append(
            f"{url} page {number}: {said[:120]!r} is marked on {[one['page'] for one in answer['places']]}"
        )
        return True
    marked = inside(await found.json_value(), words)
    score.selected, score.marked = score.selected + len(selected), score.marked + len(marked)
    score.both += len(selected & marked)
    if len(selected & marked) < AIM * max(len(selected), len(marked)):
        missing, more = (
            " ".join(words[one].text for one in sorted(some)[:12]) for some in (selected - marked, marked - selected)
        )
        score.poor.append(f"{url} page {number}: {said[:120]!r} lacks {missing!r}, has also {more!r}")
    return True


def _within(box: Box, part: float) -> Box:
    """The point of a word from which, or to which, one selects."""
    x = box[0] + part * (box[2] - box[0])
    return x, box[1], x, box[3]


async def run() -> list[dict[str, Any]]:
    """Papers in one and in two columns; of four one lies on its side in the file, one is turned in the reader."""
    chance, score = random.Random(7), Score()
    files = chance.sample(sorted(CORPUS.glob("*.pdf")), PAPERS)
    async with open_desk(1000, 1300) as desk:
        person, waiting = desk.person, []
        for number, path in enumerate(files):
            content = path.read_bytes()
            waiting.append(await person.upload(path.name, turned(content) if number % 4 == 1 else content))
        for number, paper in enumerate(waiting):
            quarters = chance.choice((1, 2, 3)) if number % 4 == 3 else 0
            each, read = SELECTIONS // PAPERS, await ready(person, paper["id"])
            await measure(desk.page, person.http, person.team, read, chance, each, quarters=quarters, score=score)
    for one in score.poor:
        print(one)
    what = f"of {score.selections} selections in {PAPERS} papers"
    return [
        {
            "name": f"words {what} that are marked",
            "value": round(100 * score.recall, 2),
            "unit": "%",
            "beside": f"aim: {AIM:.0%}",
        },
        {
            "name": f"words marked {what} that were selected",
            "value": round(100 * score.precision, 2),
            "unit": "%",
            "beside": f"aim: {AIM:.0%}",
        },
        {
            "name": "selections that meet it each",
            "value": score.selections - len(score.poor),
            "unit": f"of {score.selections}",
        },
    ]


if __name__ == "__main__":
    print_table(asyncio.run(run()))
