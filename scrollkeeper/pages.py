"""The front end's files: index.html for every page, and the compressed forms that the build wrote beside each file."""

import mimetypes
import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from scrollkeeper.core.methods import WrongMethod

STATIC = Path(__file__).parent / "static"
METHODS = ("GET", "HEAD", "OPTIONS")
# Content codings and the endings of their files, the smallest first.
CODINGS = (("br", ".br"), ("gzip", ".gz"))


def accepted_codings(accept_encoding: str) -> set[str]:
    """Content codings of an Accept-Encoding header that are not refused by `q=0`."""
    accepted = set()
    for one in accept_encoding.lower().split(","):
        coding, _, parameters = one.strip().partition(";")
        quality = parameters.replace(" ", "")
        if not (quality.startswith("q=0") and quality[3:].strip(".0") == ""):
            accepted.add(coding.strip())
    return accepted


class Pages(StaticFiles):
    """The front end: a path without a file is a page of the single-page app, so it gets index.html."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if scope["method"] == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        if scope["method"] not in METHODS:
            raise WrongMethod(scope["method"], METHODS)
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("assets/"):
                raise
            path = "index.html"
            response = await super().get_response(path, scope)
        # Files below assets/ have their hash in their name; the page that names them is asked for again each time.
        hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with the compressed form where the client takes it and there is one."""
        headers = Headers(scope=scope)
        accepted = accepted_codings(headers.get("accept-encoding", ""))
        packed = [(coding, Path(f"{os.fspath(full_path)}{ending}")) for coding, ending in CODINGS]
        found = [(coding, path) for coding, path in packed if path.is_file()]
        # A range is of the plain bytes.
        taken = next((one for one in found if one[0] in accepted and "range" not in headers), None)
        if taken is None:
            response = super().file_response(full_path, stat_result, scope, status_code)
        else:
            response = super().file_response(taken[1], taken[1].stat(), scope, status_code)
            kind = mimetypes.guess_type(full_path)[0] or "application/octet-stream"
            response.headers["Content-Type"] = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
            response.headers["Content-Encoding"] = taken[0]
        if found:
            response.headers["Vary"] = "Accept-Encoding"
        return response
