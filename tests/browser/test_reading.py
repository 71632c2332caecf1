"""The main journey: papers become ready, a sentence is found, and the reader opens on it, marked."""

import asyncio
import re
from pathlib import Path
from typing import Any

from playwright.async_api import FloatRect, Locator, Page, expect

from demo.typesetting import typeset
from demo.works import BY_KEY
from tests.browser.conftest import Person, check_accessible, check_in_all_looks
from tests.pdfs import clipped_pdf, drawn, make_pdf

READY_SECONDS = 240


async def ready(person: Person, paper_id: str) -> dict[str, Any]:
    """The paper once it has been read."""
    async with asyncio.timeout(READY_SECONDS):
        while True:
            paper = (await person.http.get(f"/api/teams/{person.team['id']}/papers/{paper_id}")).json()
            if paper["status"] in ("ready", "failed", "parked"):
                assert paper["status"] == "ready", paper["reason"]
                return dict(paper)
            await asyncio.sleep(0.2)


async def add(person: Person, *keys: str) -> list[dict[str, Any]]:
    """Papers of the demonstration lab, read."""
    added = [await person.upload(f"{key}.pdf", typeset(BY_KEY[key])) for key in keys]
    return [await ready(person, paper["id"]) for paper in added]


async def settled(locator: Locator) -> FloatRect:
    """Where it stands once it moves no more: a page is drawn again when its place on the screen is known."""
    last = None
    for _ in range(100):
        box = await locator.bounding_box()
        if box and box == last:
            return box
        last = box
        await asyncio.sleep(0.2)
    raise AssertionError("it does not come to rest")


def place(person: Person, paper: dict[str, Any], tail: str = "") -> str:
    return f"/t/{person.team['slug']}/papers/{paper['id']}{tail}"


async def test_text_that_nobody_sees_can_not_be_selected(page: Page, person: Person) -> None:
    """As beneath a figure that was cut out of a whole page."""
    printed = "".join(
        drawn(f"Line {number} as it is printed on the page", 72, 700 - 14 * number) for number in range(9)
    )
    hidden = "".join(drawn("What was on the page that it was cut out of", 72, 705 - 14 * number) for number in range(9))
    content = clipped_pdf(printed + "/X1 Do", ("/BBox [200 300 400 400]", hidden))
    paper = await ready(person, (await person.upload("cut.pdf", content))["id"])
    await page.goto(place(person, paper, f"/read/{paper['files'][0]['id']}"))
    await expect(page.locator(".textLayer span", has_text="Line 8 as it is printed")).to_be_visible()
    await expect(page.locator(".textLayer span", has_text="What was on the page")).to_have_count(0)
    await expect(page.locator(".textLayer span", has_text="as it is printed")).to_have_count(9)


async def test_a_sentence_is_found_and_the_reader_opens_on_it_marked(page: Page, person: Person) -> None:
    await add(person, "eelgrass", "maps", "review")
    await page.goto(f"/t/{person.team['slug']}")
    await expect(page.get_by_role("grid", name="Papers")).to_be_visible()
    await page.keyboard.press("/")
    await page.keyboard.type('"counted by two divers" -kites')
    await page.keyboard.press("Enter")
    passage = page.get_by_role("link").filter(has_text="counted by two divers")
    await expect(passage.locator("mark").first).to_be_visible()
    await check_in_all_looks(page)
    await passage.click()
    await expect(page).to_have_url(re.compile(r"/read/.*page=1"))
    await expect(page.locator(".textLayer span", has_text="counted by two divers").last).to_be_visible()
    await expect(page.locator("[data-marks] > *").first).to_be_in_viewport()
    marked = page.locator("[data-marks] > *").first
    words = page.locator(".textLayer span", has_text="counted by two divers").last
    mark, line = await settled(marked), await settled(words)
    assert abs(mark["y"] + mark["height"] / 2 - line["y"] - line["height"] / 2) < line["height"], "on its line"
    assert line["x"] - 2 <= mark["x"] <= line["x"] + line["width"], "within its words"
    await check_accessible(page)


async def test_twelve_real_papers_become_a_library_and_a_sentence_is_found(
    page: Page, person: Person, corpus: Path
) -> None:
    await page.goto("/")
    await page.get_by_label("Choose PDFs").set_input_files(sorted((corpus / "papers").glob("*.pdf"))[:12])
    await expect(page.get_by_role("grid").get_by_text("Ready")).to_have_count(12, timeout=READY_SECONDS * 1000)
    listed = (await person.http.get(f"/api/teams/{person.team['id']}/papers")).json()["items"]
    paper = next(row for row in listed if row["pages"] >= 7)
    words = await words_of(person, paper["file"], 7)
    await page.keyboard.press("/")
    await page.keyboard.type(f'"{words}"')
    await page.keyboard.press("Enter")
    await page.get_by_role("link").filter(has_text="Page 7").first.click()
    await expect(page.get_by_label("Page", exact=True)).to_have_value("7")
    await expect(page.locator("[data-page-number='7'] [data-marks] > *").first).to_be_in_viewport()


async def words_of(person: Person, file: str, number: int) -> str:
    """Six words from within a line of running text; those of a heading would stand on other pages too."""
    text = (await person.http.get(f"/api/teams/{person.team['id']}/files/{file}/pages/{number}")).json()["text"]
    found = re.search(r"(?<=[a-z] )([a-z]{3,} ){5}[a-z]{3,}", text)
    assert found
    return found[0]


async def test_the_reader_by_keyboard_and_back_where_one_was(page: Page, person: Person) -> None:
    (paper,) = await add(person, "review")
    file = paper["files"][0]["id"]
    await page.goto(place(person, paper))
    await page.get_by_role("link", name="Read", exact=True).click()
    number = page.get_by_label("Page", exact=True)
    await expect(page.get_by_text("of 4")).to_be_visible()
    await expect(page.locator(".page canvas").first).to_be_visible()
    await page.get_by_role("region", name=re.compile("^Pages of")).focus()
    await page.keyboard.press("]")
    await expect(number).to_have_value("2")
    await page.keyboard.press("]")
    await expect(number).to_have_value("3")
    await page.keyboard.press("Control+f")
    await page.get_by_role("textbox", name="Find in this document").fill("seagrass")
    await expect(page.get_by_role("status").filter(has_text=re.compile(r"\d+ of \d+"))).to_be_visible()
    await page.keyboard.press("Escape")
    await number.fill("4")
    await number.press("Enter")
    await expect(number).to_have_value("4")
    path = f"/api/teams/{person.team['id']}/files/{file}/position"
    for _ in range(150):
        if (await person.http.get(path)).json()["page"] == 4:
            break
        await asyncio.sleep(0.2)
    await page.goto(place(person, paper))
    await page.get_by_role("link", name="Read", exact=True).click()
    await expect(number).to_have_value("4")
    await check_in_all_looks(page)


async def test_metadata_is_edited_in_place_and_says_who(page: Page, person: Person) -> None:
    (paper,) = await add(person, "gauges")
    await page.goto(place(person, paper))
    await check_in_all_looks(page)
    await page.get_by_role("button", name=re.compile("^Edit title")).click()
    await page.get_by_role("textbox", name="Title").fill("Tide gauges that agree")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Tide gauges that agree", level=1)).to_be_visible()
    await expect(page.get_by_text(f"Edited by {person.name}")).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Edit doi")).click()
    await page.get_by_role("textbox", name="DOI").fill("not a doi")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("A DOI looks like 10.")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name=re.compile("^Edit title")).click()
    await page.get_by_role("button", name="Revert to extracted value").click()
    await expect(page.get_by_role("heading", name=re.compile("^Cheap Tide Gauges"), level=1)).to_be_visible()


async def test_references_lead_to_papers_of_the_library(page: Page, person: Person) -> None:
    _, maps = await add(person, "eelgrass", "maps")
    await page.goto(place(person, maps))
    await page.get_by_role("tab", name="References").click()
    await check_accessible(page)
    await page.get_by_role("link", name=re.compile("^Seagrass Meadows Remember")).click()
    await expect(page.get_by_role("heading", name=re.compile("^Seagrass Meadows Remember"), level=1)).to_be_visible()


async def test_an_edit_elsewhere_appears_without_a_reload(page: Page, person: Person) -> None:
    (paper,) = await add(person, "surge")
    await page.goto(place(person, paper))
    await expect(page.get_by_role("heading", name=re.compile("^Surge in Small Harbours"), level=1)).to_be_visible()
    url = f"/api/teams/{person.team['id']}/papers/{paper['id']}"
    assert (await person.http.patch(url, json={"metadata": {"title": "Changed by a script"}})).status_code == 200
    await expect(page.get_by_role("heading", name="Changed by a script", level=1)).to_be_visible()


async def test_searching_for_nothing_says_how_to_search(page: Page, person: Person) -> None:
    await page.goto(f"/t/{person.team['slug']}/search?q=zyzzyva")
    await expect(page.get_by_text("No results.").first).to_be_visible()
    await expect(page.get_by_text("year:2015..2020")).to_be_visible()
    await check_in_all_looks(page)


async def test_every_matching_page_of_one_paper_can_be_asked_for(page: Page, person: Person) -> None:
    pages = [f"The lanterns of room {number} are lit at dusk." for number in range(1, 9)]
    paper = await person.upload("lanterns.pdf", make_pdf(pages=pages, title="Lanterns in Eight Rooms"))
    await ready(person, paper["id"])
    await page.goto(f"/t/{person.team['slug']}/search?q=dusk")
    passages = page.get_by_role("link").filter(has_text="are lit at dusk")
    more = page.get_by_role("link", name=re.compile("more pages match$"))
    await expect(more).to_be_visible()
    assert await passages.count() < len(pages)
    await more.click()
    await expect(passages).to_have_count(len(pages))
    await expect(passages.nth(4)).to_contain_text("Page 5")
    await expect(more).to_have_count(0)
    await check_in_all_looks(page)
    await page.get_by_role("link", name="Search all papers").click()
    await expect(more).to_be_visible()


async def test_a_citation_in_the_text_shows_its_reference_and_opens_the_paper(page: Page, person: Person) -> None:
    _, review = await add(person, "eelgrass", "review")
    await page.goto(place(person, review, f"/read/{review['files'][0]['id']}"))
    citation = page.get_by_role("button", name=re.compile(r"^Reference .*2019")).first
    await expect(citation).to_be_visible()
    await check_accessible(page)
    await citation.focus()
    await page.keyboard.press("Enter")
    card = page.get_by_role("dialog")
    await expect(card).to_contain_text("Seagrass Meadows Remember")
    await check_accessible(page)
    await page.keyboard.press("Escape")
    await expect(card).to_have_count(0)
    await citation.click()
    await card.get_by_role("link", name="Open in library").first.click()
    await expect(page.get_by_role("heading", level=1, name="Seagrass Meadows Remember")).to_be_visible()
