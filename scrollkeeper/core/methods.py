"""What no route takes: HEAD as GET, OPTIONS with what is allowed, other methods with 405, the rest with 404."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from fastapi.routing import iter_route_contexts
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scrollkeeper.core.errors import NotFound, Problem

_OF_A_ROUTE = ("endpoint", "path_params", "route")
_AS_HEAD = "scrollkeeper.as_head"


class WrongMethod(Problem):
    """Not possible with this address."""

    status, title = 405, "Wrong method"

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        names = ", ".join(allowed)
        super().__init__(f"{method} cannot be used here. This address takes {names}.", headers={"Allow": names})


def is_head(scope: Scope) -> bool:
    """Whether only headers are asked for. Then nothing is made that only a body needs, and nothing stays written."""
    return scope.get("method") == "HEAD" or _AS_HEAD in scope


def only_headers(media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to HEAD where a body is costly to make: all but its length."""
    return StreamingResponse(iter(()), media_type=media_type, headers=headers)


class _HeadersSent(Exception):
    """Stops whatever would begin to write a body."""


class AllowedMethods:
    """Which methods a path takes, of all routes that match it."""

    def __init__(self, routes: Sequence[BaseRoute]) -> None:
        methods: dict[str, set[str]] = {}
        for route in iter_route_contexts(routes):
            if route.path is not None and route.methods:
                methods.setdefault(route.path, set()).update(route.methods)
        self._patterns: list[tuple[re.Pattern[str], set[str]]] = [
            (compile_path(path)[0], taken) for path, taken in methods.items()
        ]

    def of(self, path: str) -> set[str]:
        """Empty where there is nothing at this path."""
        found = {method for pattern, taken in self._patterns if pattern.match(path) for method in taken}
        return found | ({"OPTIONS"} if found else set()) | ({"HEAD"} if "GET" in found else set())


class Unrouted:
    """ASGI app behind all routes of `router`, for paths and methods that none of them took."""

    def __init__(self, router: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.router = router
        self.allowed = AllowedMethods(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        allowed = sorted(self.allowed.of(scope["path"]))
        if not allowed:
            raise NotFound
        if scope["method"] == "HEAD" and "HEAD" in allowed:
            await self._head(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            # No word about other origins: their pages may do nothing here.
            await Response(status_code=204, headers={"Allow": ", ".join(allowed)})(scope, receive, send)
        else:
            raise WrongMethod(scope["method"], allowed)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as to GET, up to the body, which nobody begins to write."""
        asked: dict[str, Any] = {name: value for name, value in scope.items() if name not in _OF_A_ROUTE}
        asked |= {"method": "GET", _AS_HEAD: True}

        async def send_headers(message: Message) -> None:
            # What counts requests and what logs them look for the route here.
            if "route" in asked:
                scope["route"] = asked["route"]
            await send(message)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            raise _HeadersSent

        with suppress(_HeadersSent):
            await self.router(asked, receive, send_headers)
