"""The list of contexts, from the doors down: what the web app, the job runner and the database take from each.

Modules are named here and loaded by whoever needs them, so that the job runner loads no routes. A test finds what is
missing; import-linter (pyproject.toml) holds who may import whom.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from fastapi import APIRouter


@dataclass(frozen=True, slots=True)
class Context:
    """Modules of one context, by their names in it: with a `router`, with jobs, with tables, with what is logged."""

    name: str
    routes: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    log: tuple[str, ...] = ()


CONTEXTS = (
    Context("realtime", routes=("live_api",)),
    Context("admin", routes=("api", "work_api"), log=("audit_actions",)),
    Context(
        "me",
        routes=(
            "api", "sign_in_api", "oidc_api", "sessions_api", "email_links_api", "reauthentication_api",
            "sign_in_methods_api", "passkeys_api", "tokens_api", "preferences_api", "account_data.api",
        ),
        jobs=("account_data.jobs",),
    ),
    Context(
        "merging", routes=("api",), jobs=("jobs",), tables=("models",), log=("audit_actions",),
    ),
    Context("batches", routes=("api",), jobs=("jobs",), tables=("models",), log=("audit_actions",)),
    Context("notifications", routes=("api", "push.api"), jobs=("jobs", "push.jobs"), tables=("models", "push.models")),
    Context(
        "exchange",
        routes=(
            "api", "content_api", "archives_api", "imports_api", "export_api", "live_references_api", "zotero.api",
            "lookup.api", "capture.api",
        ),
        jobs=("jobs",), tables=("models",), log=("events", "audit_actions"),
    ),
    Context("activity", routes=("api", "events_api")),
    Context("search", routes=("api",)),
    Context("notes", routes=("api",), jobs=("jobs",), tables=("models",), log=("events",)),
    Context(
        "discussions", routes=("threads_api", "comments_api", "annotations_api", "paper_counts_api"),
        tables=("models",),
        log=("events", "audit_actions"),
    ),
    Context(
        "annotations", routes=("api", "versions_api"), jobs=("jobs",), tables=("models",),
        log=("events", "audit_actions"),
    ),
    Context(
        "collections", routes=("api", "papers_api", "saved_searches_api", "guests_api"), tables=("models",),
        log=("events", "audit_actions"),
    ),
    Context("citations", routes=("api", "csl.api"), jobs=("jobs",), tables=("models", "csl.models")),
    Context("reading", routes=("api", "lists_api"), tables=("models",), log=("events",)),
    Context("backups", jobs=("jobs",)),
    Context(
        "ingest", routes=("uploads.api", "pipeline.api"), jobs=("uploads.jobs", "pipeline.jobs"),
        tables=("uploads.models",), log=("events",),
    ),
    Context(
        "library",
        routes=(
            "api", "guests_api", "duplicates_api", "tags.api", "custom_fields.api", "history.api", "citation_keys.api",
            "files.api", "files.usage_api",
        ),
        jobs=("jobs", "custom_fields.jobs"),
        tables=("models", "tags.models", "custom_fields.models", "history.models"), log=("events", "audit_actions"),
    ),
    Context("webhooks", routes=("api",), jobs=("jobs",), tables=("models",), log=("audit_actions",)),
    Context(
        "teams", routes=("api", "members_api", "invitations_api", "audit_api"), jobs=("jobs",), tables=("models",),
        log=("events", "audit_actions"),
    ),
    Context("accounts", jobs=("jobs",), tables=("models",), log=("audit_actions",)),
    Context("rate_limits", jobs=("jobs",), tables=("models",), log=("audit_actions",)),
    Context("email", jobs=("jobs",), tables=("models",)),
    Context("audit", tables=("service",)),
    Context("core", tables=("events", "jobs", "sealing_keys")),
)  # fmt: skip


def routers() -> Iterator[APIRouter]:
    """All routers, each to be put under /api."""
    for context in CONTEXTS:
        for module in _load(context, context.routes):
            yield from (one for one in vars(module).values() if isinstance(one, APIRouter))


def load_jobs() -> None:
    """Register every job: one that is not known would wait for ever."""
    for context in CONTEXTS:
        list(_load(context, context.jobs))


def load_log() -> None:
    """Define every event and audit action."""
    for context in CONTEXTS:
        list(_load(context, context.log))


def load_tables() -> None:
    """Make every table known to the metadata."""
    for context in CONTEXTS:
        list(_load(context, context.tables))


def _load(context: Context, names: tuple[str, ...]) -> Iterator[ModuleType]:
    for name in names:
        yield import_module(f"scrollkeeper.{context.name}.{name}")
