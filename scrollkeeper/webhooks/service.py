"""Outgoing webhooks: other systems that a team's admins have told of its events, each by a signed request."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.audit import service as audit
from scrollkeeper.core import events, jobs, keyring, outbound
from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.errors import Conflict, NotFound, require
from scrollkeeper.core.events import EventRow, TeamClock
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.core.settings import settings
from scrollkeeper.email import service as mail
from scrollkeeper.teams.models import Member, Team
from scrollkeeper.teams.roles import ADMIN_ROLES
from scrollkeeper.teams.scope import Scope
from scrollkeeper.webhooks import audit_actions, policy
from scrollkeeper.webhooks.models import Delivery, Webhook
from scrollkeeper.webhooks.signing import new_secret, show_secret, sign

MOST_WEBHOOKS = 20
EVENTS_AT_ONCE = 200
# After days of failure nobody is at home any more.
GIVEN_UP_AFTER = timedelta(days=3)
KEPT = timedelta(days=30)
ANSWER_BYTES, ANSWER_SECONDS = 16 << 10, 15.0
PURPOSE = "webhook"
# Waits before each further attempt, as Standard Webhooks advises: seconds, then hours; three days in all.
WAITS = (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000)


class TooManyWebhooks(Conflict):
    """A team can have up to 20 webhooks. Delete one first."""


class DeliveryRetry(Exception):
    """The delivery did not arrive; there is another attempt."""


def select_webhooks(scope: Scope) -> Select[Webhook]:
    """The one way to webhooks: those of the team, for its admins."""
    require(policy.can_manage_webhooks(scope))
    return select(Webhook).where(Webhook.team_id == scope.team_id)


async def get_webhook(db: AsyncSession, scope: Scope, webhook_id: UUID, *, for_update: bool = False) -> Webhook:
    query = select_webhooks(scope).where(Webhook.id == webhook_id)
    found = (await db.execute(query.with_for_update() if for_update else query)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such webhook.")
    return found


async def list_webhooks(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[Webhook], str | None]:
    query = select_webhooks(scope)
    if cursor:
        query = query.where(Webhook.id > read_cursor(cursor, UUID)[0])
    found = list((await db.scalars(query.order_by(Webhook.id).limit(limit + 1))).all())
    return cut_page(found, limit, lambda one: (one.id,))


async def add_webhook(db: AsyncSession, scope: Scope, *, url: str, names: list[str]) -> tuple[Webhook, str]:
    """A webhook and its secret, which is shown this once. It is told of what happens from now on."""
    require(policy.can_manage_webhooks(scope))
    await outbound.check_reachable(url)
    clock = await events.tick(db, scope.team_id)  # Also holds others of the team back until we have counted.
    many = select(func.count()).select_from(select_webhooks(scope).subquery())
    if (await db.execute(many)).scalar_one() >= MOST_WEBHOOKS:
        raise TooManyWebhooks
    secret = new_secret()
    webhook = Webhook(
        team_id=scope.team_id,
        url=url,
        events=sorted(set(names)),
        secret=keyring.seal(PURPOSE, secret),
        clock=clock,
        made_by_id=scope.person_id,
    )
    db.add(webhook)
    await db.flush()
    await db.refresh(webhook)
    await _follow(db, scope.team_id)
    await _record(db, scope, audit_actions.WEBHOOK_ADDED, webhook)
    return webhook, show_secret(secret)


async def edit_webhook(db: AsyncSession, scope: Scope, webhook_id: UUID, changes: dict[str, Any]) -> Webhook:
    """Another address, other events, on or off; on again it goes on where it stopped."""
    webhook = await get_webhook(db, scope, webhook_id, for_update=True)
    if "url" in changes:
        await outbound.check_reachable(changes["url"])
    for name, value in changes.items():
        setattr(webhook, name, value)
    if changes.get("enabled"):
        webhook.failing_since = webhook.disabled_because = None
    await db.flush()
    await _follow(db, scope.team_id)
    if webhook.enabled:
        await _wake(db, scope.team_id)
    await _record(db, scope, audit_actions.WEBHOOK_CHANGED, webhook)
    return webhook


async def renew_secret(db: AsyncSession, scope: Scope, webhook_id: UUID) -> tuple[Webhook, str]:
    """A new secret; what is sent from now on is signed with it."""
    webhook = await get_webhook(db, scope, webhook_id, for_update=True)
    secret = new_secret()
    webhook.secret = keyring.seal(PURPOSE, secret)
    await db.flush()
    await _record(db, scope, audit_actions.WEBHOOK_CHANGED, webhook)
    return webhook, show_secret(secret)


async def seal_secrets_again(db: AsyncSession) -> int:
    """Seal with the newest key all secrets that an older one sealed, so that the older may go."""
    hooks = (await db.scalars(select(Webhook).order_by(Webhook.team_id, Webhook.id).with_for_update())).all()
    stale = [webhook for webhook in hooks if keyring.is_stale(webhook.secret)]
    for webhook in stale:
        webhook.secret = keyring.seal(PURPOSE, keyring.unseal(PURPOSE, webhook.secret))
    return len(stale)


async def delete_webhook(db: AsyncSession, scope: Scope, webhook_id: UUID) -> None:
    webhook = await get_webhook(db, scope, webhook_id, for_update=True)
    await _record(db, scope, audit_actions.WEBHOOK_DELETED, webhook)
    await db.delete(webhook)
    await db.flush()
    await _follow(db, scope.team_id)


async def _record(db: AsyncSession, scope: Scope, action: audit.Action, webhook: Webhook) -> None:
    # Addresses of webhooks hold secrets more often than not; the host says enough.
    data = {"host": outbound.check_url(webhook.url).hostname}
    await audit.record(db, action, person_id=scope.person_id, team_id=scope.team_id, subject_id=webhook.id, data=data)


async def test_webhook(db: AsyncSession, scope: Scope, webhook_id: UUID) -> Delivery:
    """Send something that means nothing, to see whether it arrives."""
    webhook = await get_webhook(db, scope, webhook_id)
    delivery = Delivery(
        id=new_id(),
        team_id=scope.team_id,
        webhook_id=webhook.id,
        clock=None,
        name="webhook.test",
        body={"type": "webhook.test", "timestamp": datetime.now(UTC).isoformat(), "data": {"team": str(scope.team_id)}},
    )
    db.add(delivery)
    await db.flush()
    await db.refresh(delivery)
    await _send_soon(db, delivery.id)
    return delivery


async def replay(db: AsyncSession, scope: Scope, webhook_id: UUID, since: int) -> None:
    """Send again what happened after a number of the clock, with the ids it had, so that receivers know it."""
    webhook = await get_webhook(db, scope, webhook_id, for_update=True)
    webhook.clock = min(since, webhook.clock)
    again = delete(Delivery).where(Delivery.webhook_id == webhook.id, Delivery.clock > since)
    await db.execute(again)
    await db.flush()
    await _wake(db, scope.team_id)


async def list_deliveries(
    db: AsyncSession, scope: Scope, webhook_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[Delivery], str | None]:
    """The newest first."""
    webhook = await get_webhook(db, scope, webhook_id)
    query = select(Delivery).where(Delivery.team_id == scope.team_id, Delivery.webhook_id == webhook.id)
    if cursor:
        query = query.where(Delivery.id < read_cursor(cursor, UUID)[0])
    found = list((await db.scalars(query.order_by(Delivery.id.desc()).limit(limit + 1))).all())
    return cut_page(found, limit, lambda one: (one.id,))


async def _follow(db: AsyncSession, team_id: UUID) -> None:
    """Have the team's events wake us, or no longer."""
    living = exists(select(Webhook.id).where(Webhook.team_id == team_id, Webhook.enabled))
    await db.execute(update(TeamClock).where(TeamClock.team_id == team_id).values(followed=living))


async def _wake(db: AsyncSession, team_id: UUID) -> None:
    await jobs.defer(
        db, "activity.send_events", in_queue=jobs.WEBHOOKS, only_once=f"events:{team_id}", team_id=str(team_id)
    )


async def _send_soon(db: AsyncSession, delivery_id: UUID) -> None:
    await jobs.defer(db, "activity.deliver", in_queue=jobs.WEBHOOKS, delivery_id=str(delivery_id))


async def wait_for_writers(db: AsyncSession, team_id: UUID) -> None:
    """Whoever is writing an event right now found our job waiting and made none: their event must not be missed.

    In a transaction of its own, since it holds the clock, which others take after a webhook's row.
    """
    await db.execute(select(TeamClock.now).where(TeamClock.team_id == team_id).with_for_update(read=True))


async def send_events(db: AsyncSession, team_id: UUID) -> None:
    """Make deliveries of what happened since; only what the whole team may know leaves the house."""
    hooks = select(Webhook).where(Webhook.team_id == team_id, Webhook.enabled).with_for_update()
    more = False
    for webhook in (await db.scalars(hooks)).all():
        query = _select_events(team_id).where(EventRow.clock > webhook.clock)
        rows = (await db.execute(query.order_by(EventRow.clock).limit(EVENTS_AT_ONCE))).all()
        for row in rows:
            webhook.clock = row.clock
            if row.audience is None and (not webhook.events or row.name in webhook.events):
                await _deliver_later(db, webhook, row)
        more = more or len(rows) == EVENTS_AT_ONCE
    await db.flush()
    if more:
        await _wake(db, team_id)


def _select_events(team_id: UUID) -> Select[Any]:
    query: Any = select(EventRow.clock, EventRow.name, EventRow.subject, EventRow.data, EventRow.at, EventRow.audience)
    found: Select[Any] = (
        query.add_columns(Person.id.label("person_id"), Person.name.label("person"))
        .outerjoin(Person, Person.id == EventRow.person_id)
        .where(EventRow.team_id == team_id)
    )
    return found


async def _deliver_later(db: AsyncSession, webhook: Webhook, row: Row[Any]) -> None:
    person = {"id": str(row.person_id), "name": row.person} if row.person_id else None
    data = {
        "team": str(webhook.team_id),
        "clock": row.clock,
        "subject": row.subject,
        "person": person,
        "data": row.data,
    }
    statement = insert(Delivery).values(
        id=new_id(),
        team_id=webhook.team_id,
        webhook_id=webhook.id,
        clock=row.clock,
        name=row.name,
        body={"type": row.name, "timestamp": row.at.isoformat(), "data": data},
    )
    made = (await db.execute(statement.on_conflict_do_nothing().returning(Delivery.id))).scalar_one_or_none()
    if made is not None:
        await _send_soon(db, made)


async def deliver(delivery_id: UUID) -> None:
    """One attempt, outside of any transaction; raises DeliveryRetry where there is another."""
    async with open_system_session.begin() as db:
        query = select(Delivery, Webhook).join(Webhook, Webhook.id == Delivery.webhook_id)
        found = (await db.execute(query.where(Delivery.id == delivery_id, Delivery.status == "waiting"))).first()
    if found is None or not (found.Webhook.enabled or found.Delivery.clock is None):
        return
    delivery, webhook = found.Delivery, found.Webhook
    answer, reason = await _post(delivery, webhook)
    async with open_system_session.begin() as db:
        done = await _note(db, delivery_id, answer, reason)
    if not done:
        raise DeliveryRetry(reason)


def message_id(delivery: Delivery) -> str:
    """The same for the same event however often it is sent, also when it is replayed."""
    return f"evt_{delivery.webhook_id.hex}_{delivery.clock}" if delivery.clock is not None else f"evt_{delivery.id.hex}"


async def _post(delivery: Delivery, webhook: Webhook) -> tuple[int | None, str | None]:
    """Status of the answer, and why it does not count as delivered."""
    body = msgspec.json.encode(delivery.body)
    signed = sign(keyring.unseal(PURPOSE, webhook.secret), message_id(delivery), int(time.time()), body)
    headers = {"Content-Type": "application/json", "User-Agent": "ScrollKeeper-Webhooks", **signed}
    try:
        answer = await outbound.fetch(
            webhook.url, method="POST", headers=headers, content=body, most_bytes=ANSWER_BYTES, seconds=ANSWER_SECONDS
        )
    except (outbound.AddressRefused, outbound.FetchFailed) as error:
        return None, error.detail[:300]
    if 200 <= answer.status < 300:
        return answer.status, None
    return answer.status, f"It answered {answer.status}."


async def _note(db: AsyncSession, delivery_id: UUID, answer: int | None, reason: str | None) -> bool:
    """Record an attempt; True where there is no other."""
    delivery = await db.get(Delivery, delivery_id, with_for_update=True)
    webhook = await db.get(Webhook, delivery.webhook_id, with_for_update=True) if delivery else None
    if delivery is None or webhook is None:
        return True
    delivery.attempts += 1
    delivery.answer, delivery.reason = answer, reason
    now = datetime.now(UTC)
    if reason is None:
        delivery.status, delivery.ended_at, webhook.failing_since = "delivered", now, None
        return True
    webhook.failing_since = webhook.failing_since or now
    last = delivery.attempts > len(WAITS) or answer == 410
    if last:
        delivery.status, delivery.ended_at = "failed", now
    if answer == 410 or now - webhook.failing_since > GIVEN_UP_AFTER:
        await _give_up(db, webhook, "It answered 410: gone." if answer == 410 else reason)
        return True
    return last


async def _give_up(db: AsyncSession, webhook: Webhook, reason: str) -> None:
    """Switch it off, and write to the team's admins."""
    if not webhook.enabled:
        return
    webhook.enabled, webhook.disabled_because = False, reason
    await db.flush()
    await _follow(db, webhook.team_id)
    team = await db.get_one(Team, webhook.team_id)
    query = select(Person.email, Person.name).join(Member, Member.person_id == Person.id)
    admins = query.where(Member.team_id == webhook.team_id, Member.role.in_(ADMIN_ROLES))
    since = webhook.failing_since or datetime.now(UTC)
    for row in (await db.execute(admins)).all():
        await mail.post(
            db, row.email, "webhook_disabled",
            {"name": row.name, "team": team.name, "url": outbound.check_url(webhook.url).hostname, "reason": reason,
             "since": f"{since:%d %B %Y, %H:%M} UTC", "link": f"{settings().base_url}/t/{team.slug}/webhooks"},
        )  # fmt: skip


async def forget_old_deliveries(db: AsyncSession) -> None:
    ended = delete(Delivery).where(Delivery.status != "waiting", Delivery.ended_at < func.now() - KEPT)
    await db.execute(ended)


async def wake_all(db: AsyncSession) -> None:
    """A net under what was lost: teams with events that no delivery was made of."""
    behind = (
        select(Webhook.team_id)
        .join(TeamClock, TeamClock.team_id == Webhook.team_id)
        .where(Webhook.enabled, Webhook.clock < TeamClock.now)
        .distinct()
    )
    for team_id in (await db.scalars(behind)).all():
        await _wake(db, team_id)
