"""Annotations that lie in the file itself are taken in, and each is shown once; links and forms stay the page's own."""

import io
from typing import Any

from playwright.async_api import Page, expect

from scrollkeeper.parsing.parser import open_pdf
from scrollkeeper.parsing.pdf_annotations import add_marks
from tests.browser.conftest import Person
from tests.browser.test_reading import place, ready
from tests.pdfs import PAGE, typeset

LINKED = PAGE + 'Forty plots were counted. #link("https://example.org/plots")[The counts]\n#pagebreak()\nThe end'
COMMON = {"color": [255, 40, 40], "author": "Ada", "at": "2020-01-02T03:04:05+00:00", "strokes": []}
MARKS: list[dict[str, Any]] = [
    {"kind": "highlight", "rects": [(71.0, 71.0, 150.0, 84.0)], "text": "Forty?", "name": "one"},
    {"kind": "area", "rects": [(300.0, 300.0, 400.0, 380.0)], "text": "", "name": "two"},
    {"kind": "note", "rects": [(200.0, 200.0, 200.0, 200.0)], "text": "Which year?", "name": "three"},
]
# Pixels that are red rather than grey, on what pdf.js painted of the page.
RED = """canvas => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let red = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] > data[at + 1] + 40 && data[at] > data[at + 2] + 40) red++;
    return red;
}"""


def marked_pdf() -> bytes:
    source, made = open_pdf(typeset(LINKED)), io.BytesIO()
    add_marks(source, [COMMON | {"page": 1} | mark for mark in MARKS])
    source.document.save(made)
    return made.getvalue()


async def test_each_mark_of_the_file_is_shown_once(page: Page, person: Person) -> None:
    paper = await ready(person, (await person.upload("marked.pdf", marked_pdf()))["id"])
    await page.goto(place(person, paper, f"/read/{paper['files'][0]['id']}"))
    sheet = page.locator(".page[data-page-number='1']")
    await expect(sheet.locator("button[data-annotation]")).to_have_count(len(MARKS))
    await expect(sheet.locator("canvas")).to_have_count(1)
    await expect(sheet.locator(".annotationLayer a[href='https://example.org/plots']")).to_have_count(1)
    await expect(sheet.locator(".annotationLayer section")).to_have_count(1)
    assert await sheet.locator("canvas").evaluate(RED) == 0
    await page.get_by_role("button", name="Zoom in").click()
    await expect(sheet.locator("button[data-annotation]")).to_have_count(len(MARKS))
    await page.wait_for_timeout(500)
    assert await sheet.locator("canvas").first.evaluate(RED) == 0
    # There was something to paint: the small picture of the page shows the file as it came.
    await page.get_by_role("button", name="Show contents").click()
    await page.get_by_role("tab", name="Pages").click()
    small = page.get_by_role("list", name="Pages").locator("canvas").first
    for _ in range(100):
        if await small.evaluate("canvas => canvas.width > 0") and await small.evaluate(RED) > 0:
            return
        await page.wait_for_timeout(100)
    raise AssertionError("the small picture shows no marks")
