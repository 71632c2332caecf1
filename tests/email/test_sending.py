"""Emails reach a real mail server once, whatever it answers and however slow it is."""

import asyncio
import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import SettingsRefused, read_settings
from scrollkeeper.email import service, smtp
from scrollkeeper.email.jobs import wait_seconds
from scrollkeeper.email.models import Email
from scrollkeeper.email.smtp import DeliveryDeferred
from scrollkeeper.email.smtp import MailServer as Address
from tests import make
from tests.email.conftest import use_mail_url
from tests.email.server import MailServer, mail_server, only

LINK = "https://papers.example.org/confirm#secret"


async def post(address: str | None = None, **options: Any) -> UUID:
    async with open_system_session.begin() as db:
        values = {"name": "Ada", "days": 7, "link": LINK}
        return await service.post(db, address or make.email(), "verify_email", values, **options)


async def email_of(email_id: UUID) -> Email:
    async with open_system_session.begin() as db:
        return (await db.execute(select(Email).where(Email.id == email_id))).scalar_one()


async def test_a_letter_arrives_as_text_and_html_and_is_then_forgotten(post_office: MailServer) -> None:
    address = make.email()
    email_id = await post(address)
    await service.send_email(email_id)
    [message] = post_office.messages
    assert message["To"] == address
    assert message["Subject"] == "Confirm your email address"
    assert message["From"] == "ScrollKeeper <scrollkeeper@127.0.0.1>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert str(email_id) in message["Message-ID"]
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert LINK in body.get_content()
    email = await email_of(email_id)
    assert (email.status, email.values) == ("sent", None), "the secret in it is kept no longer than needed"


async def test_a_job_that_runs_again_sends_nothing_again(post_office: MailServer) -> None:
    email_id = await post()
    for _ in range(3):
        await service.send_email(email_id)
    assert len(post_office.messages) == 1


async def test_of_two_senders_at_once_one_sends(post_office: MailServer) -> None:
    email_id = await post()
    await asyncio.gather(*(service.send_email(email_id) for _ in range(4)))
    assert len(post_office.messages) == 1
    assert (await email_of(email_id)).status in ("sent", "uncertain")


async def test_a_letter_of_a_transaction_that_fails_is_never_sent(post_office: MailServer) -> None:
    address = make.email()
    async with open_system_session() as db:
        await service.post(
            db, address, "password_changed", {"name": "Ada", "at": "today", "ended": "", "left": "", "link": LINK}
        )
        await db.rollback()
    async with open_system_session.begin() as db:
        assert (await db.execute(select(Email).where(Email.address == address))).first() is None


@pytest.mark.parametrize("where", ["says", "to_data"])
async def test_a_refusal_is_recorded_and_not_tried_again(post_office: MailServer, where: str) -> None:
    getattr(post_office, where).append("550 No such person here")
    email_id = await post()
    await service.send_email(email_id)
    email = await email_of(email_id)
    assert email.status == "refused"
    assert "No such person here" in (email.reason or "")
    await service.send_email(email_id)
    assert len(post_office.recipients) == 1


@pytest.mark.parametrize("where", ["says", "to_data"])
async def test_a_passing_refusal_is_tried_again(post_office: MailServer, where: str) -> None:
    getattr(post_office, where).append("451 Come back later")
    email_id = await post()
    with pytest.raises(DeliveryDeferred, match="Come back later"):
        await service.send_email(email_id)
    assert (await email_of(email_id)).status == "waiting"
    await service.send_email(email_id)
    assert len(post_office.messages) == 1
    assert (await email_of(email_id)).attempts == 2


async def test_an_outage_loses_nothing(post_office: MailServer) -> None:
    post_office.stop()
    email_id = await post()
    with pytest.raises(DeliveryDeferred):
        await service.send_email(email_id)
    post_office.start()
    await service.send_email(email_id)
    assert len(post_office.messages) == 1


async def test_a_slow_server_is_waited_for(post_office: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slower than any other answer may be; trying again instead would send the email twice."""
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 1)
    post_office.slow_seconds = 2.5
    email_id = await post()
    await service.send_email(email_id)
    assert len(post_office.messages) == 1
    assert (await email_of(email_id)).status == "sent"


async def test_a_sender_that_dies_before_the_answer_does_not_send_twice(post_office: MailServer) -> None:
    post_office.hold = threading.Event()
    email_id = await post()
    sending = asyncio.create_task(service.send_email(email_id))
    async with asyncio.timeout(30):
        while not post_office.messages:  # noqa: ASYNC110  another thread fills it
            await asyncio.sleep(0.05)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    post_office.hold.set()
    await service.send_email(email_id)
    assert len(post_office.messages) == 1
    assert (await email_of(email_id)).status == "uncertain"


async def test_a_letter_that_is_of_no_use_any_more_is_given_up(post_office: MailServer) -> None:
    email_id = await post(useful_for=timedelta(seconds=-1))
    await service.send_email(email_id)
    email = await email_of(email_id)
    assert (email.status, email.values, post_office.messages) == ("given_up", None, [])


async def test_without_a_mail_server_the_link_is_printed(app: object, caplog: pytest.LogCaptureFixture) -> None:
    email_id = await post()
    await service.send_email(email_id)
    assert (await email_of(email_id)).status == "printed"


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_user_and_password_are_used_and_wrong_ones_cost_no_letter(post_office: MailServer) -> None:
    options = {"authenticator": only(b"ada", b"p@ss word"), "auth_required": True, "auth_require_tls": False}
    with mail_server(**options) as strict:
        email_id = await post()
        for wrong in (strict.url, f"smtp://ada:wrong@127.0.0.1:{strict.port}"):
            use_mail_url(wrong)
            with pytest.raises(DeliveryDeferred):
                await service.send_email(email_id)
        use_mail_url(f"smtp://ada:p%40ss%20word@127.0.0.1:{strict.port}")
        await service.send_email(email_id)
        assert len(strict.messages) == 1


async def test_an_address_beyond_ascii_is_written_to_where_the_server_can(post_office: MailServer) -> None:
    await service.send_email(await post("jürgen@example.org"))
    assert post_office.recipients == ["jürgen@example.org"]
    with mail_server(enable_SMTPUTF8=False) as old:
        use_mail_url(old.url)
        email_id = await post("jürgen@example.org")
        await service.send_email(email_id)
        assert (await email_of(email_id)).status == "refused"


def test_mail_urls() -> None:
    assert Address.of_url("smtps://mail.example.org").port == 465
    assert Address.of_url("smtp://a%40b:c%3Ad@mail.example.org:25") == Address(
        "mail.example.org", 25, False, "a@b", "c:d"
    )
    for wrong in ("mail.example.org:25", "http://mail.example.org", "smtp://", "smtp://host/path"):
        with pytest.raises(SettingsRefused, match="MAIL_URL is malformed"):
            read_settings(mail_url=wrong)


def test_the_wait_grows_and_is_bounded() -> None:
    waits = [wait_seconds(attempt) for attempt in range(20)]
    assert waits[:3] == [10, 20, 40]
    assert waits == sorted(waits)
    assert waits[-1] == 1_800


async def test_the_email_and_its_job_are_one(app: object) -> None:
    email_id = await post()
    async with open_system_session.begin() as db:
        query = text("select queue_name from procrastinate_jobs where args->>'letter_id' = :id")
        assert [row[0] for row in await db.execute(query, {"id": str(email_id)})] == ["mail"]
