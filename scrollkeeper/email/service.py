"""Posting emails in the transaction that makes them necessary, and sending each once."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import jobs
from scrollkeeper.core.db import lock, open_system_session
from scrollkeeper.core.settings import settings
from scrollkeeper.email.models import Email
from scrollkeeper.email.rendering import write
from scrollkeeper.email.smtp import DeliveryDeferred, MailServer, Refused, deliver

log = structlog.get_logger()
USEFUL = timedelta(days=3)
REMEMBERED = timedelta(days=90)
# Emails of one kind to one address that somebody else may have typed.
AN_HOUR, A_DAY = 5, 10


def can_send() -> bool:
    """Whether there is a mail server; without one, links are printed for whoever hosts this."""
    return settings().mail_url is not None


def sender_address() -> str:
    return settings().mail_from or f"scrollkeeper@{urlsplit(settings().base_url).hostname}"


async def post(
    db: AsyncSession,
    address: str,
    template: str,
    values: dict[str, Any],
    *,
    useful_for: timedelta = USEFUL,
    sender_id: UUID | None = None,
) -> UUID:
    """An email to this address, sent once the transaction is committed; given up when it is of no use any more.

    `sender_id` is of the person who causes an email to somebody else (see `limits.require_may_send`).
    `values` are JSON; those that the template names as buttons are links.
    """
    email = Email(
        address=address,
        sender_id=sender_id,
        template=template,
        subject=write(template, values).subject,
        values=values,
        useful_until=func.now() + useful_for,
    )
    db.add(email)
    await db.flush()
    await jobs.defer(db, "mail.send_letter", letter_id=str(email.id))
    return email.id


async def is_flooded(db: AsyncSession, address: str, template: str) -> bool:
    """Whether so many such emails went to this address within the hour, or day, that another would be a nuisance."""
    # Two requests at once must not both find room.
    await lock(db, "emails", address.lower())
    this_hour = func.count().filter(Email.created_at > func.now() - timedelta(hours=1))
    today = Email.created_at > func.now() - timedelta(days=1)
    query = select(this_hour, func.count()).where(Email.address == address, Email.template == template, today)
    within_hour, within_day = (await db.execute(query)).one()
    return within_hour >= AN_HOUR or within_day >= A_DAY


async def send_email(email_id: UUID) -> None:
    """Make one attempt; only one of several senders delivers. Raises DeliveryDeferred where there should be another."""
    email = await _begin_attempt(email_id)
    if email is None:
        return
    if not can_send():
        _print(email)
        await _end(email_id, "printed", None)
        return
    server = MailServer.of_url(settings().mail_url.get_secret_value())  # type: ignore[union-attr]
    claim = _Claim(email_id)
    try:
        sent = await deliver(server, message_of(email), sender_address(), email.address, before_data=claim.take)
    except Refused as error:
        log.warning("an email was refused", email=str(email_id), template=email.template, said=str(error))
        await _end(email_id, "refused", str(error))
    except DeliveryDeferred as error:
        log.warning("an email could not be sent yet", email=str(email_id), attempt=email.attempts, why=str(error))
        await claim.give_back(str(error))
        raise
    else:
        if sent:
            await _end(email_id, "sent", None)


async def _begin_attempt(email_id: UUID) -> Email | None:
    """The email, if it is still to be sent."""
    async with open_system_session.begin() as db:
        email = (await db.execute(select(Email).where(Email.id == email_id).with_for_update())).scalar_one_or_none()
        if email is None or email.ended_at is not None:
            return None
        overdue = (await db.execute(select(func.now() > email.useful_until))).scalar_one()
        if email.status == "handing_over":
            # We died after the last byte: the server has it, as far as one can tell. Twice would be worse than to ask.
            _finish(email, "uncertain", "ScrollKeeper was stopped before the mail server answered.")
        elif overdue:
            _finish(email, "given_up", email.reason or "It was of no use any more.")
        else:
            email.attempts += 1
            return email
    return None


class _Claim:
    """The right to hand an email over, which only one of several senders gets."""

    def __init__(self, email_id: UUID) -> None:
        self.email_id = email_id
        self.taken = False

    async def take(self) -> bool:
        async with open_system_session.begin() as db:
            waiting = update(Email).where(Email.id == self.email_id, Email.status == "waiting")
            taken = (await db.execute(waiting.values(status="handing_over").returning(Email.id))).first()
        self.taken = taken is not None
        return self.taken

    async def give_back(self, reason: str) -> None:
        async with open_system_session.begin() as db:
            status = {"status": "waiting"} if self.taken else {}
            await db.execute(update(Email).where(Email.id == self.email_id).values(reason=reason, **status))


async def _end(email_id: UUID, status: str, reason: str | None) -> None:
    async with open_system_session.begin() as db:
        email = await db.get_one(Email, email_id)
        _finish(email, status, reason)


def _finish(email: Email, status: str, reason: str | None) -> None:
    email.status, email.reason, email.values, email.ended_at = status, reason, None, func.now()


def message_of(email: Email) -> EmailMessage:
    """The email as a message; its identity stays the same however often it is tried."""
    assert email.values is not None
    written = write(email.template, email.values)
    sender = sender_address()
    message = EmailMessage()
    message["From"] = f"ScrollKeeper <{sender}>"
    message["To"] = email.address
    message["Subject"] = written.subject
    message["Date"] = format_datetime(email.created_at)
    message["Message-ID"] = f"<{email.id}@{sender.rpartition('@')[2]}>"
    # Out-of-office programs do not answer what says this (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    if one_click := email.values.get("one_click"):
        # Mail programs offer a button that posts there by itself (RFC 8058).
        message["List-Unsubscribe"] = f"<{one_click}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(written.text)
    message.add_alternative(written.html, subtype="html")
    return message


def _print(email: Email) -> None:
    """For whoever hosts this, who has to hand the link on; logs have it only where there is no mail server."""
    assert email.values is not None
    log.warning(
        "no mail is set up (MAIL_URL): hand this on",
        to=email.address,
        subject=email.subject,
        link=email.values.get("link"),
        in_full=True,
    )


async def delete_old_emails(db: AsyncSession) -> None:
    await db.execute(delete(Email).where(Email.ended_at < func.now() - REMEMBERED))
