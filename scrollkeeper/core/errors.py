"""Refusals that a person can act on, each with its status, and the one place that turns them into problem+json."""

from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from scrollkeeper.core.refusals import note_refusal
from scrollkeeper.core.validation import field_of, sentence_of

log = structlog.get_logger()


class Problem(Exception):
    """Base of expected refusals; the docstring of a subclass is its sentence unless one is given."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "Not possible"
    # A name for programs, where they are to act on this refusal; docs/api.md lists them.
    type: ClassVar[str] = "about:blank"
    # Seconds after which it is worth another try; answered as Retry-After.
    retry_after: ClassVar[int | None] = None
    # What the log says of it, where whoever hosts should see that it happens.
    noted: ClassVar[str | None] = None
    # Of a 404: that the thing is there, and the caller may not see or change it.
    by_permission = False

    def __init__(
        self,
        detail: str | None = None,
        *,
        headers: dict[str, str] | None = None,
        person_id: UUID | None = None,
        **extra: Any,
    ) -> None:
        """`person_id` is whose account it concerns, for the log alone."""
        self.detail = detail or (type(self).__doc__ or self.title)
        again = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        self.headers = again | (headers or {})
        self.person_id = person_id
        self.extra = extra
        super().__init__(self.detail)


class NotFound(Problem):
    """This doesn’t exist, or you don’t have access."""

    status, title = 404, "Not found"


class SignedOut(Problem):
    """Sign in to continue."""

    status, title = 401, "Signed out"


class Forbidden(Problem):
    """You don’t have permission to do that."""

    status, title = 403, "Not allowed"


class Conflict(Problem):
    """Someone changed this in the meantime. Reload it and try again."""

    status, title = 409, "Conflict"


class Invalid(Problem):
    """Something in the request isn’t valid."""

    status, title = 422, "Not valid"


class TooMany(Problem):
    """Too many attempts. Wait a moment."""

    status, title = 429, "Too many requests"


class Unavailable(Problem):
    """Temporarily unavailable. Try again in a minute."""

    status, title, retry_after = 503, "Not available", 10


def require(allowed: bool, refusal: type[Problem] = NotFound) -> None:
    """Guard of service functions: missing and forbidden look the same."""
    if not allowed:
        refused = refusal()
        refused.by_permission = True
        raise refused


def problem_response(
    status: int, title: str, detail: str, headers: dict[str, str] | None = None, **extra: Any
) -> JSONResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **extra}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    address = request.client.host if request.client else ""
    if error.noted:
        person = str(error.person_id) if error.person_id else None
        log.warning(error.noted, route=_route(request), address=address, person=person)
    elif error.status in (401, 403) or error.by_permission:
        caller = getattr(request.state, "person_id", None)
        note_refusal(
            route=_route(request),
            status=error.status,
            why=type(error).__name__,
            address=address,
            person=str(caller) if caller else None,
        )
    return problem_response(error.status, error.title, error.detail, error.headers, type=error.type, **error.extra)


def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(one["loc"][0] == "path" and str(one["type"]).startswith("uuid_") for one in error.errors()):
        # What is no id names nothing.
        return problem_response(NotFound.status, NotFound.title, NotFound.__doc__ or "")
    fields = [{"field": field_of(one), "detail": sentence_of(one)} for one in error.errors()[:20]]
    # Alternatives of one value may fail for the same reason.
    detail = " ".join(dict.fromkeys(one["detail"] for one in fields[:3]))
    return problem_response(422, Invalid.title, detail or Invalid.__doc__ or "", errors=fields)


def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase.capitalize()
    detail = str(error.detail).rstrip(".") + "."
    if error.status_code == 404:
        title, detail = NotFound.title, NotFound.__doc__ or detail
    return problem_response(error.status_code, title, detail, dict(error.headers or {}))


def _on_data(request: Request, error: Exception) -> Response:
    return problem_response(422, "Not valid", "A value holds characters or numbers that cannot be stored.")


def _route(request: Request) -> str:
    """The pattern of the address: some addresses hold codes that let people in."""
    return f"{request.method} {getattr(request.scope.get('route'), 'path', 'other')}"


def _on_busy(request: Request, error: Exception) -> Response:
    # PostgreSQL's code says which trouble it is (53100: its disk is full); its message could hold what people wrote.
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    log.warning("database busy", route=_route(request), error=type(error).__name__, sqlstate=code)
    return problem_response(503, "Not available", Unavailable.__doc__ or "", {"Retry-After": "5"})


def _on_crash(request: Request, error: Exception) -> Response:
    log.error("request crashed", route=_route(request), exc_info=error)
    detail = "Something went wrong on our side. Try again, and tell your administrator if it keeps happening."
    return problem_response(500, "Something went wrong", detail)


def install(app: FastAPI) -> None:
    """Render every error of the app as application/problem+json."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(DataError, _on_data)
    app.add_exception_handler(TimeoutError, _on_busy)
    app.add_exception_handler(PoolTimeout, _on_busy)
    app.add_exception_handler(OperationalError, _on_busy)
    app.add_exception_handler(Exception, _on_crash)
