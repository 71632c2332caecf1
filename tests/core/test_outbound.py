"""Addresses that people name: only public ones are fetched, whatever the name says and however it is written."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from scrollkeeper.core import outbound
from scrollkeeper.core.settings import configure, settings

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Host: here\r\n\r\nhi"
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
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("::ffff:93.184.216.34", True),
        ("64:ff9b::808:808", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.31.0.1", False), ("192.168.0.1", False), ("0.0.0.0", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("100.100.100.200", False), ("168.63.129.16", False),
        ("198.18.0.1", False), ("224.0.0.1", False), ("255.255.255.255", False), ("192.0.2.1", False),
        ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fd00:ec2::254", False), ("fec0::1", False),
        ("::ffff:127.0.0.1", False), ("::ffff:10.0.0.1", False), ("::127.0.0.1", False), ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False), ("2001:0:7f00:1::", False), ("ff02::1", False), ("no address", False),
    ],
)  # fmt: skip
def test_what_is_public(address: str, public: bool) -> None:
    assert outbound.is_public(address) is public


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
        await outbound.fetch(url)
    with pytest.raises(outbound.AddressRefused):
        await outbound.check_reachable(url)
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
        await outbound.fetch(f"http://localhost:{site.port + 1}/")


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
            await outbound.fetch(f"http://evil.example:{site.port}/", resolve=resolve)
    assert site.asked == []


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
