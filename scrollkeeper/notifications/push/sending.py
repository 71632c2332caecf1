"""Handing one message to one browser's push service, and what its answer says of the subscription (RFC 8030)."""

import base64
import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import delete, func, select, update

from scrollkeeper.accounts.models import Session
from scrollkeeper.core import outbound
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.outbound import Fetched
from scrollkeeper.core.settings import settings
from scrollkeeper.email import service as mail
from scrollkeeper.notifications.push import keys, vapid
from scrollkeeper.notifications.push.encryption import encrypt
from scrollkeeper.notifications.push.models import PushSubscription

log = structlog.get_logger()
# How long the push service keeps it for a browser that is not running, and how long we go on trying.
USEFUL = timedelta(days=1)
# A browser that could not be told anything for so long is not told any more.
GIVEN_UP_AFTER = timedelta(days=14)
LONGEST_WAIT = timedelta(hours=6)
BLOCK_BYTES = 1_024
ANSWER_BYTES, ANSWER_SECONDS = 16 << 10, 10.0
GONE = (404, 410)


class PushRetry(Exception):
    """The push service did not take it; there is another attempt, not before `seconds`."""

    def __init__(self, reason: str, seconds: int = 0) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Message:
    """What a browser shows, and the page that opens. `about` is the same for what takes the place of each other."""

    title: str
    body: str
    place: str
    about: str
    urgency: Literal["normal", "high"] = "normal"


async def find_subscription(subscription_id: UUID) -> PushSubscription | None:
    """Unless it is gone, its session is over, or push is off at this host by now."""
    if not settings().web_push:
        return None
    query = select(PushSubscription).join(Session, Session.id == PushSubscription.session_id)
    async with open_system_session.begin() as db:
        found = query.where(PushSubscription.id == subscription_id, Session.expires_at > func.now())
        return (await db.execute(found)).scalar_one_or_none()


async def send(to: PushSubscription, message: Message) -> None:
    """One attempt, outside of any transaction; raises PushRetry where there is another."""
    async with open_system_session.begin() as db:
        private = await keys.private_key(db)
    try:
        answer = await _post(to, message, private)
    except (outbound.AddressRefused, outbound.FetchFailed) as error:
        await _note_failure(to.id, error.detail[:300])
        raise PushRetry(error.detail) from None
    host = outbound.check_url(to.endpoint).hostname
    if answer.status in GONE:
        async with open_system_session.begin() as db:
            await db.execute(delete(PushSubscription).where(PushSubscription.id == to.id))
        return
    if 200 <= answer.status < 300:
        sent = {"last_sent_at": func.now(), "failing_since": None, "reason": None}
        async with open_system_session.begin() as db:
            await db.execute(update(PushSubscription).where(PushSubscription.id == to.id).values(sent))
        return
    reason = f"{host} answered {answer.status}."
    await _note_failure(to.id, reason)
    if answer.status == 429 or answer.status >= 500:
        raise PushRetry(reason, wait_of(answer.headers.get("retry-after", ""), datetime.now(UTC)))
    # It says that we ask wrongly: asking again would not help.
    log.warning("a push service refused a message", host=host, status=answer.status)


async def _post(to: PushSubscription, message: Message, private: bytes) -> Fetched:
    shown = {"title": message.title, "body": message.body, "place": message.place, "about": message.about}
    body = encrypt(msgspec.json.encode(shown), to.point, to.auth, block=BLOCK_BYTES)
    headers = {
        "Authorization": vapid.authorization(private, endpoint=to.endpoint, contact=contact(), now=int(time.time())),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(USEFUL.total_seconds())),
        "Topic": topic_of(to.id, message.about),
        "Urgency": message.urgency,
    }
    return await outbound.fetch(
        to.endpoint, method="POST", headers=headers, content=body, most_bytes=ANSWER_BYTES, seconds=ANSWER_SECONDS
    )


def contact() -> str:
    """Whom a push service writes to when we trouble it: the host, in a form that all of them take."""
    if settings().mail_from is None and settings().base_url.startswith("https://"):
        return settings().base_url
    return f"mailto:{mail.sender_address()}"


def topic_of(subscription_id: UUID, about: str) -> str:
    """32 signs by which a newer message takes the place of one that waits; they tell nothing across subscriptions."""
    digest = hashlib.sha256(f"{subscription_id} {about}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def wait_of(written: str, now: datetime) -> int:
    """Seconds that a Retry-After asks for, as a number or a date; 0 where it says nothing, and bounded."""
    if written.strip().isdecimal():
        seconds = int(written.strip()[:9])
    else:
        try:
            seconds = int((parsedate_to_datetime(written) - now).total_seconds())
        except (ValueError, TypeError):
            seconds = 0
    return max(0, min(seconds, int(LONGEST_WAIT.total_seconds())))


async def _note_failure(subscription_id: UUID, reason: str) -> None:
    async with open_system_session.begin() as db:
        found = await db.get(PushSubscription, subscription_id, with_for_update=True)
        if found is None:
            return
        found.reason, found.failing_since = reason, found.failing_since or datetime.now(UTC)
        if datetime.now(UTC) - found.failing_since > GIVEN_UP_AFTER:
            await db.delete(found)
