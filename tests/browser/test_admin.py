"""Whoever administers the instance finds people, teams, use, jobs, bans, settings and the log on a page of its own."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import (
    PASSWORD,
    Person,
    Server,
    check_accessible,
    check_in_all_looks,
    listen_for_faults,
    open_window,
    sign_in,
)

PARTS = ("people", "teams", "usage", "jobs", "bans", "settings", "log")


@pytest.fixture
async def root(chromium: Browser, server: Server) -> AsyncIterator[Page]:
    """A window of an administrator, made as a host does it: with the command."""
    email = f"root-{uuid4().hex[:12]}@example.org"
    command = [str(Path(sys.executable).parent / "scrollkeeper"), "person", "create", "--admin"]
    command += ["--data-dir", str(server.folder / "data"), "--email", email, "--name", "Radia Perlman"]
    made = await asyncio.to_thread(
        subprocess.run,
        command,
        input=f"{PASSWORD}\n",
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
        env=server.to_its_database(),
    )
    assert made.returncode == 0, made.stderr
    async with server.client() as http:
        answer = await http.post("/api/sessions", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        window = await open_window(chromium, server, accept_downloads=True)
        await sign_in(window, Person("Radia Perlman", email, answer.json()["teams"][0], http), server)
        page = await window.new_page()
        faults = listen_for_faults(page)
        yield page
        await window.close()
        assert faults == []


async def test_whoever_administers_finds_everything_on_one_page(
    root: Page, page: Page, person: Person, server: Server
) -> None:
    team = (await person.http.post("/api/teams", json={"name": f"Compiler Group {uuid4().hex[:6]}"})).json()
    await page.goto(f"/t/{team['slug']}")
    await page.get_by_role("button", name="You, Grace Hopper").click()
    await expect(page.get_by_role("menuitem", name="Settings")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="Administration")).to_have_count(0)
    await page.goto("/admin/people")
    await expect(page.get_by_role("heading", name="Page not found")).to_be_visible()

    await root.goto("/")
    await root.get_by_role("button", name="You, Radia Perlman").click()
    await root.get_by_role("menuitem", name="Administration").click()
    await expect(root.get_by_role("heading", name="People")).to_be_visible()

    # A person is disabled, which ends what they have open, and let in again.
    await page.goto(f"/t/{team['slug']}")
    await expect(page.get_by_role("heading", name=team["name"], level=1)).to_be_visible()
    await root.get_by_role("searchbox", name="Find").fill(person.email)
    # Others have that name: until only hers is left, the button may be another's.
    await expect(root.get_by_role("button", name=re.compile("^Change "))).to_have_count(1)
    # An answer that comes later would take the row away, and its open menu with it.
    await root.wait_for_load_state("networkidle")
    await root.get_by_role("button", name="Change Grace Hopper").click()
    await root.get_by_role("menuitem", name="Disable…").click()
    await check_accessible(root)
    await root.get_by_role("dialog").get_by_role("button", name="Disable").click()
    await expect(root.get_by_text("disabled", exact=True)).to_be_visible()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    refused = await person.http.post("/api/sessions", json={"email": person.email, "password": PASSWORD})
    assert refused.status_code == 403
    await root.get_by_role("button", name="Change Grace Hopper").click()
    await root.get_by_role("menuitem", name="Enable").click()
    await expect(root.get_by_text("disabled", exact=True)).to_have_count(0)
    entered = await person.http.post("/api/sessions", json={"email": person.email, "password": PASSWORD})
    assert entered.status_code == 201

    # Her log tells it, and is taken away as a table.
    await root.get_by_role("link", name="Audit log for Grace Hopper").click()
    await expect(root.get_by_text("Radia Perlman disabled an account: Grace Hopper")).to_be_visible()
    async with root.expect_download() as coming:
        await root.get_by_role("button", name="Export as CSV").click()
    table = await asyncio.to_thread(Path(await (await coming.value).path()).read_text)
    assert "host.disabled" in table
    assert "session.started" not in table.splitlines()[0]

    # A team gets room, and comes back from deletion.
    navigation = root.get_by_role("navigation", name="Administration")
    await navigation.get_by_role("link", name="Teams").click()
    await root.get_by_role("searchbox", name="Find").fill(team["slug"])
    await expect(root.get_by_role("button", name=re.compile("^Storage limit for "))).to_have_count(1)
    await root.get_by_role("button", name=f"Storage limit for {team['name']}").click()
    await root.get_by_role("textbox", name="Gigabytes").fill("7")
    await root.get_by_role("button", name="Save").click()
    # The notification says it, too, while it is there.
    await expect(root.get_by_role("main").get_by_text("of 7 GB")).to_be_visible()
    assert (await person.http.delete(f"/api/teams/{team['id']}")).status_code == 204
    await root.get_by_role("combobox", name="Status").select_option("deleted")
    await root.get_by_role("button", name=f"Restore {team['name']}").click()
    await expect(root.get_by_role("button", name=f"Restore {team['name']}")).to_have_count(0)
    assert (await person.http.get(f"/api/teams/{team['id']}")).status_code == 200

    # A network is banned and answered again; one's own cannot be.
    await navigation.get_by_role("link", name="Bans").click()
    await root.get_by_label("Address or network").fill("everybody")
    await root.get_by_label("Reason").fill("Scans us")
    await root.get_by_role("button", name="Ban", exact=True).click()
    await expect(root.get_by_text("Enter an address or a network").first).to_be_visible()
    await root.get_by_label("Address or network").fill("203.0.113.0/24")
    await root.get_by_role("button", name="Ban", exact=True).click()
    await root.get_by_role("button", name="Lift the ban on 203.0.113.0/24").click()
    await expect(root.get_by_role("button", name="Lift the ban on 203.0.113.0/24")).to_have_count(0)

    for part, shown in (("usage", "added in the last 30 days"), ("settings", "SCROLLKEEPER_SIGN_UP"), ("jobs", "Jobs")):
        await navigation.get_by_role("link", name=part.capitalize()).click()
        await expect(root.get_by_text(shown).first).to_be_visible()
    await navigation.get_by_role("link", name="Audit log").click()
    await root.get_by_role("combobox", name="What").select_option("host")
    await expect(root.get_by_text("Radia Perlman lifted a ban: 203.0.113.0/24")).to_be_visible()


async def test_the_pages_of_administration_in_all_looks(root: Page) -> None:
    for part in PARTS:
        await root.goto(f"/admin/{part}")
        await expect(root.locator("section").first).to_be_visible()
        await check_in_all_looks(root)
