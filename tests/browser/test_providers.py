"""Signing in at a real identity provider, in a process of its own."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import (
    Server,
    check_in_all_looks,
    free_port,
    listen_for_faults,
    open_window,
)

NODE = Path(sys.executable).parent / "node"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]) -> Iterator[Server]:
    """A ScrollKeeper that knows the provider; their names differ, so that their cookies do."""
    server = Server(tmp_path_factory.mktemp("providers"), new_database())
    port = free_port()
    command = [str(NODE), str(Path(__file__).parent / "provider.mjs"), str(port)]
    command.append(f"{server.url}/api/sign-in/lab/callback")
    log = (server.folder / "provider.log").open("wb")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as provider:
        try:
            assert provider.stdout is not None
            assert provider.stdout.readline() == b"ready\n", (server.folder / "provider.log").read_text()
            lab = {"name": "lab", "title": "Our University", "issuer": f"http://localhost:{port}"}
            lab |= {"client_id": "scrollkeeper", "client_secret": "not a secret"}
            server.settings = {"SCROLLKEEPER_OIDC": json.dumps([lab])}
            server.start()
            yield server
        finally:
            provider.terminate()
            server.stop()
            log.close()


async def sign_in_there(page: Page, login: str) -> None:
    await page.locator("input[name=login]").fill(login)
    await page.locator("input[name=password]").fill("anything")
    await page.locator("button[type=submit]").click()
    await page.get_by_role("button", name="Continue").click()


async def test_a_provider_makes_an_account_and_comes_back_to_it_and_is_left_with_it(
    chromium: Browser, server: Server
) -> None:
    context = await open_window(chromium, server)
    page = await context.new_page()
    faults = listen_for_faults(page)
    login = f"grace-{uuid4().hex[:8]}"
    await page.goto("/settings/sign-in")
    await expect(page.get_by_role("button", name="Continue with Our University")).to_be_visible()
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Continue with Our University").click()
    await sign_in_there(page, login)
    await expect(page).to_have_url(re.compile("/settings/sign-in$"))
    linked = page.get_by_role("list", name="Linked accounts")
    await expect(linked).to_contain_text(f"{login}@example.org")
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Unlink Our University").click()
    await expect(page.get_by_text("This is your only sign-in method.")).to_be_visible()

    await page.get_by_role("button", name="You, Grace Hopper").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await page.get_by_role("button", name="Yes, sign me out").click()
    await expect(page).to_have_url(f"{server.url}/sign-in")
    await page.get_by_role("button", name="Continue with Our University").click()
    await expect(page.locator("input[name=login]")).to_be_visible()
    await page.get_by_role("link", name="[ Cancel ]").click()
    await expect(page.get_by_role("alert")).to_contain_text("You didn’t finish signing in.")
    await context.close()
    assert faults == []


async def test_who_comes_without_an_address_is_asked_for_one(chromium: Browser, server: Server) -> None:
    context = await open_window(chromium, server)
    page = await context.new_page()
    await page.goto("/sign-in")
    await page.get_by_role("button", name="Continue with Our University").click()
    await sign_in_there(page, f"orcid-{uuid4().hex[:8]}")
    await expect(page.get_by_role("heading", name="What’s your email?")).to_be_visible()
    await expect(page.get_by_label("Your name")).to_have_value("Grace Hopper")
    await check_in_all_looks(page)
    await page.get_by_label("Email").fill(f"grace-{uuid4().hex[:8]}@example.org")
    await page.get_by_role("button", name="Create account").click()
    await expect(page).to_have_url(re.compile("/t/"))
    await context.close()
