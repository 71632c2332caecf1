"""Into a team, through its roles, and out of it: each seen live by the other person."""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from tests.accounts.test_second_factor import code_of
from tests.browser.conftest import PASSWORD, Person, Server, check_in_all_looks, open_window, sign_in, window_of
from tests.browser.test_email_links import link_in, received

SETTINGS = ("members", "invitations", "general", "storage", "audit")


async def _team(person: Person, name: str = "Compiler Group") -> dict[str, Any]:
    answer = await person.http.post("/api/teams", json={"name": f"{name} {uuid4().hex[:6]}"})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.fixture
async def jean(server: Server) -> AsyncIterator[Person]:
    async with server.person("Jean") as jean:
        yield jean


async def test_a_link_leads_somebody_new_through_sign_up_into_the_team(
    page: Page, person: Person, stranger: Page
) -> None:
    team = await _team(person)
    await page.goto(f"/t/{team['slug']}/settings/invitations")
    await page.get_by_text("With a link").click()
    await page.get_by_role("combobox", name="Role").select_option("editor")
    await page.get_by_role("button", name="Create link").click()
    link = await page.get_by_role("textbox", name="Link for Anyone with this link").input_value()

    await stranger.goto(link)
    await expect(stranger.get_by_role("heading", name=f"Join {team['name']}")).to_be_visible()
    await expect(stranger.get_by_text("Grace Hopper invites you as an editor.")).to_be_visible()
    await check_in_all_looks(stranger)
    await stranger.get_by_role("link", name="Create an account").click()
    await stranger.get_by_label("Your name").fill("Jean Bartik")
    await stranger.get_by_label("Email").fill(f"jean-{uuid4().hex[:12]}@example.org")
    await stranger.get_by_label("Password", exact=True).fill(PASSWORD)
    await stranger.get_by_role("button", name="Create account").click()
    await stranger.get_by_role("button", name="Join", exact=True).click()
    await expect(stranger.get_by_role("heading", name=team["name"], level=1)).to_be_visible()
    await expect(stranger.get_by_role("button", name="Choose files")).to_be_visible()

    # She who invited hears of it without touching anything.
    await page.goto(f"/t/{team['slug']}/settings/members")
    await expect(page.get_by_text("Jean Bartik")).to_be_visible()
    for part in SETTINGS:
        await page.goto(f"/t/{team['slug']}/settings/{part}")
        await expect(page.locator("section").first).to_be_visible()
        await check_in_all_looks(page)


async def test_what_one_may_no_longer_do_vanishes_and_removal_closes_the_page(
    page: Page, person: Person, jean: Person, chromium: Browser, server: Server
) -> None:
    team = await _team(person)
    server.confirm(person)
    asked = {"emails": [jean.email], "role": "editor"}
    answer = await person.http.post(f"/api/teams/{team['id']}/invitations", json=asked)
    assert answer.status_code == 201, answer.text
    invitation = await received(server.mail, jean.email, f"{person.name} invited you to {team['name']}")
    window = await open_window(chromium, server)
    await sign_in(window, jean, server)
    hers = await window.new_page()
    await hers.goto(link_in(invitation))
    await expect(hers.get_by_text(jean.email)).to_be_visible()
    await hers.get_by_role("button", name="Join", exact=True).click()
    await expect(hers.get_by_role("button", name="Add")).to_be_visible()

    await page.goto(f"/t/{team['slug']}/settings/members")
    await page.get_by_label("Role of Jean").select_option("reader")
    await expect(hers.get_by_role("button", name="Add")).to_have_count(0)
    await expect(hers.get_by_role("heading", name="No papers yet")).to_be_visible()
    files = {"file": ("a.pdf", b"%PDF-1.4", "application/pdf")}
    assert (await jean.http.post(f"/api/teams/{team['id']}/papers", files=files)).status_code == 403

    await page.get_by_role("button", name="Remove Jean").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(page.get_by_label("Role of Jean")).to_have_count(0)
    await expect(hers.get_by_role("heading", name=f"You’re no longer in {team['name']}")).to_be_visible()
    await check_in_all_looks(hers)
    assert (await jean.http.get(f"/api/teams/{team['id']}")).status_code == 404
    await window.close()


async def test_a_team_is_renamed_moved_deleted_and_restored(page: Page, person: Person) -> None:
    team = await _team(person)
    await page.goto(f"/t/{team['slug']}/settings/general")
    await page.get_by_label("Name", exact=True).fill("Formula Translation")
    slug = f"formula-{uuid4().hex[:6]}"
    await page.get_by_role("textbox", name="Address").fill(slug)
    await page.get_by_role("button", name="Save").click()
    await expect(page).to_have_url(re.compile(f"/t/{slug}/settings/general"))
    await expect(page.get_by_role("heading", name="Formula Translation", level=1)).to_be_visible()
    await page.goto(f"/t/{team['slug']}")
    await expect(page).to_have_url(re.compile(f"/t/{slug}$"))

    await page.goto(f"/t/{slug}/settings/general")
    await page.get_by_role("button", name="Archive").click()
    await expect(page.get_by_text("This team is archived")).to_be_visible()
    await page.get_by_role("button", name="Unarchive").click()
    await expect(page.get_by_text("This team is archived")).to_have_count(0)
    await page.get_by_role("button", name="Delete…").click()
    await page.get_by_label("to confirm").fill("Formula Translation")
    await page.get_by_role("button", name="Delete team").click()
    await expect(page.get_by_role("heading", name="Deleted teams")).to_be_visible()
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Restore Formula Translation").click()
    await expect(page.get_by_role("heading", name="Formula Translation", level=1)).to_be_visible()


async def test_a_team_that_requires_a_second_factor_leads_there_and_opens_again(
    page: Page, person: Person, jean: Person, chromium: Browser, server: Server
) -> None:
    team = await _team(person)
    made = await person.http.post(f"/api/teams/{team['id']}/invitations", json={"role": "reader"})
    code = made.json()["items"][0]["link"].rpartition("/")[2]
    assert (await jean.http.post(f"/api/invitations/{code}/accept")).status_code == 200
    async with window_of(chromium, server, jean) as hers:
        await hers.goto(f"/t/{team['slug']}/reading")
        await expect(hers.get_by_role("heading", name="Reading list")).to_be_visible()

        await page.goto(f"/t/{team['slug']}/settings/general")
        switch = page.get_by_role("switch", name="Require a second factor")
        await switch.click(force=True)
        await expect(page.get_by_role("alert").get_by_role("link", name="Set it up")).to_be_visible()
        await check_in_all_looks(page)
        setup = (await person.http.post("/api/me/authenticator/setup")).json()
        body = {"setup": setup["setup"], "code": code_of(setup["seed"])}
        assert (await person.http.post("/api/me/authenticator", json=body)).status_code == 201
        await switch.click(force=True)
        await expect(page.get_by_text("Everyone in the team now needs a second factor.")).to_be_visible()
        await expect(switch).to_be_checked()

        # Her page closes by itself, and leads to where one is set up.
        await expect(hers.get_by_role("heading", name="Second factor required")).to_be_visible()
        await check_in_all_looks(hers)
        await hers.get_by_role("link", name="Set it up").click()
        await expect(hers.get_by_text(f"{team['name']} requires a second factor")).to_be_visible()
        await check_in_all_looks(hers)
        await hers.get_by_role("button", name="Set up authenticator app").click()
        seed = (await hers.get_by_role("dialog").locator("code").inner_text()).replace(" ", "")
        await hers.get_by_label("Six-digit code from the app").fill(code_of(seed))
        await hers.get_by_role("button", name="Turn on").click()
        await hers.get_by_role("button", name="I’ve saved them").click()
        await expect(hers.get_by_text(f"{team['name']} requires a second factor")).to_have_count(0)
        await hers.goto(f"/t/{team['slug']}/reading")
        await expect(hers.get_by_role("heading", name="Reading list")).to_be_visible()
