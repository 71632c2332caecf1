"""Browsers that a person turned news on in: listed, added, removed; never more than the session they belong to."""

from collections.abc import Collection
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person, Session
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.core import jobs, outbound
from scrollkeeper.core.errors import Conflict, Forbidden, Invalid, NotFound, require
from scrollkeeper.core.settings import settings
from scrollkeeper.notifications.push import vapid
from scrollkeeper.notifications.push.encryption import AUTH_BYTES, read_point
from scrollkeeper.notifications.push.models import PushSubscription

MOST = 20


class PushIsOff(Forbidden):
    """Push notifications are turned off on this server."""


class SubscriptionRefused(Invalid):
    """This push subscription isn’t valid. Turn notifications on again in your settings."""


class TooManyBrowsers(Conflict):
    """You can have up to 20 browsers. Remove one you don’t use."""


def select_subscriptions(person_id: UUID) -> Select[PushSubscription]:
    """The one way to a person's subscriptions: those of sessions that go on."""
    query = select(PushSubscription).join(Session, Session.id == PushSubscription.session_id)
    return query.where(PushSubscription.person_id == person_id, Session.expires_at > func.now())


async def list_subscriptions(db: AsyncSession, person_id: UUID) -> list[Row[tuple[PushSubscription, str]]]:
    """With what the browser said of itself; the newest first."""
    query = select_subscriptions(person_id).add_columns(Session.user_agent)
    return list((await db.execute(query.order_by(PushSubscription.id.desc()).limit(MOST))).all())


async def list_browsers(db: AsyncSession, people: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """Of these people, whose browsers are to be told: ids of person and subscription."""
    if not settings().web_push:
        return []
    query = select(PushSubscription.person_id, PushSubscription.id).where(PushSubscription.person_id.in_(people))
    return [(row.person_id, row.id) for row in await db.execute(query)]


async def get_subscription(db: AsyncSession, person_id: UUID, subscription_id: UUID) -> PushSubscription:
    query = select_subscriptions(person_id).where(PushSubscription.id == subscription_id)
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFound("This browser has already been removed.")
    return found


async def add_subscription(db: AsyncSession, caller: Caller, *, endpoint: str, p256dh: str, auth: str) -> UUID:
    """Tell this browser of the person's news from now on; what it or its session had before is replaced."""
    require(settings().web_push, PushIsOff)
    point, secret = _read_keys(p256dh, auth)
    if urlsplit(endpoint).scheme != "https":
        raise SubscriptionRefused("The address of a push service begins with https://.")
    await outbound.check_reachable(endpoint)
    await db.execute(select(Person.id).where(Person.id == caller.person_id).with_for_update())
    same = or_(PushSubscription.endpoint == endpoint, PushSubscription.session_id == caller.session_id)
    await db.execute(delete(PushSubscription).where(same))
    if len(await list_subscriptions(db, caller.person_id)) >= MOST:
        raise TooManyBrowsers
    assert caller.session_id, "asked for a person at a browser"
    added = PushSubscription(
        person_id=caller.person_id, session_id=caller.session_id, endpoint=endpoint, point=point, auth=secret
    )
    db.add(added)
    await db.flush()
    return added.id


def _read_keys(p256dh: str, auth: str) -> tuple[bytes, bytes]:
    try:
        point = vapid.decode(p256dh)
        read_point(point)
    except ValueError:
        raise SubscriptionRefused("keys.p256dh is not a public key of the curve P-256 in 65 bytes.") from None
    try:
        secret = vapid.decode(auth)
    except ValueError:
        secret = b""
    if len(secret) != AUTH_BYTES:
        raise SubscriptionRefused("keys.auth does not have 16 bytes.")
    return point, secret


async def remove_subscription(db: AsyncSession, person_id: UUID, subscription_id: UUID) -> None:
    found = await get_subscription(db, person_id, subscription_id)
    await db.delete(found)
    await db.flush()


async def test_subscription(db: AsyncSession, person_id: UUID, subscription_id: UUID) -> None:
    """Send something that means nothing, to see whether it arrives."""
    require(settings().web_push, PushIsOff)
    found = await get_subscription(db, person_id, subscription_id)
    await jobs.defer(
        db, "push.send_test", in_queue=jobs.PUSH, only_once=f"push test {found.id}", subscription_id=str(found.id)
    )
