"""The OpenAPI document: what FastAPI writes of the routes, with how to sign in, what tags mean and what is refused."""

import json
from collections.abc import Callable
from threading import Lock
from typing import Any

from fastapi import FastAPI, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from scrollkeeper.accounts.sessions import caller
from scrollkeeper.teams.scope import scope_of_request, scope_of_stream

TAGS = {
    "accounts": "Signing up and in, sessions, passkeys, second factors, tokens, and one's account.",
    "teams": "Teams, their members, settings and audit log.",
    "invitations": "Invitations, requests to join, and guests of single papers.",
    "uploads": "Files on their way in: tus 1.0.0, or a form.",
    "library": "Papers, their metadata, the trash and the store.",
    "files": "The bytes, pictures and pages of files.",
    "citations": "References and structure of papers.",
    "exchange": "References that come in and leave: BibTeX, RIS and CSL-JSON.",
    "discussions": "Annotations, threads and comments.",
    "notes": "Notes that are written together.",
    "reading": "Where one stopped, and reading lists.",
    "search": "Search in papers and their pages.",
    "activity": "Notifications, the feed and webhooks.",
    "push": "Notifications in browsers while no window is open.",
    "live": "Events of teams and papers.",
    "administration": "For whoever administers the instance.",
    "service": "Whether the server works.",
}
PROBLEM = {
    "title": "Problem",
    "examples": [{"type": "about:blank", "title": "Not found", "status": 404, "detail": "There is no such upload."}],
    "type": "object",
    "description": "A refusal (RFC 9457); `detail` is a sentence that says what to do.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "title": "Type"},
        "title": {"type": "string", "title": "Title"},
        "status": {"type": "integer", "title": "Status"},
        "detail": {"type": "string", "title": "Detail"},
        "errors": {
            "type": "array",
            "title": "Errors",
            "items": {
                "title": "FieldProblem",
                "type": "object",
                "required": ["field", "detail"],
                "properties": {
                    "field": {"type": "string", "title": "Field"},
                    "detail": {"type": "string", "title": "Detail"},
                },
            },
        },
    },
}
SCHEMES = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": caller.COOKIE,
        "description": "The cookie that `POST /api/sessions` sets. Over https its name begins with `__Host-`.",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token (`skp_…`), from the settings or from `scrollkeeper token create`.",
    },
}
# Which dependency finds the caller says what may sign a request.
SIGNED: dict[Any, list[dict[str, list[str]]]] = {
    caller.browser_caller: [{"session": []}],
    caller.signed_in_caller: [{"session": []}, {"token": []}],
    caller.any_caller: [{"session": []}, {"token": []}],
    scope_of_request: [{"session": []}, {"token": []}],
    scope_of_stream: [{"session": []}, {"token": []}],
}


def name_operation(route: APIRoute) -> str:
    """Unique name for generated clients: the context and the function, such as `library_get_paper`."""
    context = route.endpoint.__module__.split(".")[1]
    return f"{context}_{route.name}"


def install(app: FastAPI) -> None:
    """Have the app describe itself so."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(app, describe())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def answer_of(app: FastAPI) -> Callable[[], Response]:
    """A route with the document. It takes more than a second to make, once, and in a thread: others go on."""
    made: list[bytes] = []
    making = Lock()

    def show_description() -> Response:
        with making:
            if not made:
                made.append(json.dumps(app.openapi(), ensure_ascii=False, separators=(",", ":")).encode())
        return Response(made[0], media_type="application/json")

    return show_description


def _completed(app: FastAPI, document: dict[str, Any]) -> dict[str, Any]:
    document["servers"] = [{"url": "/", "description": "This server"}]
    document["info"] |= {
        "description": "What holds everywhere is in docs/api.md: errors, lists, versions, methods.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
    document["tags"] = [{"name": name, "description": description} for name, description in TAGS.items()]
    components = document["components"]
    components["securitySchemes"] = SCHEMES
    components["schemas"]["Problem"] = PROBLEM
    for route in iter_route_contexts(app.router.routes):
        for method in route.methods or ():
            operation = document["paths"].get(route.path, {}).get(method.lower())
            if operation is not None:
                operation["security"] = _signing(route.dependant)
                _show_problems(operation)
                _leave_out_null(operation)
    return _with_short_names(document)


def _with_short_names(document: dict[str, Any]) -> dict[str, Any]:
    """Models of one name in two modules get the module's in front: `TokensTeamRef`; each is titled as it is called."""
    written = json.dumps(document)
    for name in document["components"]["schemas"]:
        if "__" in name:
            module, model = name.split("__")[-2:]
            words = module.removesuffix("api").strip("_") or name.split("__")[-3]
            written = written.replace(name, "".join(word.capitalize() for word in words.split("_")) + model)
    short: dict[str, Any] = json.loads(written)
    for name, schema in short["components"]["schemas"].items():
        schema["title"] = name
    return short


def _show_problems(operation: dict[str, Any]) -> None:
    for answer in operation["responses"].values():
        content = answer.get("content", {}).get("application/problem+json")
        if content is not None:
            content["schema"] = {"$ref": "#/components/schemas/Problem"}


def _leave_out_null(operation: dict[str, Any]) -> None:
    """A parameter that is not sent is left out; in an address or a header `null` would be a word."""
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
        if len(kinds) == 1:
            del schema["anyOf"]
            parameter["schema"] = kinds[0] | schema


def _signing(dependant: Dependant) -> list[dict[str, list[str]]]:
    """What has to be sent with it; nothing where anybody may ask."""
    waiting = [dependant]
    while waiting:
        one = waiting.pop()
        if one.call in SIGNED:
            return SIGNED[one.call]
        waiting.extend(one.dependencies)
    return []
