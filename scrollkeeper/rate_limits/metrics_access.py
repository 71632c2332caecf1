"""Who may read /metrics: whoever has its token, or without one, programs on this machine."""

import hmac

from fastapi import Request

from scrollkeeper.core.errors import Forbidden, SignedOut
from scrollkeeper.core.settings import settings
from scrollkeeper.rate_limits.addresses import is_this_machine

# What proxies add. A request that has one of these is not from this machine, even where the proxy is.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "x-forwarded-host", "via")


class NoMetricsToken(SignedOut):
    """Reading /metrics needs the token of SCROLLKEEPER_METRICS_TOKEN as a bearer token."""

    noted = "metrics refused"


class MetricsOfThisMachine(Forbidden):
    """Only programs on this machine may read /metrics. Set SCROLLKEEPER_METRICS_TOKEN to let others read it."""

    noted = "metrics refused"


async def require_metrics_access(request: Request) -> None:
    """Raises NoMetricsToken or MetricsOfThisMachine."""
    token = settings().metrics_token
    if token:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode(), token.get_secret_value().encode())
        if kind.lower() != "bearer" or not right:
            raise NoMetricsToken(headers={"WWW-Authenticate": "Bearer"})
        return
    address = request.client.host if request.client else ""
    if not is_this_machine(address) or any(name in request.headers for name in FORWARDED):
        raise MetricsOfThisMachine
