"""Ways in beside the password: authenticator app, recovery codes, passkeys."""

import asyncio
import re
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.accounts.test_second_factor import code_of
from tests.browser.conftest import (
    PASSWORD,
    Person,
    Server,
    check_in_all_looks,
    listen_for_faults,
    open_window,
)


async def give_password(page: Page, person: Person) -> None:
    await page.goto("/sign-in")
    await page.get_by_label("Email").fill(person.email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def test_an_authenticator_app_is_asked_for_and_a_recovery_code_stands_in_for_it(
    page: Page, stranger: Page, person: Person
) -> None:
    await page.goto("/settings/sign-in")
    await page.get_by_role("button", name="Set up authenticator app").click()
    await expect(page.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    await check_in_all_looks(page)
    seed = (await page.get_by_role("dialog").locator("code").inner_text()).replace(" ", "")
    await page.get_by_label("Six-digit code from the app").fill("000")
    await page.get_by_role("button", name="Turn on").click()
    await expect(page.get_by_text("Incorrect code.")).to_be_visible()
    await page.get_by_label("Six-digit code from the app").fill(code_of(seed))
    await page.get_by_role("button", name="Turn on").click()
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    await expect(codes).to_have_count(10)
    await check_in_all_looks(page)
    first = await codes.first.inner_text()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download").click()
    kept = Path(await (await download.value).path())
    assert first in await asyncio.to_thread(kept.read_text)
    await page.get_by_role("button", name="I’ve saved them").click()
    await expect(page.get_by_text("10 of 10 left")).to_be_visible()
    await check_in_all_looks(page)

    await give_password(stranger, person)
    digits = stranger.get_by_label("Code from your authenticator app")
    await expect(digits).to_be_focused()
    await check_in_all_looks(stranger)
    await digits.fill("123")
    await digits.press("Enter")
    await expect(stranger.get_by_text("That code is incorrect")).to_be_visible()
    await stranger.get_by_role("button", name="Use a recovery code instead").click()
    await stranger.get_by_label("Recovery code").fill(first)
    await stranger.get_by_role("button", name="Sign in", exact=True).click()
    await expect(stranger).to_have_url(re.compile("/t/"))


async def test_a_passkey_signs_in_alone_and_as_second_step(chromium: Browser, server: Server, person: Person) -> None:
    # Passkeys are bound to names, and a number is none: the same server has one.
    named = f"http://localhost:{server.port}"
    context = await open_window(chromium, server, base_url=named)
    await context.add_cookies(
        [{"name": name, "value": value, "url": named} for name, value in person.http.cookies.items()]
    )
    page = await context.new_page()
    # A key that needs no touch would answer the page that offers passkeys by itself, before a button can be pressed.
    await page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    faults = listen_for_faults(page)
    devtools = await context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    key = {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})

    await page.goto("/settings/sign-in")
    await page.get_by_role("button", name="Add a passkey").click()
    await page.get_by_label("Name", exact=True).fill("My telephone")
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("list", name="Recovery codes")).to_be_visible()
    await page.get_by_role("button", name="I’ve saved them").click()
    await expect(page.get_by_role("list", name="Passkeys").get_by_text("My telephone")).to_be_visible()
    await check_in_all_looks(page)

    await page.get_by_role("button", name=f"You, {person.name}").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page).to_have_url(re.compile("/sign-in"))
    await page.get_by_role("button", name="Sign in with a passkey").click()
    await expect(page).to_have_url(re.compile("/t/"))

    await context.clear_cookies()
    await give_password(page, person)
    await page.get_by_role("button", name="Use a passkey").click()
    await expect(page).to_have_url(re.compile("/t/"))
    await context.close()
    assert faults == []
