"""The cookies of a signed-in browser: its session, and the one by which it is known again after that has ended."""

from fastapi import Request, Response

from scrollkeeper.accounts.sessions.caller import COOKIE, cookie_name
from scrollkeeper.core.settings import settings

DEVICE = "scrollkeeper_device"
# Browsers keep no cookie longer.
DEVICE_DAYS = 400


def known_device(request: Request) -> str | None:
    """The secret by which this browser is known again, if it has one."""
    return request.cookies.get(cookie_name(DEVICE))


def give_session_cookie(response: Response, secret: str) -> None:
    # The server knows when it ends; the cookie only must not go before.
    _give(response, COOKIE, secret, days=settings().session_max_days)


def give_device_cookie(response: Response, secret: str) -> None:
    _give(response, DEVICE, secret, days=DEVICE_DAYS)


def _give(response: Response, name: str, value: str, *, days: int) -> None:
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=days * 86_400,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
    )
