"""A mail server for a test, and the settings that lead to it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from scrollkeeper.core.settings import configure, read_settings, settings
from tests.email.server import MailServer, mail_server


@pytest.fixture
def post_office(app: FastAPI) -> Iterator[MailServer]:
    """A mail server that MAIL_URL names while the test runs."""
    before = settings()
    with mail_server() as server:
        use_mail_url(server.url)
        yield server
    configure(before)


def use_mail_url(url: str | None) -> None:
    before = settings()
    configure(read_settings(database_url=before.database_url, data_dir=before.data_dir, mail_url=url))
