"""The way in and out: signing up, signing in, settings, teams."""

import re
from uuid import uuid4

import httpx
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, Person, Server, check_in_all_looks, open_window, sign_in


async def test_somebody_new_signs_up_and_stands_in_a_library_of_their_own(stranger: Page) -> None:
    await stranger.goto("/")
    await expect(stranger).to_have_url(re.compile("/sign-in"))
    await check_in_all_looks(stranger)
    await stranger.get_by_role("link", name="Create an account").click()
    await stranger.get_by_label("Your name").fill("Mary Somerville")
    await stranger.get_by_label("Email").fill(f"mary-{uuid4().hex[:12]}@example.org")
    await stranger.get_by_label("Password", exact=True).fill("short")
    await stranger.get_by_role("button", name="Create account").click()
    await expect(stranger.get_by_text("Use at least 10 characters.")).to_be_visible()
    await check_in_all_looks(stranger)
    await stranger.get_by_label("Password", exact=True).fill(PASSWORD)
    await stranger.get_by_role("button", name="Create account").click()
    await expect(stranger.get_by_role("heading", name="My library", level=1)).to_be_visible()
    await expect(stranger.get_by_role("heading", name="Drop a folder of PDFs here")).to_be_visible()
    await check_in_all_looks(stranger)


async def test_a_wrong_password_is_said_and_the_right_one_leads_to_where_one_wanted(
    stranger: Page, person: Person
) -> None:
    await stranger.goto("/settings")
    await stranger.get_by_label("Email").fill(person.email)
    await stranger.get_by_label("Password", exact=True).fill("not the password")
    await stranger.get_by_role("button", name="Sign in", exact=True).click()
    await expect(stranger.get_by_role("alert")).to_contain_text("Incorrect email or password")
    await stranger.get_by_label("Password", exact=True).fill(PASSWORD)
    await stranger.get_by_role("button", name="Sign in", exact=True).click()
    await expect(stranger).to_have_url(re.compile("/settings$"))
    await expect(stranger.get_by_role("heading", name="Settings")).to_be_visible()


async def test_signing_out_leads_to_sign_in_and_the_pages_are_closed(page: Page, person: Person) -> None:
    await page.goto("/")
    await page.get_by_role("button", name=f"You, {person.name}").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page).to_have_url(re.compile("/sign-in"))
    await page.goto(f"/t/{person.team['slug']}")
    await expect(page).to_have_url(re.compile("/sign-in"))


async def test_settings_change_name_and_password_and_end_other_sessions(
    page: Page, person: Person, stranger: Page
) -> None:
    await stranger.goto("/sign-in")
    await stranger.get_by_label("Email").fill(person.email)
    await stranger.get_by_label("Password", exact=True).fill(PASSWORD)
    await stranger.get_by_role("button", name="Sign in", exact=True).click()
    await expect(stranger).to_have_url(re.compile("/t/"))

    await page.goto("/settings/sessions")
    await expect(page.get_by_role("button", name="Sign out Chrome on Linux")).to_be_visible()
    await check_in_all_looks(page)
    await page.get_by_role("link", name="Profile").click()
    await expect(page.get_by_text("not confirmed yet")).to_be_visible()
    await check_in_all_looks(page)
    await page.get_by_label("Name", exact=True).fill("Rear Admiral Hopper")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="You, Rear Admiral Hopper")).to_be_visible()

    await page.get_by_role("link", name="Password & sign-in").click()
    await page.get_by_label("Current password").fill("not this one")
    await page.get_by_label("New password").fill("another sentence to remember")
    await page.get_by_role("button", name="Change password").click()
    await expect(page.get_by_text("Your current password is incorrect.")).to_be_visible()
    await page.get_by_label("Current password").fill(PASSWORD)
    await page.get_by_role("button", name="Change password").click()
    await expect(page.get_by_text("Password changed.")).to_be_visible()
    # The other browser hears of it through its live connection, without touching anything.
    await expect(stranger).to_have_url(re.compile("/sign-in"))
    await check_in_all_looks(page)
    await page.get_by_role("link", name="Sessions").click()
    await expect(page.get_by_text("this browser")).to_be_visible()
    await expect(page.get_by_role("button", name="Sign out Chrome on Linux")).to_have_count(0)


async def test_a_token_is_made_shown_once_and_taken_back(page: Page, person: Person, server: Server) -> None:
    await page.goto("/settings/tokens")
    await page.get_by_role("button", name="New token").click()
    await page.get_by_label("Name", exact=True).fill("Nightly backup")
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Create token").click()
    secret = await page.get_by_label("The token").inner_text()
    await check_in_all_looks(page)
    headers = {"Authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers) as script:
        assert (await script.get("/api/me")).json()["person"]["email"] == person.email
        await page.get_by_role("button", name="Done").click()
        await expect(page.get_by_text("All your teams · until")).to_be_visible()
        await check_in_all_looks(page)
        await page.get_by_role("button", name="Revoke Nightly backup").click()
        await check_in_all_looks(page)
        await page.get_by_role("button", name="Revoke", exact=True).click()
        await expect(page.get_by_text("No tokens yet.")).to_be_visible()
        assert (await script.get("/api/me")).status_code == 401


async def test_a_new_team_has_an_empty_library_and_one_can_go_back(page: Page, person: Person) -> None:
    await page.goto("/")
    await page.get_by_role("button", name="Team: My library").click()
    await page.get_by_role("menuitem", name="New team…").click()
    await page.get_by_role("textbox", name="Name", exact=True).fill("Compiler Group")
    await page.get_by_role("button", name="Create team").click()
    await expect(page.get_by_role("heading", name="Compiler Group", level=1)).to_be_visible()
    await page.get_by_role("button", name="Team: Compiler Group").click()
    await page.get_by_role("menuitem", name="My library only you").click()
    await expect(page.get_by_role("heading", name="My library", level=1)).to_be_visible()


async def test_an_address_that_leads_nowhere_says_so_and_leads_back(page: Page) -> None:
    for address in ("/nowhere/at/all", "/t/a-team-of-others", "/t/a-team-of-others/search?q=x"):
        await page.goto(address)
        await expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    await page.get_by_role("link", name="Go to your library").click()
    await expect(page.get_by_role("heading", name="My library", level=1)).to_be_visible()


async def test_the_keyboard_reaches_the_search_box_from_everywhere(
    chromium: Browser, server: Server, person: Person
) -> None:
    context = await open_window(chromium, server)
    await sign_in(context, person, server)
    page = await context.new_page()
    await page.goto("/settings")
    box = page.get_by_role("searchbox", name="Search everything in My library")
    await expect(box).to_be_visible()
    await page.keyboard.press("/")
    await expect(box).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await expect(box).to_be_focused()
    await page.keyboard.type("lexical/scope")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/search\?q=lexical"))
    await context.close()
