"""The documentation of the API loads from our own files, under the policy of pages, and shows every operation."""

import re

from playwright.async_api import Page, expect

from scrollkeeper.api_document import TAGS
from tests.browser.conftest import AXE


async def test_the_documentation_of_the_api(stranger: Page) -> None:
    complaints: list[str] = []
    elsewhere: list[str] = []
    stranger.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    stranger.on("request", lambda asked: elsewhere.append(asked.url))
    answer = await stranger.goto("/api/docs")
    assert answer
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    await expect(stranger.get_by_role("heading", name=re.compile("^ScrollKeeper"))).to_be_visible()
    await expect(stranger.locator(".opblock-tag-section")).to_have_count(len(TAGS))
    section = stranger.locator("#operations-tag-reading")
    await section.get_by_role("button").first.click()
    await stranger.locator(".opblock-summary-control").first.click()
    await expect(stranger.get_by_text("Parameters").first).to_be_visible()
    assert complaints == []
    origin = re.escape(answer.url.removesuffix("/api/docs"))
    assert [url for url in elsewhere if not re.match(f"{origin}/|data:|blob:", url)] == []

    await stranger.evaluate(AXE.read_text())
    # How Swagger UI looks and nests its headings is not ours; that everything has a name and a language is.
    rules = ["button-name", "document-title", "html-has-lang", "image-alt", "link-name", "duplicate-id-aria"]
    found = await stranger.evaluate("(rules) => axe.run({ runOnly: rules }).then((result) => result.violations)", rules)
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
