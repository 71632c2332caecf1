"""One real PostgreSQL and one real app for the whole run; tests are kept apart by people and teams of their own."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import db as database
from scrollkeeper.core.postgres import EmbeddedPostgres
from scrollkeeper.core.settings import configure, read_settings
from scrollkeeper.main import create_app
from scrollkeeper.migrations.run import migrate
from tests import make

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="scrollkeeper-tests-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database_url(data_dir: Path) -> Iterator[str]:
    """A migrated database of this run (of this worker of it, with xdist)."""
    for name in [name for name in os.environ if name.startswith("SCROLLKEEPER_")]:
        del os.environ[name]
    server = EmbeddedPostgres(data_dir)
    url = server.start()
    try:
        migrate(url)
        configure(read_settings(database_url=url, data_dir=data_dir))
        yield url
    finally:
        server.stop()


@pytest.fixture(scope="session")
async def app(database_url: str) -> AsyncIterator[FastAPI]:
    app = create_app()
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def db(app: FastAPI) -> AsyncIterator[AsyncSession]:
    """A transaction that commits when the test is through; use `transaction()` where others must see it at once."""
    async with database.open_session.begin() as session:
        yield session


@pytest.fixture
def transaction(app: FastAPI) -> Callable[[], object]:
    """`async with transaction() as db:` commits at its end."""
    return database.open_session.begin


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
async def ada(app: FastAPI) -> AsyncIterator[make.Member]:
    """A person signed in with a browser, owner of the team that `ada.team` is the id of."""
    async with browser_of(app) as client:
        yield await make.member(client, "Ada")


@pytest.fixture
async def eve(app: FastAPI) -> AsyncIterator[make.Member]:
    """Another signed-in person, in no team of Ada's."""
    async with browser_of(app) as client:
        yield await make.member(client, "Eve")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real papers, where they are at hand; a run without them says so."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real papers is not beside this checkout (../shared/corpus)")
    return CORPUS
