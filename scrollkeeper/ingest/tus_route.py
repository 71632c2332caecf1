"""What every tus request and answer has in common: the version is checked, and said in each answer, refusals too."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from scrollkeeper.core.errors import Problem
from scrollkeeper.ingest import tus
from scrollkeeper.ingest.service import UploadNotFound


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
                refusal.headers = {"Tus-Resumable": tus.VERSION, "Cache-Control": "no-store", **refusal.headers}
                raise
            except RequestValidationError:
                # The path holds no id: what does not exist is 404 here as everywhere.
                raise UploadNotFound(headers={"Tus-Resumable": tus.VERSION}) from None
            response.headers["Tus-Resumable"] = tus.VERSION
            response.headers["Cache-Control"] = "no-store"
            return response

        return speak_tus
