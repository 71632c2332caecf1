"""Emails that people act upon: confirming an address and choosing a new password, through a real mail server."""

import asyncio
import re
import zipfile
from email.message import EmailMessage
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PASSWORD, Server, check_in_all_looks
from tests.email.server import MailServer

WAIT_SECONDS = 60


@pytest.fixture
def mail(server: Server) -> MailServer:
    assert server.mail
    return server.mail


async def received(mail: MailServer, address: str, subject: str) -> EmailMessage:
    """The email, once the job runner has sent it."""
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            for message in mail.messages:
                if (message["To"], message["Subject"]) == (address, subject):
                    return message
            await asyncio.sleep(0.1)


def link_in(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(r"http\S+", body.get_content())
    assert found
    return found[0]


async def test_signing_up_confirming_and_getting_back_in(stranger: Page, mail: MailServer) -> None:
    page, email = stranger, f"mary-{uuid4().hex[:12]}@example.org"
    await page.goto("/sign-up")
    await page.get_by_label("Your name").fill("Mary Somerville")
    await page.get_by_label("Email").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Create account").click()
    banner = page.get_by_role("region", name="Your email address")
    await expect(banner).to_contain_text(email)
    await check_in_all_looks(page)

    await page.goto(link_in(await received(mail, email, "Confirm your email address")))
    await check_in_all_looks(page)
    await page.get_by_role("button", name=f"Confirm {email}").click()
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    await page.get_by_role("link", name="Go to ScrollKeeper").click()
    await expect(page.get_by_role("heading", name="My library", level=1)).to_be_visible()
    await expect(banner).to_have_count(0)

    await page.get_by_role("button", name="You, Mary Somerville").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await page.get_by_role("link", name="Forgot your password?").click()
    # The page before it has a field of that name, too.
    await expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    await page.get_by_label("Email").fill(email)
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Send link").click()
    await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()

    link = link_in(await received(mail, email, "Choose a new password"))
    await page.goto(link)
    await page.get_by_label("New password").fill("a tide that keeps its time")
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Change password").click()
    await page.get_by_role("link", name="Sign in").click()
    await page.get_by_label("Email").fill(email)
    await page.get_by_label("Password", exact=True).fill("a tide that keeps its time")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", name="My library", level=1)).to_be_visible()
    await received(mail, email, "Your password was changed")

    await page.goto("about:blank")
    await page.goto(link)
    await expect(page.get_by_role("heading", name="This link doesn’t work")).to_be_visible()
    await check_in_all_looks(page)


async def test_a_closed_account_says_first_what_goes_and_is_kept_by_signing_in(
    stranger: Page, mail: MailServer, server: Server
) -> None:
    page, email = stranger, f"ada-{uuid4().hex[:12]}@example.org"
    await page.goto("/sign-up?next=/settings/data")
    await page.get_by_label("Your name").fill("Ada Lovelace")
    await page.get_by_label("Email").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Create account").click()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download my data").click()
    assert zipfile.is_zipfile(await (await download.value).path())
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Delete my account…").click()
    await expect(page.get_by_text("My library: no papers")).to_be_visible()
    await check_in_all_looks(page)
    await page.get_by_role("button", name="Delete my account", exact=True).click()
    await expect(page).to_have_url(re.compile("/sign-in"))
    link = link_in(await received(mail, email, "Your account will be deleted"))
    assert link == f"{server.url}/sign-in"
    await page.get_by_label("Email").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("button", name="You, Ada Lovelace")).to_be_visible()
    await received(mail, email, "Your account won’t be deleted")
