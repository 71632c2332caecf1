"""Chromium against a real `scrollkeeper serve` in a process of its own; each test has its own person and window."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.email.server import MailServer, mail_server
from tests.ingest.server import NO_TLS

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = Path("/usr/bin/chromium")
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ROOT / "scrollkeeper" / "static" / "index.html"
FLAGS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--no-first-run",
]  # fmt: skip
PASSWORD = "correct horse battery staple"
START_SECONDS, STOP_SECONDS = 90, 60
# A page waits for real parsing on a machine that may be busy.
PATIENCE_MS = 60_000
COLOUR_RULES = ("color-contrast", "link-in-text-block")
# What fades or slides is brought to its end: axe judges colours wrongly on the way. Resolves when nothing has moved
# for three frames.
AT_REST = """async () => {
    for (let still = 0, frames = 0; still < 3 && frames < 100; still++, frames++) {
        await new Promise(drawn => requestAnimationFrame(drawn));
        for (const one of document.getAnimations()) {
            if (one.playState === 'running' && one.effect.getComputedTiming().endTime < Infinity) {
                one.finish();
                still = 0;
            }
        }
        if (document.querySelector('[role="tooltip"]')) still = 0;  // It goes a moment after the mouse has gone.
    }
}"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`scrollkeeper serve` on a data folder of its own; may be stopped, killed and started again.

    Without the address of a database it has one of its own, which takes longer to start.
    """

    def __init__(
        self, folder: Path, database_url: str = "", mail: MailServer | None = None, **environment: str
    ) -> None:
        if not database_url:  # Its own runs as an unprivileged user, who must be able to walk down to it.
            folder.chmod(0o755)
        self.database_url, self.mail, self.environment = database_url, mail, environment
        self.folder, self.port = folder, free_port()
        self.log = folder / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "scrollkeeper"), "serve", "--port", str(self.port)]
        command += ["--data-dir", str(self.folder / "data")]
        environment = self.to_its_database() | self.settings | self.environment
        if self.mail is not None:
            environment["MAIL_URL"] = self.mail.url
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
        self._wait_until_ready()

    def to_its_database(self) -> dict[str, str]:
        """The environment of the server and of commands; settings of whoever runs the tests do not reach them."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith("SCROLLKEEPER_")}
        environment.pop("DATABASE_URL", None)
        return environment | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def client(self) -> httpx.AsyncClient:
        """A client that asks as the server's own pages do; to be closed, as `async with server.client() as http`."""
        headers = {"Origin": self.url}
        return httpx.AsyncClient(base_url=self.url, headers=headers, timeout=60, verify=NO_TLS)

    @asynccontextmanager
    async def person(self, name: str) -> AsyncIterator["Person"]:
        """Somebody new, signed in."""
        email = f"{name.split()[0].lower()}-{uuid4().hex[:12]}@example.org"
        async with self.client() as http:
            answer = await http.post("/api/accounts", json={"email": email, "name": name, "password": PASSWORD})
            assert answer.status_code == 201, answer.text
            yield Person(name, email, answer.json()["teams"][0], http)

    def confirm(self, person: "Person") -> None:
        """As if they had opened the link in the email to their address: until then nobody may invite others."""
        with psycopg.connect(self.database_url) as connection:
            connection.execute("update people set email_verified_at = now() where email = %s", (person.email,))

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/api/ready", timeout=5, verify=NO_TLS).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"the server did not come up:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOP_SECONDS)
        self.process = None


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]) -> Iterator[Server]:
    if not PAGES.is_file():
        pytest.fail("the pages are not built: run `make e2e`, or `npm run build` in web/", pytrace=False)
    with mail_server() as mail:
        server = Server(tmp_path_factory.mktemp("browser"), new_database(), mail)
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    if not CHROMIUM.is_file():
        pytest.skip("Chromium is missing: apt-get install -y chromium")
    return str(CHROMIUM)


@pytest.fixture(scope="session")
async def chromium(chromium_path: str) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        await browser.close()


@dataclass
class Person:
    """Somebody with an account, and a client that is signed in as them."""

    name: str
    email: str
    team: dict[str, Any]
    http: httpx.AsyncClient

    async def upload(self, name: str, content: bytes) -> dict[str, Any]:
        """A paper in their own library."""
        answer = await self.http.post(
            f"/api/teams/{self.team['id']}/papers", files={"file": (name, content, "application/pdf")}
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())


@pytest.fixture
async def person(server: Server) -> AsyncIterator[Person]:
    async with server.person("Grace Hopper") as person:
        yield person


async def open_window(chromium: Browser, server: Server, **options: Any) -> BrowserContext:
    options = {"base_url": server.url, "viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **options}
    context = await chromium.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    return context


def listen_for_faults(page: Page) -> list[str]:
    """Errors that nobody caught in the page; a journey must leave none."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    # What the Content-Security-Policy kept out: either the page or the policy is wrong.
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    return faults


@pytest.fixture
async def stranger(chromium: Browser, server: Server) -> AsyncIterator[Page]:
    """A window in which nobody is signed in."""
    context = await open_window(chromium, server)
    page = await context.new_page()
    faults = listen_for_faults(page)
    yield page
    await context.close()
    assert faults == []


@pytest.fixture
async def page(chromium: Browser, server: Server, person: Person) -> AsyncIterator[Page]:
    async with window_of(chromium, server, person) as page:
        yield page


@asynccontextmanager
async def window_of(chromium: Browser, server: Server, person: Person) -> AsyncIterator[Page]:
    """A window in which `person` is signed in, and in which nothing may go wrong unseen."""
    context = await open_window(chromium, server)
    await sign_in(context, person, server)
    page = await context.new_page()
    faults = listen_for_faults(page)
    yield page
    await context.close()
    assert faults == []


async def sign_in(context: BrowserContext, person: Person, server: Server) -> None:
    await context.add_cookies(
        [{"name": name, "value": value, "url": server.url} for name, value in person.http.cookies.items()]
    )


async def check_accessible(page: Page, rules: Sequence[str] = ()) -> None:
    """axe finds nothing to complain about in what is shown now, by all of its rules or by these."""
    assert AXE.is_file(), "axe-core is missing: npm ci in web/"
    await page.locator("h1").first.wait_for(state="attached")  # Until then it waits for what it is about.
    await page.mouse.move(1, 1)  # A tooltip lies outside every landmark, which axe takes amiss.
    await page.evaluate(AT_REST)
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    options = {"runOnly": list(rules), "resultTypes": ["violations"]} if rules else {"resultTypes": ["violations"]}
    found = await page.evaluate("options => axe.run(options).then((result) => result.violations)", options)
    said = [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]
    assert not said, "\n".join(said)


async def check_in_all_looks(page: Page) -> None:
    """Light and dark, on a desk and on a telephone: accessible, and nothing sticks out sideways.

    Dark differs from light in its colours alone, so only rules about colours are asked again.
    """
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for width in (1280, 390):
            await page.set_viewport_size({"width": width, "height": 800})
            await check_accessible(page, COLOUR_RULES if scheme == "dark" else ())
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": 1280, "height": 800})
