"""People who signed up as people do, and emails as they see them."""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from scrollkeeper.accounts import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import configure, settings
from scrollkeeper.email import service as mail
from scrollkeeper.email.models import Email
from tests import make
from tests.conftest import Newcomer
from tests.email.conftest import post_office
from tests.email.server import MailServer

__all__ = ["post_office"]


@pytest.fixture
def setting(app: FastAPI) -> Iterator[Callable[..., None]]:
    """Changes settings until the end of the test."""
    before = settings()
    yield lambda **changes: configure(before.model_copy(update=changes))
    configure(before)


@pytest.fixture
def newcomer() -> Newcomer:
    return make.signed_up


class Letterbox:
    """What a real mail server has taken for an address, once the jobs of it have run."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def emails(self, address: str) -> list[EmailMessage]:
        """All emails to this address so far, oldest first."""
        await self._run_resets(address)
        async with open_system_session.begin() as db:
            query = select(Email.id).where(Email.address == address, Email.ended_at.is_(None)).order_by(Email.id)
            waiting = (await db.execute(query)).scalars().all()
        for email_id in waiting:
            await mail.send_email(email_id)
        return [message for message in self.server.messages if message["To"] == address]

    async def subjects(self, address: str) -> list[str]:
        return [str(message["Subject"]) for message in await self.emails(address)]

    async def secret(self, address: str) -> str:
        """The secret in the link of the newest email."""
        body = (await self.emails(address))[-1].get_body(("plain",))
        assert body is not None
        found = re.search(r"http\S+/(confirm|reset-password)#(\S+)", body.get_content())
        assert found, body.get_content()
        return found[2]

    async def _run_resets(self, address: str) -> None:
        async with open_system_session.begin() as db:
            query = text(
                "delete from procrastinate_jobs where task_name = 'accounts.send_reset' and args->>'email' ilike :email"
                " returning args"
            )
            asked = (await db.execute(query, {"email": address})).scalars().all()
        for args in asked:
            await jobs.send_reset(**args)


@pytest.fixture
def letterbox(post_office: MailServer) -> Letterbox:
    return Letterbox(post_office)
