"""Uploads from the page: files, folders, refusals, pausing, a lost server, the same files again."""

import re
from pathlib import Path
from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Person, Server, check_in_all_looks
from tests.pdfs import make_pdf

# Drops what a file picker took anywhere on the page, as a drag from the desktop would.
DROP = """
() => {
  const transfer = new DataTransfer();
  for (const file of document.querySelector('input[type=file]').files) transfer.items.add(file);
  for (const type of ['dragenter', 'dragover', 'drop']) {
    document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}
"""


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Uploads")


def line(page: Page, name: str) -> Locator:
    return panel(page).get_by_role("listitem").filter(has_text=name)


def large_pdf(megabytes: int) -> bytes:
    """A real small paper with a long tail of comments, which no two calls give alike."""
    tail = (b"%" + uuid4().hex.encode() * 32_768)[: (1 << 20) - 1] + b"\n"
    return make_pdf(f"Large {uuid4()}", title="A large paper about whales") + tail * megabytes


async def choose(page: Page, files: list[Path]) -> None:
    await page.get_by_label("Choose PDFs").set_input_files(files)


async def open_library(page: Page) -> None:
    await page.goto("/")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def test_a_folder_becomes_a_library_and_the_rest_is_said(
    page: Page, person: Person, corpus: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "reading list" / "deep"
    folder.mkdir(parents=True)
    papers = sorted((corpus / "papers").glob("*.pdf"))[:6]
    for paper in papers:
        (folder / paper.name).write_bytes(paper.read_bytes())
    (folder.parent / "notes.docx").write_bytes(b"not for us")
    (folder / "index.html").write_text("nor this")
    (folder / ".DS_Store").write_text("nobody means this")
    (folder / "pretends.pdf").write_text("I am not a PDF")
    (folder / "empty.pdf").touch()
    await open_library(page)
    await page.get_by_label("Choose a folder").set_input_files(folder.parent)
    await expect(page.get_by_text("2 files aren’t PDFs and were skipped")).to_be_visible()
    await expect(panel(page).get_by_text("6 papers uploaded, 2 refused")).to_be_visible()
    await expect(line(page, "pretends.pdf")).to_contain_text("isn’t a PDF")
    await expect(line(page, "empty.pdf")).to_contain_text("The file is empty.")
    await check_in_all_looks(page)
    await expect(page.get_by_role("grid").get_by_text("Ready")).to_have_count(6)
    names = {row["file_name"] for row in await rows(person)}
    assert names == {paper.name for paper in papers}


async def rows(person: Person) -> list[dict[str, object]]:
    answer = await person.http.get(f"/api/teams/{person.team['id']}/papers?limit=200")
    return list(answer.json()["items"])


async def test_the_panel_goes_away_once_all_is_through_and_stays_for_what_needs_somebody(
    page: Page, person: Person, tmp_path: Path
) -> None:
    files = [tmp_path / f"paper {number}.pdf" for number in range(2)]
    for number, file in enumerate(files):
        file.write_bytes(make_pdf(f"Away {number} {uuid4()}", title=f"Paper {number} about terns"))
    refused = tmp_path / "pretends.pdf"
    refused.write_text("I am not a PDF")
    await page.clock.install()
    await open_library(page)
    await choose(page, files)
    said = page.get_by_role("status").filter(has_text="2 papers uploaded")
    await expect(said).to_have_count(1)
    await panel(page).hover()
    await page.clock.run_for(60_000)
    await expect(panel(page).get_by_role("listitem")).to_have_count(2)
    await page.mouse.move(1, 1)
    await page.get_by_role("region", name="Files").focus()
    await page.clock.run_for(60_000)
    await expect(panel(page).get_by_role("listitem")).to_have_count(2)
    await page.get_by_placeholder("Filter").focus()
    await page.clock.run_for(5_000)
    await expect(panel(page).get_by_role("listitem")).to_have_count(0)
    await expect(panel(page)).to_contain_text("2 papers uploaded")
    await page.clock.run_for(10_000)
    await expect(panel(page)).to_have_count(0)

    # What went before is not counted again, and what was refused stays in sight.
    await choose(page, [refused])
    await expect(page.get_by_role("status").filter(has_text="1 refused")).to_have_text("1 refused")
    await page.mouse.move(1, 1)
    await page.clock.run_for(60_000)
    await expect(line(page, refused.name)).to_contain_text("isn’t a PDF")

    # On a telephone it makes itself small when one goes to a paper, and covers none of the reader's tools.
    await page.set_viewport_size({"width": 390, "height": 844})
    paper = (await rows(person))[0]
    # By its address: the page's clock stands still, and with it what would tell the page of the title.
    await page.locator(f"a[href*='{paper['id']}']").first.click()
    await expect(panel(page)).to_contain_text("1 refused")
    await expect(panel(page).get_by_role("listitem")).to_have_count(0)
    await page.get_by_role("link", name="Read", exact=True).click()
    box = await panel(page).bounding_box()
    tools = await page.get_by_role("toolbar").last.bounding_box()
    assert box
    assert tools
    assert box["y"] > tools["y"] + tools["height"] or box["x"] > tools["x"] + tools["width"]
    assert box["height"] < 60


async def test_files_dropped_on_the_page_go_up_and_dropped_again_are_already_here(
    page: Page, person: Person, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "renamed copy.pdf"
    first.write_bytes(make_pdf(f"Once {uuid4()}", title="A paper about terns"))
    second.write_bytes(first.read_bytes())
    await open_library(page)
    picker = page.get_by_label("Choose PDFs")
    await picker.evaluate("input => input.addEventListener('change', event => event.stopImmediatePropagation(), true)")
    for file, said in ((first, "uploaded"), (second, "Already here"), (first, "Already here")):
        sent: list[int] = []
        page.on("request", lambda request, sent=sent: sent.append(1) if request.method == "PATCH" else None)
        await picker.evaluate("(input) => { input.value = '' }")
        await picker.set_input_files(file)
        await page.evaluate(DROP)
        await expect(line(page, file.name)).to_contain_text(said)
        assert bool(sent) == (said == "uploaded"), "bytes that the team has are not sent"
    assert len(await rows(person)) == 1


async def test_an_upload_is_paused_survives_a_reload_and_goes_on_where_it_was(
    page: Page, person: Person, tmp_path: Path
) -> None:
    file = tmp_path / "whales.pdf"
    file.write_bytes(large_pdf(48))
    await open_library(page)
    await slow_down(page, bytes_a_second=6_000_000)
    await choose(page, [file])
    await expect(line(page, file.name)).to_contain_text(re.compile(r"[1-9][0-9]* MB of 50 MB"))
    await panel(page).get_by_role("button", name="Pause whales.pdf").click()
    await expect(line(page, file.name)).to_contain_text("Paused at")
    await check_in_all_looks(page)
    await panel(page).get_by_role("button", name="Resume whales.pdf").click()
    await expect(panel(page).get_by_role("button", name="Pause whales.pdf")).to_be_visible()

    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), page.context.pages and dialog.accept())[1])
    await page.reload()
    assert asked == ["beforeunload"], "closing the page would lose the upload, so it asks"
    offset = (await person.http.get(f"/api/teams/{person.team['id']}/uploads")).json()["items"][0]["offset"]
    assert offset > 0

    starts: list[int] = []
    page.on(
        "request",
        lambda request: starts.append(int(request.headers["upload-offset"])) if request.method == "PATCH" else None,
    )
    await choose(page, [file])
    await expect(line(page, file.name)).to_contain_text("uploaded")
    assert starts[0] >= offset
    assert len(await rows(person)) == 1


async def slow_down(page: Page, bytes_a_second: int) -> None:
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_a_second}
    await devtools.send("Network.emulateNetworkConditions", limits)


async def test_cancelling_leaves_nothing_behind(page: Page, person: Person, tmp_path: Path) -> None:
    file = tmp_path / "whales.pdf"
    file.write_bytes(large_pdf(48))
    await open_library(page)
    await slow_down(page, bytes_a_second=6_000_000)
    await choose(page, [file])
    await expect(line(page, file.name)).to_contain_text(re.compile(r"[1-9][0-9]* MB of 50 MB"))
    async with page.expect_response(lambda answer: answer.request.method == "DELETE") as answer:
        await panel(page).get_by_role("button", name="Cancel whales.pdf").click()
    assert (await answer.value).status == 204
    await expect(line(page, file.name)).to_have_count(0)
    upload = (await person.http.get(f"/api/teams/{person.team['id']}/uploads")).json()["items"][0]
    assert upload["status"] == "cancelled"
    assert await rows(person) == []


COUNT_SENDERS = """
    let senders = 0
    window.mostSenders = 0
    const open = XMLHttpRequest.prototype.open
    XMLHttpRequest.prototype.open = function (method, ...rest) {
        let sending = false
        this.addEventListener('readystatechange', () => {
            if (this.readyState === 4 && sending) { senders -= 1; sending = false }
        })
        this.addEventListener('loadstart', () => {
            if (method === 'POST' || method === 'PATCH') { senders += 1; sending = true }
            window.mostSenders = Math.max(window.mostSenders, senders)
        })
        return open.call(this, method, ...rest)
    }
"""


async def test_a_thousand_files_queue_and_go_four_at_a_time(page: Page, person: Person, tmp_path: Path) -> None:
    files = []
    for number in range(1_000):
        file = tmp_path / f"one of many {number}.pdf"
        # No parser is kept busy by what is damaged; how they are sent is the same.
        file.write_bytes(b"%PDF-1.4\n%" + str(uuid4()).encode() + b"\n")
        files.append(file)
    await page.add_init_script(COUNT_SENDERS)
    await open_library(page)
    await choose(page, files)
    await expect(panel(page)).to_contain_text("of 1,000")
    assert await panel(page).get_by_role("listitem").count() < 40, "only what is seen is drawn"
    await expect(panel(page)).to_contain_text(re.compile(r"[1-9][0-9]{2} of 1,000"), timeout=120_000)
    assert len((await person.http.get(f"/api/teams/{person.team['id']}/papers?limit=100")).json()["items"]) == 100
    await panel(page).get_by_role("button", name="Cancel all").click()
    await expect(panel(page).get_by_role("button", name="Cancel all")).to_have_count(0)
    assert await page.evaluate("window.mostSenders") == 4


async def test_a_server_that_comes_back_is_found_again_without_a_reload(
    page: Page, person: Person, server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "whales.pdf"
    file.write_bytes(large_pdf(48))
    await open_library(page)
    await slow_down(page, bytes_a_second=6_000_000)
    await choose(page, [file])
    await expect(line(page, file.name)).to_contain_text(re.compile(r"[1-9][0-9]* MB of 50 MB"))
    server.stop()
    await expect(page.get_by_text("Offline. Reconnecting")).to_be_visible()
    server.start()
    await expect(page.get_by_text("Offline. Reconnecting")).to_have_count(0)
    await expect(page.get_by_role("grid").get_by_role("link")).to_have_count(1)
    await expect(page.get_by_role("grid").get_by_text("Ready")).to_have_count(1)
    assert len(await rows(person)) == 1
