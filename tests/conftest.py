"""One real PostgreSQL and one real app for the whole run; tests are kept apart by people and teams of their own."""

import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import hypothesis
import psycopg
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.sign_in_methods import passwords
from scrollkeeper.core import db as database
from scrollkeeper.core.postgres_logins import OWNER, REQUESTS
from scrollkeeper.core.processes import staying
from scrollkeeper.core.settings import configure, read_settings
from scrollkeeper.main import create_app
from tests import lock_order, make
from tests.s3 import KEYS
from tests.shared import TEMPLATE, SharedServers, ask

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"


Newcomer = Callable[[httpx.AsyncClient, str], Awaitable[make.Member]]
SHARED = pytest.StashKey[SharedServers]()
# Files that take longest; with several workers they begin first, so that none is waited for at the end.
LONGEST = (
    "test_openapi.py", "test_serve.py", "ingest/test_hostile.py", "isolation/test_routes.py",
    "ingest/test_upload_machine.py", "ingest/test_worker.py", "ingest/test_sandbox.py", "ingest/test_import_killed.py",
    "ingest/test_uploads_killed.py", "core/test_postgres.py", "parsing/test_scores.py",
    "ingest/clients/test_clients.py",
    "test_prepare.py", "ingest/test_uploads_faults.py", "core/test_logs.py", "notes/test_hostile.py",
    "ingest/test_uploads.py", "accounts/test_api.py", "accounts/test_email_links.py", "search/test_pages.py",
    "discussions/test_following.py", "push/test_sending.py", "realtime/test_live_under_load.py",
    "ingest/test_pipeline_faults.py", "discussions/test_costs.py", "test_api_client.py", "search/test_words.py",
    "browser/test_uploads.py", "browser/test_threads.py", "browser/test_teams.py", "browser/test_discussions.py",
    "browser/test_annotating.py", "browser/test_reading.py", "browser/test_push.py", "browser/test_accounts.py",
    "browser/test_three_readers.py", "browser/test_admin.py",
)  # fmt: skip
# Python processes that tests start would compile every module again; a start takes seconds instead of one.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Guessing is made expensive by making each sign-in expensive, and tests sign up thousands.
passwords.use_cost(1, 8)
# Of each property so many examples; `EXAMPLES=1000` looks deeper.
hypothesis.settings.register_profile("ours", max_examples=int(os.environ.get("EXAMPLES", "30")), deadline=None)
hypothesis.settings.load_profile("ours")


def pytest_configure(config: pytest.Config) -> None:
    lock_order.watch()
    if not hasattr(config, "workerinput"):
        config.stash[SHARED] = SharedServers()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
        items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """All is imported (see tests/__init__.py): it stays, and only what comes after it is looked through."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist is about to start one of the processes that run the tests."""
    node.workerinput["shared"] = node.config.stash[SHARED].socket


def pytest_unconfigure(config: pytest.Config) -> None:
    if SHARED in config.stash:
        config.stash[SHARED].close()


@pytest.fixture(scope="session")
def shared(pytestconfig: pytest.Config) -> Callable[[str], str]:
    """`shared("s3")` is the address of that server, which starts with the first who asks."""
    if hasattr(pytestconfig, "workerinput"):
        return partial(ask, pytestconfig.workerinput["shared"])
    return pytestconfig.stash[SHARED].get


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="scrollkeeper-tests-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_database(shared: Callable[[str], str]) -> Callable[[], str]:
    """Address of one more migrated database."""

    def make() -> str:
        url = urlsplit(shared("postgres"))
        name = f"tests_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as connection:
            connection.execute(f"create database {name} template {TEMPLATE}")
        return url._replace(path=f"/{name}").geturl()

    return make


@pytest.fixture(scope="session")
def database_url(data_dir: Path, new_database: Callable[[], str]) -> str:
    """A migrated database of this run (of this worker of it, with xdist)."""
    for name in [name for name in os.environ if name.startswith("SCROLLKEEPER_")]:
        del os.environ[name]
    url = new_database()
    requests = url.replace(OWNER, REQUESTS)
    configure(read_settings(database_url=url, request_database_url=requests, data_dir=data_dir))
    return url


@pytest.fixture(scope="session")
def s3_url(shared: Callable[[str], str]) -> Iterator[str]:
    """A place of this worker's on a real S3 server; the keys are in the environment."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in KEYS.items():
            environment.setenv(name, value)
        yield shared("s3").replace("?", f"/{uuid.uuid4().hex}?")


@pytest.fixture(scope="session")
async def app(database_url: str) -> AsyncIterator[FastAPI]:
    with staying():
        app = create_app()
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def db(app: FastAPI) -> AsyncIterator[AsyncSession]:
    """A transaction that commits when the test is through; use `transaction()` where others must see it at once."""
    async with database.open_system_session.begin() as session:
        yield session


@pytest.fixture
def transaction(app: FastAPI) -> Callable[[], object]:
    """`async with transaction() as db:` commits at its end."""
    return database.open_system_session.begin


@asynccontextmanager
async def browser_of(app: FastAPI, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        yield client


@pytest.fixture
async def anyone(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in."""
    async with browser_of(app) as client:
        yield client


@pytest.fixture
def newcomer() -> Newcomer:
    """How `ada` and `eve` come to have accounts; what needs more than to have one takes another way."""
    return make.member


@pytest.fixture
async def ada(app: FastAPI, newcomer: Newcomer) -> AsyncIterator[make.Member]:
    """A person signed in with a browser, owner of the team that `ada.team` is the id of."""
    async with browser_of(app) as client:
        yield await newcomer(client, "Ada")


@pytest.fixture
async def eve(app: FastAPI, newcomer: Newcomer) -> AsyncIterator[make.Member]:
    """Another signed-in person, in no team of Ada's."""
    async with browser_of(app) as client:
        yield await newcomer(client, "Eve")


@pytest.fixture(scope="session")
def cases() -> Path:
    """Small papers made after what people reported, where they are at hand."""
    folder = CORPUS.parent / "cases"
    if not folder.is_dir():
        pytest.skip("the reported cases are not beside this checkout (../shared/cases)")
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real papers, where they are at hand; a run without them says so."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real papers is not beside this checkout (../shared/corpus)")
    return CORPUS
