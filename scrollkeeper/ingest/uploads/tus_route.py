"""What every tus request and answer has in common: the version is checked, and said in each answer, refusals too."""

import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scrollkeeper.core.errors import Problem
from scrollkeeper.ingest.uploads import tus
from scrollkeeper.ingest.uploads.service import UploadNotFound

UPLOADS = re.compile(r"^/api/teams/[^/]+/uploads(/[^/]+)?$")


class SayTusVersion:
    """ASGI middleware: `Tus-Resumable` in every answer where uploads lie, also to what reaches no route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not UPLOADS.match(scope["path"]):
            await self.app(scope, receive, send)
            return

        async def send_version(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Tus-Resumable"] = tus.VERSION
            await send(message)

        await self.app(scope, receive, send_version)


class TusRoute(APIRoute):
    """A route of the protocol; OPTIONS alone may be asked without a version."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def speak_tus(request: Request) -> Response:
            try:
                if request.method != "OPTIONS":
                    tus.check_version(request.headers.get("tus-resumable"))
                response = await handle(request)
            except Problem as refusal:
                refusal.headers = {"Cache-Control": "no-store", **refusal.headers}
                raise
            except RequestValidationError:
                # The path holds no id: what does not exist is 404 here as everywhere.
                raise UploadNotFound from None
            response.headers["Cache-Control"] = "no-store"
            return response

        return speak_tus
