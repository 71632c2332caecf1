"""A paper cited from its page and from a selection, in a style that is remembered; its key; a live address."""

import httpx
from playwright.async_api import Page, expect

from tests.browser.conftest import Person, Server, check_in_all_looks
from tests.browser.test_history import shot

CURIE = {
    "type": "article-journal", "title": "Radioactive <i>substances</i>", "container-title": "Chemical News",
    "author": [{"family": "Curie", "given": "Marie"}], "volume": "88", "page": "85-86",
    "issued": {"date-parts": [[1903]]},
}  # fmt: skip


async def test_a_paper_is_cited_in_a_style_that_is_remembered(page: Page, person: Person, server: Server) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    added = await page.request.post(
        f"{server.url}/api/teams/{person.team['id']}/papers",
        data={"metadata": CURIE},
        headers={"Origin": server.url},
    )
    assert added.ok, await added.text()
    paper = await added.json()
    await page.goto(f"/t/{person.team['slug']}/papers/{paper['id']}")
    await expect(page.get_by_role("button", name="Copy citation key curieRadioactiveSubstances1903")).to_be_visible()
    await shot(page, "paper-with-key")
    await page.get_by_role("button", name="Cite", exact=True).click()
    dialog = page.get_by_role("dialog", name="Cite")
    await expect(dialog.get_by_role("group", name="In the text")).to_have_text("(Curie, 1903)")
    style = dialog.get_by_role("combobox", name="Style")
    await style.fill("ieee reference")
    await page.get_by_role("option", name="IEEE Reference Guide").first.click()
    await expect(dialog.get_by_role("group", name="In the text")).to_have_text("[1]")
    entries = dialog.get_by_role("group", name="Bibliography")
    await expect(entries).to_contain_text("M. Curie, “Radioactive substances,” Chemical News, vol. 88")
    await expect(dialog.get_by_text("citeproc-js implements the Citation Style Language")).to_be_visible()
    await shot(page, "cite")
    await check_in_all_looks(page)
    await dialog.get_by_role("button", name="Copy bibliography").click()
    await expect(page.get_by_text("Bibliography copied.")).to_be_visible()
    copied = await page.evaluate(
        "async () => (await (await navigator.clipboard.read())[0].getType('text/html')).text()"
    )
    assert "<i>Chemical News</i>" in copied
    await style.fill("zzzzqq")
    await expect(page.get_by_role("option", name="No style has these words.")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Cite", exact=True)).to_be_focused()
    await page.reload()
    await expect(page.get_by_role("button", name="Cite", exact=True)).to_be_visible()
    await page.keyboard.press("Control+Shift+C")
    await expect(page.get_by_text("Citation copied.")).to_be_visible()
    assert await page.evaluate("() => navigator.clipboard.readText()") == "[1]"

    await page.goto(f"/t/{person.team['slug']}")
    await page.get_by_role("button", name="Add").first.click()
    await page.get_by_role("menuitem", name="Export all…").click()
    await page.get_by_role("button", name="Create live address").click()
    export = page.get_by_role("dialog", name="Export references")
    url = await export.locator("code").first.inner_text()
    await shot(page, "live-address")
    async with httpx.AsyncClient() as anybody:
        answer = await anybody.get(server.url + url[url.index("/bib/") :])
    assert "{curieRadioactiveSubstances1903," in answer.text
    await export.get_by_role("button", name="Revoke").click()
    await expect(export.locator("code")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Add").first).to_be_focused()
