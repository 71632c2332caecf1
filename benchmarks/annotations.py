"""A file with 2,000 annotations on 300 pages: asked for over HTTP, opened and scrolled in Chromium; and how soon a
teammate's mark is on the open page. Run alone: `python -m benchmarks.annotations`.
"""

import asyncio
import random
import time
from typing import Any

from playwright.async_api import Page

from benchmarks.browser import Desk, open_desk
from benchmarks.database import percentile, print_table
from tests.browser.test_reading import ready
from tests.pdfs import make_pdf

PAGES, ANNOTATIONS, AT_ONCE = 300, 2_000, 500
SAVES = 40
WORDS = ("eelgrass", "meadow", "plots", "counted", "shoots", "divers", "tide", "salinity", "storm", "depth", "light",
         "growth", "survey", "island", "current")  # fmt: skip
# Notes when marks are painted, in the clock that Python reads too.
WATCH = """() => {
    window.painted = {};
    new MutationObserver(() => {
        for (const mark of document.querySelectorAll('button[data-annotation]'))
            window.painted[mark.dataset.annotation] ??= Date.now();
    }).observe(document, { childList: true, subtree: true });
}"""
# Scrolls as a wheel does and gives the time between frames, in milliseconds.
SCROLL = """([pixels, frames]) => new Promise(resolve => {
    const pages = document.querySelector('[role=region]'), times = [];
    let last = performance.now(), left = frames;
    const step = now => {
        times.push(now - last);
        last = now;
        pages.scrollTop += pixels;
        if (left-- > 0) requestAnimationFrame(step); else resolve(times.slice(1));
    };
    requestAnimationFrame(step);
})"""


async def run() -> list[dict[str, Any]]:
    async with open_desk() as desk:
        chance = random.Random(3)
        small = await _add(desk, "small.pdf", 3, chance)
        before = await _watch_saves(desk, small)
        large = await _add(desk, "large.pdf", PAGES, chance)
        await _annotate(desk, large, chance)
        pages, whole = await _ask_for_all(desk, large)
        shown, done, plain, marked = await _open(desk, large, small)
        after = await _watch_saves(desk, large)
    what = f"{ANNOTATIONS:,} annotations on {PAGES} pages"
    return [
        _row(f"a page of {what}, p95", percentile(pages, 0.95), "ms", "aim: 200"),
        _row(f"all of {what}, one page after the other", whole, "ms"),
        _row(f"{what}: opened until marks are painted", shown, "s", "aim: 3"),
        _row(f"{what}: opened until the last is known", done, "s"),
        *_frames(marked, plain),
        *_saves("an empty paper", before),
        *_saves(f"one with {ANNOTATIONS:,}", after),
    ]  # fmt: skip


def _saves(what: str, took: list[float]) -> list[dict[str, Any]]:
    return [
        _row(f"a teammate's mark on the open page of {what}, p{part * 100:.0f}", percentile(took, part), "ms", beside)
        for part, beside in ((0.5, None), (0.95, "aim: 300"))
    ]


def _frames(marked: list[float], plain: list[float]) -> list[dict[str, Any]]:
    beside = {part: f"3 pages without marks: {percentile(plain, part):.0f}" for part in (0.5, 0.95)}
    return [
        _row(f"frames while it is scrolled, p{part * 100:.0f}", percentile(marked, part), "ms", beside[part])
        for part in beside
    ]


def _row(name: str, value: float, unit: str, beside: str | None = None) -> dict[str, Any]:
    return {"name": name, "value": round(value, 1), "unit": unit, "beside": beside}


async def _add(desk: Desk, name: str, pages: int, chance: random.Random) -> dict[str, Any]:
    texts = [f"Page {number}. " + " ".join(chance.choice(WORDS) for _ in range(420)) for number in range(1, pages + 1)]
    paper = await desk.person.upload(name, make_pdf(pages=texts))
    return await ready(desk.person, paper["id"])


def _below(desk: Desk, paper: dict[str, Any]) -> str:
    return f"/api/teams/{desk.person.team['id']}/papers/{paper['id']}/annotations"


async def _annotate(desk: Desk, paper: dict[str, Any], chance: random.Random) -> None:
    """Through the door for annotations of other programs: each on some words, some with a comment."""
    file = paper["files"][0]["id"]
    length = 0.0
    for number in (1, 150, 300):
        page = await desk.person.http.get(f"/api/teams/{desk.person.team['id']}/files/{file}/pages/{number}")
        length += len(page.json()["text"]) / 3
    for _ in range(ANNOTATIONS // AT_ONCE):
        items = []
        for _ in range(AT_ONCE):
            start = chance.randrange(int(length * PAGES * 0.98))
            place = {"type": "TextPositionSelector", "start": start, "end": start + chance.randint(20, 200)}
            target = {
                "source": "https://example.org/a.pdf",
                "selector": place,
                "styleClass": chance.choice(("green", "blue")),
            }
            said = chance.choice(("", "Is this so?", "See the other survey, and what it says of storms."))
            items.append({"type": "Annotation", "bodyValue": said, "target": target})
        answer = await desk.person.http.post(f"{_below(desk, paper)}/w3c", json=items, params={"file": file})
        assert answer.json()["added"] == AT_ONCE, answer.text[:500]


async def _ask_for_all(desk: Desk, paper: dict[str, Any]) -> tuple[list[float], float]:
    took, wholes = [], []
    for _ in range(4):
        cursor, began = None, time.monotonic()
        while True:
            asked = {"file": paper["files"][0]["id"], "limit": 200} | ({"cursor": cursor} if cursor else {})
            start = time.monotonic()
            answer = (await desk.person.http.get(_below(desk, paper), params=asked)).json()
            took.append((time.monotonic() - start) * 1e3)
            if (cursor := answer["next"]) is None:
                break
        wholes.append((time.monotonic() - began) * 1e3)
    return took, percentile(wholes, 0.5)


async def _read(desk: Desk, paper: dict[str, Any]) -> Page:
    page = await desk.page.context.new_page()
    await page.add_init_script(f"({WATCH})()")
    # A reader opens where one stopped, and marks are painted where they are seen.
    address = f"/t/{desk.person.team['slug']}/papers/{paper['id']}/read/{paper['files'][0]['id']}?page=1"
    await page.goto(address, wait_until="commit")
    return page


async def _open(
    desk: Desk, large: dict[str, Any], small: dict[str, Any]
) -> tuple[float, float, list[float], list[float]]:
    plain = await _read(desk, small)
    await plain.locator(".textLayer .endOfContent").first.wait_for(state="attached")
    without = await plain.evaluate(SCROLL, [40, 50])
    await plain.close()
    began = time.time()
    page = await _read(desk, large)
    await page.locator("button[data-annotation]").first.wait_for()
    shown = min((await page.evaluate("window.painted")).values()) / 1e3 - began
    await page.get_by_role("article").first.wait_for()
    done = time.time() - began
    await page.locator(".textLayer .endOfContent").first.wait_for(state="attached")
    frames = await page.evaluate(SCROLL, [40, 300])
    await page.close()
    return shown, done, without, frames


async def _watch_saves(desk: Desk, paper: dict[str, Any]) -> list[float]:
    """A script that is signed in as the same person stands for the teammate: to the window it is another."""
    page = await _read(desk, paper)
    await page.locator(".textLayer .endOfContent").first.wait_for(state="attached")
    await page.get_by_role("complementary", name="Discussion").wait_for()
    await asyncio.sleep(2)  # What opening the page set going is over.
    below = f"/api/teams/{desk.person.team['id']}/files/{paper['files'][0]['id']}/pages/1"
    text = (await desk.person.http.get(below)).json()["text"]
    took = []
    for number in range(SAVES):
        # As the reader sends what is selected there.
        quote = {"type": "TextQuoteSelector", "exact": text[20 * number : 20 * number + 18]}
        selectors = [quote, {"type": "PageSelector", "index": 0}]
        body = {"file": paper["files"][0]["id"], "selectors": selectors}
        began = time.time()
        made = (await desk.person.http.post(_below(desk, paper), json=body)).json()
        painted = await page.wait_for_function("id => window.painted[id]", arg=made["id"])
        took.append(await painted.json_value() - began * 1e3)
        await asyncio.sleep(0.5)
    await page.close()
    return took


if __name__ == "__main__":
    print_table(asyncio.run(run()))
