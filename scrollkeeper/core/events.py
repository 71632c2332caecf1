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
WHISPERS_CHANNEL = "scrollkeeper_whispers"
# PostgreSQL refuses a NOTIFY payload of 8,000 bytes or more.
PAYLOAD_BYTES = 7_500

# name → what happened. A name that is not here cannot be published; docs/api.md lists them for clients.
EVENTS = {
    "paper.added": "A paper came into the library.",
    "paper.changed": "Metadata of a paper changed.",
    "paper.deleted": "A paper went to the bin.",
    "paper.restored": "A paper came back from the bin.",
    "paper.status": "Parsing of a paper got on: queued, parsing, ready, failed or parked.",
    "file.added": "A paper got another version of its file.",
    "annotation.imported": "Annotations made elsewhere were taken over: from inside a PDF, or as W3C JSON-LD.",
    "annotation.carried": "Annotations followed to another version of their file, or wait in its tray.",
    "upload.finished": "An upload ended as a file.",
    "annotation.added": "A mark was put on a page, or came back, or was shown to the team.",
    "annotation.changed": "Comment, colour or kind of an annotation changed.",
    "annotation.deleted": "An annotation was deleted, or hidden from the team.",
    "comment.added": "Somebody wrote in a thread.",
    "comment.changed": "A comment was edited.",
    "comment.reacted": "Somebody put a sign under a comment, or took it away.",
    "comment.deleted": "A comment was deleted; its place stays.",
    "thread.resolved": "There is nothing left to discuss in a thread.",
    "thread.reopened": "A resolved thread was opened again.",
    "note.added": "A shared note was begun.",
    "note.changed": "A shared note was named, or somebody writes in it.",
    "note.deleted": "A shared note went to the bin.",
    "note.restored": "A shared note came back from the bin.",
    "thread.assigned": "A thread was given to somebody or to nobody, or is due on another day.",
    "reading.assigned": "Somebody was asked to read a paper.",
    "reading.changed": "A person is on with a paper, has read it, or took it off their list.",
    "team.changed": "Name or settings of the team changed.",
    "member.added": "A person joined the team.",
    "member.changed": "A member has another role.",
    "member.removed": "A person left the team, or was removed.",
    "invitation.changed": "Invitations or requests to join changed.",
}


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
    name: str,
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
    row = _row(team_id, clock, name, person_id, subject, data)
    await _log(db, [row | {"audience": None if audience is None else sorted(audience)}])
    return clock


async def publish_many(
    db: AsyncSession,
    team_id: UUID,
    name: str,
    subjects: Sequence[Mapping[str, UUID | None]],
    *,
    person_id: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> int:
    """The same happened to many things: an event for each, in three statements; gives the last clock number."""
    last = await tick(db, team_id, len(subjects))
    first = last - len(subjects) + 1
    await _log(
        db,
        [_row(team_id, clock, name, person_id, subject, data) for clock, subject in enumerate(subjects, start=first)],
    )
    return last


def _row(
    team_id: UUID,
    clock: int,
    name: str,
    person_id: UUID | None,
    subject: Mapping[str, UUID | None],
    data: dict[str, Any] | None,
) -> dict[str, Any]:
    assert name in EVENTS, f"{name} is not in core.events.EVENTS"
    ids = {key: str(value) for key, value in subject.items() if value is not None}
    return {
        "team_id": team_id, "clock": clock, "name": name, "person_id": person_id, "subject": ids, "data": data or {},
    }  # fmt: skip


async def _log(db: AsyncSession, rows: list[dict[str, Any]]) -> None:
    """The notice only says which team's log has grown: listeners read on in the log, where order is certain."""
    if rows:
        team_id = rows[0]["team_id"]
        followed = select(TeamClock.followed).where(TeamClock.team_id == team_id).scalar_subquery()
        statement = insert(EventRow).returning(func.pg_notify(EVENTS_CHANNEL, str(team_id)), followed.label("followed"))
        told = (await db.execute(statement, rows)).all()
        if told[0].followed:
            await jobs.defer(
                db, "activity.send_events", in_queue=jobs.WEBHOOKS, only_once=f"events:{team_id}", team_id=str(team_id)
            )


async def whisper(db: AsyncSession, team_id: UUID, topic: str, name: str, data: dict[str, Any]) -> None:
    """Tell whoever listens right now; never stored, may be lost."""
    await _whisper(db, {"team": team_id, "topic": topic, "name": name, "data": data})


async def whisper_to_person(db: AsyncSession, person_id: UUID, name: str, data: dict[str, Any]) -> None:
    """Tell all windows of one person, whatever team they look at."""
    await _whisper(db, {"team": None, "topic": f"person:{person_id}", "name": name, "data": data})


async def _whisper(db: AsyncSession, said: dict[str, Any]) -> None:
    payload = msgspec.json.encode(said).decode()
    assert len(payload.encode()) <= PAYLOAD_BYTES
    await db.execute(select(func.pg_notify(WHISPERS_CHANNEL, payload)))
