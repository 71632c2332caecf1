"""The web app: every context's routes under /api, the live connection, and the pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from fastapi.responses import FileResponse, Response
from starlette.routing import Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from scrollkeeper import api_document, contexts, health
from scrollkeeper.accounts.sessions.origin import RefuseCrossSite
from scrollkeeper.audit.service import RememberOrigin
from scrollkeeper.backups.metrics import metrics
from scrollkeeper.citations.csl.engine import close_engines
from scrollkeeper.core import db, errors, keyring, paging, security_headers, storage
from scrollkeeper.core.connections import name_of, shares_of_web
from scrollkeeper.core.limits import LimitBodies
from scrollkeeper.core.methods import Unrouted
from scrollkeeper.core.metrics import CountRequests
from scrollkeeper.core.routing import learn_routes
from scrollkeeper.core.security_headers import SecurityHeaders
from scrollkeeper.core.settings import settings
from scrollkeeper.core.stopping import EndQuietly
from scrollkeeper.email import preview_api
from scrollkeeper.exchange.live_references import read_live_references
from scrollkeeper.ingest.pipeline.sandboxes import close_sandbox
from scrollkeeper.ingest.uploads.tus_route import SayTusVersion
from scrollkeeper.pages import STATIC, Pages
from scrollkeeper.rate_limits import bans
from scrollkeeper.rate_limits.guard import Guard
from scrollkeeper.rate_limits.metrics_access import require_metrics_access
from scrollkeeper.realtime import hub

DOCS = STATIC / "docs.html"
# What any route may answer beside its own; documented once for all.
PROBLEM = {"description": "A problem, with what to do in `detail`", "content": {"application/problem+json": {}}}
PROBLEM_STATUSES = (400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 503)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Database, storage and the live hub live as long as the app; `DATABASE_URL` is set by whoever starts us."""
    url = settings().database_url
    assert url, "serve gives the app a DATABASE_URL"
    shares = shares_of_web(settings().database_connections)
    db.connect(url, request_url=settings().request_database_url, shares=shares)
    storage.use(storage.open_storage(settings().storage_url, settings().data_dir))
    bans.current.start()
    hub.start(url, name_of("web", shares.total))
    keyring.prepare()
    try:
        yield
    finally:
        await hub.stop()
        await bans.current.stop()
        await close_engines()
        await close_sandbox()
        await db.disconnect()


def show_docs() -> Response:
    """Readable documentation of the API."""
    if not DOCS.is_file():
        raise errors.NotFound("The pages are not built here. The schema is at /api/openapi.json.")
    headers = {"Content-Security-Policy": security_headers.PAGES, "Cache-Control": "no-cache"}
    return FileResponse(DOCS, headers=headers)


def create_app() -> FastAPI:
    """The app, with everything but a database behind it."""
    app = FastAPI(
        title="ScrollKeeper",
        version=version("scrollkeeper"),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        separate_input_output_schemas=False,
        generate_unique_id_function=api_document.name_operation,
        dependencies=[Depends(paging.remember_request)],
    )
    errors.install(app)
    api_document.install(app)
    contexts.load_log()
    # Not by way of one router for all of /api: FastAPI matches a path once more for each level of nesting.
    for router in (*contexts.routers(), health.router):
        app.include_router(router, prefix="/api", responses={status: dict(PROBLEM) for status in PROBLEM_STATUSES})
    if settings().mode == "development":
        app.include_router(preview_api.router)
    access = [Depends(require_metrics_access)]
    app.add_api_route("/api/docs", show_docs, include_in_schema=False)
    app.add_api_route("/api/openapi.json", api_document.answer_of(app), include_in_schema=False)
    app.add_api_route("/metrics", metrics, include_in_schema=False, dependencies=access)
    app.add_api_route("/bib/{name}", read_live_references, include_in_schema=False)
    routes = list(app.router.routes)
    for path in ("/api", "/api/{rest:path}", "/metrics", "/bib/{name}"):
        app.router.routes.append(Route(path, Unrouted(app.router, routes)))
    if (STATIC / "index.html").is_file():
        app.mount("/", Pages(directory=STATIC, html=True))
    learn_routes(app.router)
    app.add_middleware(RememberOrigin)
    app.add_middleware(LimitBodies)
    app.add_middleware(RefuseCrossSite)
    app.add_middleware(Guard)
    app.add_middleware(CountRequests)
    app.add_middleware(SayTusVersion)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(EndQuietly)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings().trusted_networks)
    return app
