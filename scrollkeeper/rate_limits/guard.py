"""The first thing every request meets: bans, connections of an address, and rates by address and by credential."""

import re
from collections import Counter

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from scrollkeeper.core.errors import problem_response
from scrollkeeper.rate_limits import bans, credentials, limiter
from scrollkeeper.rate_limits.addresses import Network, is_this_machine, network_of

log = structlog.get_logger()
# Requests of one address that are being answered at the same time, open sockets among them.
CONNECTIONS = 300
# What is worth guessing at, and what sends emails: by address, so that many names do not help.
STRICT = (
    ("POST", re.compile(r"^/api/sessions(/|$)"), "sign_in"),
    ("POST", re.compile(r"^/api/confirmations(/|$)"), "sign_in"),
    ("POST", re.compile(r"^/api/invitations/"), "sign_in"),
    ("POST", re.compile(r"^/api/accounts$"), "sign_up"),
    ("POST", re.compile(r"^/api/sign-in/new$"), "sign_up"),
    ("POST", re.compile(r"^/api/password/"), "reset"),
    ("POST", re.compile(r"^/api/me/email/"), "reset"),
    ("PUT", re.compile(r"^/api/me/email$"), "reset"),
)
FREE = re.compile(r"^/api/(health|ready)$")


class Guard:
    """ASGI middleware: 403 for the banned, 429 with Retry-After for the too frequent; nothing else is done for them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        address = str((scope.get("client") or ("",))[0])
        if bans.current.holds(address):
            detail = "Requests from this address are blocked. Contact the administrator of this server."
            await _refuse(problem_response(403, "Banned", detail), scope, receive, send)
            return
        network = str(network_of(address))
        counted = not is_this_machine(address)
        if counted and self._open[network] >= CONNECTIONS:
            refusal = problem_response(429, "Too many connections", "Too many at once.", limiter.retry_after(5))
            await _refuse(refusal, scope, receive, send)
            return
        self._open[network] += 1
        try:
            wait = await _seconds_to_wait(scope, address if counted else None)
            if wait:
                detail = f"Too many attempts. Try again in {wait} seconds."
                refusal = problem_response(429, "Too many requests", detail, limiter.retry_after(wait))
                await _refuse(refusal, scope, receive, send)
            else:
                await self.app(scope, receive, send)
        finally:
            self._open[network] -= 1
            if not self._open[network]:
                del self._open[network]


async def _seconds_to_wait(scope: Scope, address: str | None) -> int:
    path = scope["path"]
    if not path.startswith("/api/") or FREE.match(path):
        return 0
    credential = credential_of(Headers(scope=scope))
    network = network_of(address) if address else None
    if network is not None:
        method = scope.get("method", "GET")
        for verb, pattern, action in STRICT:
            if method == verb and pattern.match(path):
                wait = await limiter.seconds_to_wait(action, network)
                if wait:
                    await _count_violation(str(address))
                    return wait
        known = credential is not None and credentials.is_known(credential)
        wait = await limiter.seconds_to_wait("address" if known else "stranger", network)
        if wait and credential and not known and await _is_good(credential, network):
            wait = await limiter.seconds_to_wait("address", network)
        if wait:
            return wait
    # Each made-up one would be another row.
    if credential is None or not credentials.is_known(credential):
        return 0
    return await limiter.seconds_to_wait("credential", credential.hex()[:32])


async def _is_good(credential: bytes, network: Network) -> bool:
    """Whoever is signed in does not wait for strangers of the same network, also where this process is new to them."""
    if await limiter.seconds_to_wait("unproved", network):
        return False
    try:
        return await credentials.look_up(credential)
    except (SQLAlchemyError, OSError, TimeoutError):
        return False


def credential_of(headers: Headers) -> bytes | None:
    """What stands for the session or token that a request brings, whether it is good or not."""
    kind, _, secret = headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        cookies = cookie_parser(headers.get("cookie", ""))
        secret = next((value for name, value in cookies.items() if name.endswith("scrollkeeper_session")), "")
    return credentials.hash_credential(secret) if secret else None


async def _count_violation(address: str) -> None:
    """Whoever goes on after being refused many times is banned for a while."""
    if await limiter.seconds_to_wait("violation", network_of(address)):
        await bans.ban_abuser(address)


async def _refuse(refusal: JSONResponse, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
        return
    await refusal(scope, receive, send)
