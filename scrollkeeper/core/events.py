"""The one clock of each team: a change takes its next number, is logged and announced, all in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, BigInteger, ForeignKey, Index, Uuid, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core import jobs
from scrollkeeper.core.db import Model

EVENTS_CHANNEL = "scrollkeeper_events"
BROADCASTS_CHANNEL = "scrollkeeper_whispers"
# PostgreSQL refuses a NOTIFY payload of 8,000 bytes or more.
PAYLOAD_BYTES = 7_500


class Event(str):
    """A name in the event log, defined by the context in which it happens, in its `events.py`."""

    description: str

    def __new__(cls, name: str, description: str) -> "Event":
        """Define an event; clients of the API read its description."""
        assert name not in _known, f"{name} is defined twice"
        event = super().__new__(cls, name)
        event.description = description
        _known[name] = event
        return event


_known: dict[str, Event] = {}


def known_events() -> list[Event]:
    """Return every event of the contexts that are loaded, by name."""
    return [_known[name] for name in sorted(_known)]


class TeamClock(Model):
    """The number that the team's newest change took; its row lock makes commit order the order of the numbers."""

    __tablename__ = "team_clocks"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    now: Mapped[int] = mapped_column(BigInteger, default=0)
    followed: Mapped[bool] = mapped_column(server_default="false", comment="Other systems are told of its events.")


class EventRow(Model):
    """What changed, in clock order; `subject` holds ids, `data` the little that a reader of the feed needs."""

    __tablename__ = "event_log"
    __table_args__ = (Index("ix_event_log_paper", "team_id", text("(subject->>'paper')"), "clock"),)

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    clock: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    name: Mapped[str]
    person_id: Mapped[UUID | None]
    subject: Mapped[dict[str, Any]]
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    audience: Mapped[list[UUID] | None] = mapped_column(
        ARRAY(Uuid), comment="Who may learn of it; null means the whole team."
    )


async def tick(db: AsyncSession, team_id: UUID, count: int = 1) -> int:
    """Take the team's next number, or the last of its next `count`; others of the team wait until we commit."""
    statement = (
        insert(TeamClock)
        .values(team_id=team_id, now=count)
        .on_conflict_do_update(index_elements=["team_id"], set_={"now": TeamClock.now + count})
        .returning(TeamClock.now)
    )
    return (await db.execute(statement)).scalar_one()


async def publish(
    db: AsyncSession,
    team_id: UUID,
    event: Event,
    *,
    clock: int | None = None,
    person_id: UUID | None = None,
    data: dict[str, Any] | None = None,
    audience: Collection[UUID] | None = None,
    **subject: UUID | None,
) -> int:
    """Log and announce what happened, all or nothing with the change itself; gives its clock number.

    Only people of the `audience` ever learn of it; None means the whole team.
    """
    clock = clock or await tick(db, team_id)
    row = _row(team_id, clock, event, person_id, subject, data)
    await _log(db, [row | {"audience": None if audience is None else sorted(audience)}])
    return clock


async def publish_many(
    db: AsyncSession,
    team_id: UUID,
    event: Event,
    subjects: Sequence[Mapping[str, UUID | None]],
    *,
    person_id: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> int:
    """The same happened to many things: an event for each, in three statements; gives the last clock number."""
    last = await tick(db, team_id, len(subjects))
    await publish_ticked(db, team_id, event, [(one, data or {}) for one in subjects], last=last, person_id=person_id)
    return last


async def publish_ticked(
    db: AsyncSession,
    team_id: UUID,
    event: Event,
    happened: Sequence[tuple[Mapping[str, UUID | None], dict[str, Any]]],
    *,
    last: int,
    person_id: UUID | None = None,
) -> None:
    """The same for subjects that have their data each, and whose clock numbers, up to `last`, are taken already."""
    numbered = enumerate(happened, start=last - len(happened) + 1)
    await _log(db, [_row(team_id, clock, event, person_id, subject, data) for clock, (subject, data) in numbered])


def _row(
    team_id: UUID,
    clock: int,
    event: Event,
    person_id: UUID | None,
    subject: Mapping[str, UUID | None],
    data: dict[str, Any] | None,
) -> dict[str, Any]:
    ids = {key: str(value) for key, value in subject.items() if value is not None}
    return {
        "team_id": team_id, "clock": clock, "name": str(event), "person_id": person_id, "subject": ids,
        "data": data or {},
    }  # fmt: skip


async def _log(db: AsyncSession, rows: list[dict[str, Any]]) -> None:
    """The notice only says which team's log has grown: listeners read on in the log, where order is certain."""
    if rows:
        team_id = rows[0]["team_id"]
        followed = select(TeamClock.followed).where(TeamClock.team_id == team_id).scalar_subquery()
        statement = insert(EventRow).returning(func.pg_notify(EVENTS_CHANNEL, str(team_id)), followed.label("followed"))
        notified = (await db.execute(statement, rows)).all()
        if notified[0].followed:
            await jobs.defer(
                db, "activity.send_events", in_queue=jobs.WEBHOOKS, only_once=f"events:{team_id}", team_id=str(team_id)
            )


async def broadcast(db: AsyncSession, team_id: UUID, topic: str, name: str, data: dict[str, Any]) -> None:
    """Tell whoever listens right now; never stored, may be lost."""
    await _notify(db, {"team": team_id, "topic": topic, "name": name, "data": data})


async def broadcast_to_person(db: AsyncSession, person_id: UUID, name: str, data: dict[str, Any]) -> None:
    """Tell all windows of one person, whatever team they look at."""
    await _notify(db, {"team": None, "topic": f"person:{person_id}", "name": name, "data": data})


async def _notify(db: AsyncSession, message: dict[str, Any]) -> None:
    payload = msgspec.json.encode(message).decode()
    assert len(payload.encode()) <= PAYLOAD_BYTES
    await db.execute(select(func.pg_notify(BROADCASTS_CHANNEL, payload)))
