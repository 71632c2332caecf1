"""Both storages: a test that asks for `store` runs on a local folder and on a real S3 server."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from fastapi import FastAPI

from scrollkeeper.core import storage
from scrollkeeper.core.settings import configure, settings


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """The default ones show every variable, which takes a minute where one of them holds megabytes."""
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, renderer])


@pytest.fixture(params=["local", pytest.param("s3", marks=pytest.mark.s3)])
def store(app: FastAPI, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[storage.Storage]:
    """The storage of the app during this test, empty at its beginning."""
    before = storage.storage()
    if request.param == "s3":
        url = request.getfixturevalue("s3_url").replace("?", f"/{uuid.uuid4().hex}?")
    else:
        url = f"file://{tmp_path / 'store'}"
    yield storage.use(storage.open_storage(url, tmp_path))
    storage.use(before)


@pytest.fixture
def with_settings(app: FastAPI) -> Iterator[Callable[..., None]]:
    """`with_settings(max_upload_bytes=1000)` holds until the test ends."""
    before = settings()

    def change(**values: object) -> None:
        configure(settings().model_copy(update=values))

    yield change
    configure(before)
