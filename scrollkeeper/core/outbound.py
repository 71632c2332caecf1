"""The one way to fetch an address that a person names: never into private networks, never longer or larger than said.

The name is resolved once, every address it stands for is looked at, and the connection goes to the very address that
was looked at: a name that answers otherwise the second time (DNS rebinding) gains nothing. No proxy of the environment
is used, redirects are answers unless the caller asks for some, and each of them is looked at in the same way.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import httpcore

from scrollkeeper.core.errors import Invalid, Unavailable
from scrollkeeper.core.public_addresses import is_public
from scrollkeeper.core.settings import settings

MOST_BYTES = 1 << 20
SECONDS = 10.0
LONGEST_URL = 2_000
WEB_PORTS = {80, 443}
FIRST_FREE_PORT = 1024
REDIRECTS = {301, 302, 303, 307, 308}
# A name has this long to be resolved, and a refusal for its sake is given after exactly so long: whether a name exists
# within the host's own network must not be seen from the answer or from the time that it took.
NAME_SECONDS = 3.0

Resolve = Callable[[str, int], Awaitable[list[str]]]
# Names that are slow to resolve must not take the threads in which passwords are checked.
_resolvers = ThreadPoolExecutor(8, thread_name_prefix="resolver")


class AddressRefused(Invalid):
    """ScrollKeeper can’t connect to this address. Enter a public http or https address."""


class FetchFailed(Unavailable):
    """The address did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer; header names are lower-case, the body is as it was sent."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes


def check_url(url: str) -> SplitResult:
    """The parts of an address that is well formed; raises AddressRefused. Says nothing of where its name leads."""
    try:
        parts = urlsplit(url)
        port = _port(parts)
    except ValueError:
        raise AddressRefused("This is not an address. Give one that begins with https://.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > LONGEST_URL:
        raise AddressRefused("Give an address that begins with https:// or http:// and names a host.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("An address with a name or password in it is not accepted.")
    if any(ord(character) <= 32 for character in url):
        raise AddressRefused("An address has no spaces in it.")
    if not is_allowed(parts.hostname, port) and port not in WEB_PORTS and port < FIRST_FREE_PORT:
        raise AddressRefused(f"Port {port} is not one of a web server.")
    return parts


async def check_reachable(url: str, *, resolve: Resolve | None = None, name_seconds: float = NAME_SECONDS) -> None:
    """To be asked when a person names the address, so that they hear at once; it is looked at again with each fetch."""
    parts = check_url(url)
    host, port = str(parts.hostname), _port(parts)
    if not is_allowed(host, port):
        await _public_addresses(host, port, resolve or _resolve, name_seconds)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def is_allowed(host: str, port: int) -> bool:
    """Whether whoever hosts this lets it be reached though it is private (SCROLLKEEPER_OUTBOUND_HOSTS)."""
    named = {name.strip().lower() for name in settings().outbound_hosts.split(",")} - {""}
    return host.lower() in named or f"{host.lower()}:{port}" in named


async def _resolve(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_resolvers, partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM))
    return [str(address[4][0]) for address in found]


async def _public_addresses(host: str, port: int, resolve: Resolve, name_seconds: float) -> list[str]:
    """Addresses that the name stands for; raises AddressRefused, with one answer for all names that lead nowhere."""
    until = asyncio.get_running_loop().time() + name_seconds
    addresses: list[str] = []
    with contextlib.suppress(OSError, UnicodeError, TimeoutError):
        async with asyncio.timeout_at(until):
            addresses = await resolve(host, port)
    # One private address among public ones is how a name is made to pass once and lead inside the next time.
    if addresses and all(map(is_public, addresses)):
        return addresses
    if not _is_address(host):
        await asyncio.sleep(until - asyncio.get_running_loop().time())
    raise AddressRefused(
        f"{host} is not on the public internet, or was not found there. Whoever hosts ScrollKeeper can allow a host "
        "of their own network: SCROLLKEEPER_OUTBOUND_HOSTS."
    )


def _is_address(host: str) -> bool:
    """Whether it is written as an IP address: then nothing is to be learnt from how long it took."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class Guarded(httpcore.AsyncNetworkBackend):
    """Connects to the address that was looked at, and to no other; TLS still asks for the certificate of the name."""

    def __init__(self, resolve: Resolve, name_seconds: float) -> None:
        self._resolve, self._name_seconds = resolve, name_seconds
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        allowed = is_allowed(host, port)
        addresses = [host]
        if not allowed:
            addresses = await _public_addresses(host, port, self._resolve, self._name_seconds)
        return await self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)


async def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    most_bytes: int = MOST_BYTES,
    seconds: float = SECONDS,
    redirects: int = 0,
    resolve: Resolve = _resolve,
    name_seconds: float = NAME_SECONDS,
) -> Fetched:
    """The answer of an address that a person named; raises AddressRefused, or FetchFailed with the reason.

    `seconds` is for all of it, redirects included. With `redirects` a GET follows so many of them, without the headers
    that were meant for the first host. The body comes undecoded; nothing is asked for in compressed form.
    """
    sent = {"User-Agent": "ScrollKeeper", "Accept": "*/*", "Accept-Encoding": "identity", **(headers or {})}
    try:
        async with asyncio.timeout(seconds):
            for _ in range(redirects + 1):
                answer = await _ask(url, method, sent, content, most_bytes, Guarded(resolve, name_seconds))
                target = answer.headers.get("location")
                if not redirects or answer.status not in REDIRECTS or not target or method not in ("GET", "HEAD"):
                    return answer
                following = urljoin(url, target)
                if urlsplit(following)[:2] != urlsplit(url)[:2]:
                    sent = {name: value for name, value in sent.items() if name in ("User-Agent", "Accept")}
                url = following
    except TimeoutError:
        raise FetchFailed(f"{_host(url)} did not answer within {seconds:g} seconds.") from None
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        raise FetchFailed(f"{_host(url)} could not be reached: {type(error).__name__}.") from None
    raise FetchFailed(f"{_host(url)} leads on more than {redirects} times.")


def _host(url: str) -> str:
    return urlsplit(url).hostname or "The address"


async def _ask(
    url: str, method: str, headers: Mapping[str, str], content: bytes, most_bytes: int, guarded: Guarded
) -> Fetched:
    check_url(url)
    async with (
        httpcore.AsyncConnectionPool(network_backend=guarded, max_connections=1) as pool,
        pool.stream(method, url, headers=list(headers.items()), content=content) as answer,
    ):
        body = bytearray()
        async for chunk in answer.aiter_stream():
            body += chunk
            if len(body) > most_bytes:
                raise FetchFailed(f"{_host(url)} sent more than {most_bytes:,} bytes.")
        found = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
        return Fetched(url, answer.status, found, bytes(body))
