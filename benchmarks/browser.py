"""Chromium and a `scrollkeeper serve` of its own for a benchmark, with one person who is signed in."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.conftest import (
    CHROMIUM,
    FLAGS,
    PATIENCE_MS,
    Person,
    Server,
    open_window,
    sign_in,
)


@dataclass
class Desk:
    """A window with somebody in it."""

    server: Server
    browser: Browser
    person: Person
    page: Page


@asynccontextmanager
async def open_desk(width: int = 1280, height: int = 900) -> AsyncIterator[Desk]:
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory(prefix="scrollkeeper-benchmark-") as folder:
        server = Server(Path(folder))
        server.start()
        try:
            async with server.person("Grace Hopper") as person, async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
                context = await open_window(browser, server, viewport={"width": width, "height": height})
                await sign_in(context, person, server)
                yield Desk(server, browser, person, await context.new_page())
                await browser.close()
        finally:
            server.stop()
