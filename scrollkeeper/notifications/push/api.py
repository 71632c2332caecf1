"""News in the browser over HTTP: whether it is on here, turning it on and off, and a test."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from scrollkeeper.accounts.sessions.caller import BrowserCaller, Caller, FactorOfHost
from scrollkeeper.accounts.sessions.devices import device_name
from scrollkeeper.core.db import Db
from scrollkeeper.core.settings import settings
from scrollkeeper.notifications.push import keys, service, vapid

router = APIRouter(prefix="/me/push", tags=["push"])
Endpoint = Annotated[str, StringConstraints(max_length=1_000, pattern=r"^https://[!-~]+$")]
Key = Annotated[str, StringConstraints(max_length=200, pattern=r"^[\w=-]*$")]


class KeysIn(BaseModel):
    p256dh: Annotated[Key, Field(min_length=87)]
    auth: Annotated[Key, Field(min_length=22)]


class SubscriptionIn(BaseModel):
    """As `PushSubscription.toJSON()` of a browser has it."""

    endpoint: Endpoint
    keys: KeysIn


class BrowserOut(BaseModel):
    id: UUID
    device: str
    current: bool = Field(description="The browser that asks.")
    created_at: datetime
    last_sent_at: datetime | None
    failing_since: datetime | None
    reason: str | None = Field(description="Why the last message did not go.")


class PushOut(BaseModel):
    enabled: bool = Field(description="Whether this host lets browsers be told at all.")
    key: str | None = Field(description="`applicationServerKey` for `PushManager.subscribe`.")
    items: list[BrowserOut]


async def _browsers(db: Db, caller: Caller) -> list[BrowserOut]:
    return [
        BrowserOut(
            id=row.PushSubscription.id,
            device=device_name(row.user_agent),
            current=row.PushSubscription.session_id == caller.session_id,
            created_at=row.PushSubscription.created_at,
            last_sent_at=row.PushSubscription.last_sent_at,
            failing_since=row.PushSubscription.failing_since,
            reason=row.PushSubscription.reason,
        )
        for row in await service.list_subscriptions(db, caller.person_id)
    ]


@router.get("")
async def get_push(db: Db, caller: BrowserCaller) -> PushOut:
    """One's browsers that show notifications."""
    enabled = settings().web_push
    key = vapid.encode(await keys.public_key(db)) if enabled else None
    return PushOut(enabled=enabled, key=key, items=await _browsers(db, caller))


@router.post("", status_code=201, dependencies=[FactorOfHost])
async def turn_on(db: Db, caller: BrowserCaller, body: SubscriptionIn) -> BrowserOut:
    """From now on this browser is told of the person's news, until its session ends."""
    added = await service.add_subscription(
        db, caller, endpoint=body.endpoint, p256dh=body.keys.p256dh, auth=body.keys.auth
    )
    return next(one for one in await _browsers(db, caller) if one.id == added)


@router.delete("/{subscription_id}", status_code=204)
async def turn_off(db: Db, caller: BrowserCaller, subscription_id: UUID) -> None:
    """Stop notifications in a browser."""
    await service.remove_subscription(db, caller.person_id, subscription_id)


@router.post("/{subscription_id}/test", status_code=202, dependencies=[FactorOfHost])
async def test(db: Db, caller: BrowserCaller, subscription_id: UUID) -> None:
    """Send a test notification to a browser."""
    await service.test_subscription(db, caller.person_id, subscription_id)
