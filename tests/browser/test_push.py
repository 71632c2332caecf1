"""News in the browser while no window is open: turned on, sent, shown, opened; and turned off by signing out.

Chromium's own push service cannot be reached from here, so the vendor's part is played by another: the browser's
subscription is given to it by a script in the page, and DevTools hands its worker what came there.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import (
    PASSWORD,
    Person,
    Server,
    check_in_all_looks,
    open_window,
    sign_in,
    window_of,
)
from tests.browser.test_discussions import teammate
from tests.pdfs import make_pdf
from tests.push.browser import SoftBrowser
from tests.push.conftest import Vendor

# Only what is the vendor's: the subscription, which lives as long as the browser keeps it.
SUBSCRIBING = """([url, keys]) => {
    const kept = () => localStorage.getItem('vendor');
    const made = endpoint => endpoint && {
        endpoint, toJSON: () => ({ endpoint, expirationTime: null, keys }),
        unsubscribe: async () => { localStorage.removeItem('vendor'); return true; },
    };
    PushManager.prototype.getSubscription = async () => made(kept());
    PushManager.prototype.subscribe = async options => {
        if (!options.userVisibleOnly) throw new Error('only visible messages');
        localStorage.setItem('vendor', `${url}/${options.applicationServerKey}/${crypto.randomUUID()}`);
        return made(kept());
    };
}"""


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = Vendor(tmp_path_factory.mktemp("vendor"))
    yield made
    made.process.kill()
    made.process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str], vendor: Vendor) -> Any:
    """A server that trusts the vendor of the tests, and may reach it."""
    folder = tmp_path_factory.mktemp("push")
    certificate = str(vendor.folder / "certificate.pem")
    made = Server(folder, new_database(), SCROLLKEEPER_OUTBOUND_HOSTS="127.0.0.1", SSL_CERT_FILE=certificate)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def screen() -> SoftBrowser:
    return SoftBrowser()


@pytest.fixture
async def told(
    chromium: Browser, server: Server, person: Person, vendor: Vendor, screen: SoftBrowser
) -> AsyncIterator[Page]:
    """A window of somebody whose browser may show notifications."""
    async with window_of(chromium, server, person) as page:
        await page.context.grant_permissions(["notifications"], origin=server.url)
        await page.context.add_init_script(f"({SUBSCRIBING})({json.dumps([vendor.url, screen.keys])})")
        yield page


async def come(vendor: Vendor, screen: SoftBrowser, number: int) -> str:
    """The newest of so many messages that came for this browser, as its worker will read it."""
    async with asyncio.timeout(30):
        while len(mine := of(vendor, screen)) < number:  # noqa: ASYNC110  another process writes it
            await asyncio.sleep(0.1)
    return mine[-1]


def of(vendor: Vendor, screen: SoftBrowser) -> list[str]:
    read = []
    for one in vendor.requests:
        try:
            read.append(screen.decrypt(base64.b64decode(one["body"])).decode())
        except Exception:  # It is for another browser.
            continue
    return read


async def deliver(page: Page, server: Server, message: str) -> None:
    """Hand a message to the worker of the page, as the browser does when one comes."""
    devtools = await page.context.new_cdp_session(page)
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def note(event: dict[str, Any]) -> None:
        for one in event["registrations"]:
            if one["scopeURL"].startswith(server.url) and not found.done():
                found.set_result(one["registrationId"])

    devtools.on("ServiceWorker.workerRegistrationUpdated", note)
    await devtools.send("ServiceWorker.enable")
    registration = await asyncio.wait_for(found, 20)
    await devtools.send(
        "ServiceWorker.deliverPushMessage", {"origin": server.url, "registrationId": registration, "data": message}
    )


SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(({ title, body, tag, data }) => ({ title, body, tag, data }))"""


async def shown(page: Page, number: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(20):
        while len(found := await page.evaluate(SHOWN)) != number:  # noqa: ASYNC110  the browser shows it
            await asyncio.sleep(0.1)
    return list(found)


async def test_it_is_turned_on_tested_and_turned_off(
    told: Page, server: Server, vendor: Vendor, screen: SoftBrowser, person: Person
) -> None:
    await told.goto("/settings/notifications")
    section = told.get_by_role("region", name="On this device")
    await expect(section.get_by_text("Off in this browser.")).to_be_visible()
    await check_in_all_looks(told)
    await section.get_by_role("button", name="Turn on").press("Enter")
    await expect(section.get_by_text("On in this browser, until you sign out.")).to_be_visible()
    await check_in_all_looks(told)
    await section.get_by_role("button", name="Send test").click()
    await deliver(told, server, await come(vendor, screen, 1))
    [one] = await shown(told, 1)
    assert (one["title"], one["data"]) == ("ScrollKeeper", {"place": "/settings/notifications"})
    await told.reload()
    await expect(section.get_by_text("On in this browser")).to_be_visible()
    await section.get_by_role("button", name="Turn off").click()
    await expect(section.get_by_text("Off in this browser.")).to_be_visible()
    assert (await person.http.get("/api/me/push")).json()["items"] == []
    assert await told.evaluate("localStorage.getItem('vendor')") is None


async def test_what_a_colleague_says_is_shown_and_opens_its_page(
    told: Page, chromium: Browser, server: Server, person: Person, vendor: Vendor, screen: SoftBrowser
) -> None:
    await told.goto("/settings/notifications")
    await told.get_by_role("button", name="Turn on").click()
    await expect(told.get_by_text("On in this browser")).to_be_visible()
    paper = await person.upload("tides.pdf", make_pdf("On the tides of the northern sea"))
    async with teammate(chromium, server, person, "Lise Meitner") as other:
        said = {"paper": paper["id"], "text": "Is *table 3* right?"}
        threads = f"{server.url}/api/teams/{person.team['id']}/threads"
        answer = await other.request.post(threads, data=said, headers={"Origin": server.url})
        assert answer.status == 201, await answer.text()
    message = await come(vendor, screen, 1)
    await deliver(told, server, message)
    [one] = await shown(told, 1)
    assert one["title"].startswith("Lise Meitner started a thread on ")
    assert one["body"].splitlines()[0] == "Is table 3 right?"
    # The same thread again takes the place of what is shown.
    await deliver(told, server, message)
    assert await shown(told, 1) == [one]
    await told.goto(one["data"]["place"])
    await expect(told.get_by_text("right?")).to_be_visible()
    # Read here, it is no news any more.
    await shown(told, 0)


async def test_signing_out_ends_it_here_and_elsewhere_it_can_be_removed(
    told: Page, chromium: Browser, server: Server, person: Person, vendor: Vendor, screen: SoftBrowser
) -> None:
    await told.goto("/settings/notifications")
    await told.get_by_role("button", name="Turn on").click()
    await expect(told.get_by_text("On in this browser")).to_be_visible()
    async with server.client() as http:
        await http.post("/api/sessions", json={"email": person.email, "password": PASSWORD})
        context = await open_window(chromium, server)
        other = Person(person.name, person.email, person.team, http)
        await sign_in(context, other, server)
        page = await context.new_page()
        await page.goto("/settings/notifications")
        others = page.get_by_role("list", name="Other browsers")
        await expect(others.get_by_role("listitem")).to_have_count(1)
        await check_in_all_looks(page)
        await others.get_by_role("button", name="Remove").click()
        await expect(others).to_have_count(0)
        await context.close()
        await told.reload()
        await expect(told.get_by_text("Off in this browser.")).to_be_visible()
        await told.get_by_role("button", name="Turn on").click()
        await expect(told.get_by_text("On in this browser")).to_be_visible()
        await told.get_by_role("button", name=f"You, {person.name}").click()
        await told.get_by_role("menuitem", name="Sign out").click()
        await expect(told).to_have_url(f"{server.url}/sign-in")
        assert await told.evaluate("localStorage.getItem('vendor')") is None
        assert (await http.get("/api/me/push")).json()["items"] == []


async def test_why_it_cannot_be_turned_on(chromium: Browser, server: Server, person: Person) -> None:
    for script, said in (
        (
            "Object.defineProperty(Notification, 'permission', { get: () => 'denied' })",
            "This browser is blocking notifications",
        ),
        ("delete window.PushManager", "This browser doesn’t support push"),
    ):
        context = await open_window(chromium, server)
        await context.add_init_script(script)
        await sign_in(context, person, server)
        page = await context.new_page()
        await page.goto("/settings/notifications")
        await expect(page.get_by_text(said)).to_be_visible()
        await expect(page.get_by_role("button", name="Turn on")).to_have_count(0)
        await check_in_all_looks(page)
        await context.close()
