"""Addresses that people name: only public ones are fetched, whatever the name says and however it is written."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from scrollkeeper.core import outbound
from scrollkeeper.core.settings import configure, settings

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Host: here\r\n\r\nhi"
SOON = 0.05
REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(autouse=True)
def _settings(database_url: str) -> Iterator[None]:
    before = settings()
    yield
    configure(before)


def allow(*hosts: str) -> None:
    configure(settings().model_copy(update={"outbound_hosts": ",".join(hosts)}))


class Site:
    """A web server on this machine that gives one answer and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer, self.asked = ANSWER, list[str]()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]
    async with server:
        yield site


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "//example.org", "https://", "https://me:pw@example.org/",
        "https://me@example.org/", "http://example.org:22/", "http://example.org:99999/", "http://exa mple.org/",
        "http://example.org/\r\nX: y", "http://[::1/", "https://example.org/" + "a" * 2_000,
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web(url: str) -> None:
    with pytest.raises(outbound.AddressRefused):
        outbound.check_url(url)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"]
)
async def test_this_machine_is_not_reached(host: str, site: Site) -> None:
    url = f"http://{host}:{site.port}/"
    with pytest.raises(outbound.AddressRefused):
        await outbound.fetch(url, name_seconds=SOON)
    with pytest.raises(outbound.AddressRefused):
        await outbound.check_reachable(url, name_seconds=SOON)
    assert site.asked == []


async def test_what_the_host_allows_is_reached(site: Site) -> None:
    allow(f"localhost:{site.port}")
    found = await outbound.fetch(
        f"http://localhost:{site.port}/hook?x=1", method="POST", content=b"{}", headers={"X-Signature": "abc"}
    )
    assert (found.status, found.body, found.headers["x-host"]) == (200, b"hi", "here")
    assert site.asked[0].startswith("POST /hook?x=1 HTTP/1.1")
    assert f"Host: localhost:{site.port}" in site.asked[0]
    assert "X-Signature: abc" in site.asked[0]
    with pytest.raises(outbound.AddressRefused):
        await outbound.fetch(f"http://localhost:{site.port + 1}/", name_seconds=SOON)


async def test_a_name_that_changes_its_mind_gains_nothing(site: Site) -> None:
    """Each connection goes to an address that was looked at: a private one is refused whichever answer it comes in."""
    answers = [["93.184.216.34"], ["127.0.0.1"]]

    async def rebinding(host: str, port: int) -> list[str]:
        return answers.pop(0)

    async def mixed(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "127.0.0.1"]

    await rebinding("evil.example", 80)  # as when the person named it
    for resolve in (rebinding, mixed):
        with pytest.raises(outbound.AddressRefused):
            await outbound.fetch(f"http://evil.example:{site.port}/", resolve=resolve, name_seconds=SOON)
    assert site.asked == []


async def test_names_within_our_network_are_not_told_apart() -> None:
    """One that leads inside, one that does not exist and one whose server is silent: one sentence, in the same time."""

    async def inside(host: str, port: int) -> list[str]:
        return ["10.0.0.7"]

    async def missing(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    async def silent(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    clock = asyncio.get_running_loop().time

    async def refusal(resolve: outbound.Resolve) -> str:
        begun = clock()
        with pytest.raises(outbound.AddressRefused) as refused:
            await outbound.check_reachable("https://wiki.lab.example/", resolve=resolve, name_seconds=SOON)
        # Not before the time has come at which the silent one is given up.
        assert clock() - begun >= SOON
        return refused.value.detail

    assert len(set(await asyncio.gather(refusal(silent), refusal(inside), refusal(missing)))) == 1


async def test_redirects_are_answers_unless_asked_for_and_are_looked_at(site: Site) -> None:
    allow(f"localhost:{site.port}")
    here = f"http://localhost:{site.port}/"
    site.answer = REDIRECT % f"http://127.0.0.1:{site.port}/inside".encode()
    assert (await outbound.fetch(here)).status == 302
    with pytest.raises(outbound.AddressRefused):
        await outbound.fetch(here, redirects=3)
    site.answer = REDIRECT % b"/again"
    with pytest.raises(outbound.FetchFailed, match="more than 2 times"):
        await outbound.fetch(here, redirects=2)


async def test_slow_and_large_answers_end(site: Site) -> None:
    allow(f"localhost:{site.port}")
    here = f"http://localhost:{site.port}/"
    site.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5_000
    with pytest.raises(outbound.FetchFailed, match="1,000 bytes"):
        await outbound.fetch(here, most_bytes=1_000)
    site.answer = b"nonsense\r\n\r\n"
    with pytest.raises(outbound.FetchFailed):
        await outbound.fetch(here)

    async def never(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(outbound.FetchFailed, match="seconds"):
        await outbound.fetch("http://slow.example/", resolve=never, seconds=0.05)
