"""Which router answers a path, learned from the first request of its kind instead of asking every route each time.

Paths that differ in nothing but ids are of one kind: whatever matched one matches the others, since no route of ours
looks into an id. What nothing matched wholly is asked of all routes again.
"""

import re

from fastapi import APIRouter
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

_ID = re.compile(r"(?<=/)[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?=/|$)")
# Names of teams and numbers of pages stand in paths too, so there is no end of kinds; and whoever is not signed in may
# send paths as well, so that long ones are not kept.
MOST_KINDS, LONGEST_KIND = 4_096, 200


class LearnedRoutes:
    """ASGI app in front of a router's own; the pages, which are no routes of the API, go straight to it."""

    def __init__(self, router: APIRouter, app: ASGIApp) -> None:
        self.router, self.app = router, app
        self._learned: dict[tuple[str, str], ASGIApp] = {}
        self._alone: dict[int, ASGIApp] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        kind = scope["method"], _ID.sub("*", scope["path"])
        answer = self._learned.get(kind)
        if answer is None:
            answer = self._find(scope)
            if len(self._learned) >= MOST_KINDS:
                self._learned.clear()
            if answer is not self.app and len(kind[1]) <= LONGEST_KIND:
                self._learned[kind] = answer
        await answer(scope, receive, send)

    def _find(self, scope: Scope) -> ASGIApp:
        """A router of nothing but the first of all that match; all of them where that takes any path, or is none."""
        first = next((route for route in self.router.routes if route.matches(scope)[0] is Match.FULL), None)
        if first is None or ":path}" in getattr(first, "path", ""):
            return self.app
        return self._alone.setdefault(id(first), APIRouter(routes=[first], redirect_slashes=False))


def learn_routes(router: APIRouter) -> None:
    """From now on; whatever is added to the router later must not match what it matches already."""
    router.middleware_stack = LearnedRoutes(router, router.middleware_stack)
