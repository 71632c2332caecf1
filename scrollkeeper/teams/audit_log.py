"""The audit log as admins read it: filtered, page by page, or whole as a table for a spreadsheet."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.accounts.models import Person
from scrollkeeper.accounts.sessions.devices import device_name
from scrollkeeper.audit import service as audit
from scrollkeeper.audit.service import AuditEntry
from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.errors import require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.teams import audit_actions, policy
from scrollkeeper.teams.scope import Scope

MAX_EXPORTED, AT_ONCE = 50_000, 500
COLUMNS = ("at", "who", "person", "action", "what", "to whom", "subject", "details", "address", "device")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries are meant."""

    action: str | None = None
    person_id: UUID | None = None
    address: str | None = None


class AuditRow(NamedTuple):
    """An entry with the names of who did it and whom it was done to."""

    entry: AuditEntry
    person: str | None
    subject: str | None


def select_entries(chosen: AuditFilter) -> Select[Any]:
    """The newest first, with the names of who did it and whom it was done to, where these people still are."""
    person, subject = aliased(Person), aliased(Person)
    columns: tuple[Any, ...] = (AuditEntry, person.name.label("person"), subject.name.label("subject"))
    query: Select[Any] = (
        select(*columns)
        .outerjoin(person, person.id == AuditEntry.person_id)
        .outerjoin(subject, subject.id == AuditEntry.subject_id)
        .order_by(AuditEntry.id.desc())
    )
    if chosen.action:
        query = query.where(AuditEntry.action == chosen.action)
    if chosen.person_id:
        query = query.where((AuditEntry.person_id == chosen.person_id) | (AuditEntry.subject_id == chosen.person_id))
    if chosen.address:
        query = query.where(AuditEntry.address == chosen.address)
    return query


async def list_entries(
    db: AsyncSession, scope: Scope, *, chosen: AuditFilter, limit: int, cursor: str | None
) -> tuple[list[AuditRow], str | None]:
    """A page of the team's log."""
    require(policy.can_see_audit(scope))
    query = select_entries(chosen).where(AuditEntry.team_id == scope.team_id).limit(limit + 1)
    if cursor:
        query = query.where(AuditEntry.id < read_cursor(cursor, UUID)[0])
    return cut_page(await read_rows(db, query), limit, lambda row: (row.entry.id,))


async def read_rows(db: AsyncSession, query: Select[Any]) -> list[AuditRow]:
    """Return the entries that a query made from `select_entries` finds."""
    return [AuditRow(*row) for row in await db.execute(query)]


async def export_entries(db: AsyncSession, scope: Scope, *, chosen: AuditFilter) -> AsyncIterator[bytes]:
    """The team's log as CSV, the newest 50,000 entries; that it was taken away is itself an entry."""
    require(policy.can_see_audit(scope))
    await audit.record(db, audit_actions.AUDIT_EXPORTED, person_id=scope.person_id, team_id=scope.team_id)
    query = select_entries(chosen).where(AuditEntry.team_id == scope.team_id)
    return write_table(query, lambda: open_team_session(scope.team_id))


async def write_table(
    query: Select[Any], session: Callable[[], AbstractAsyncContextManager[AsyncSession]]
) -> AsyncIterator[bytes]:
    """The newest 50,000 entries as CSV, for a spreadsheet; written in pieces, each in a transaction of its own."""
    yield await asyncio.to_thread(_lines, [COLUMNS])
    before: UUID | None = None
    for _ in range(MAX_EXPORTED // AT_ONCE):
        page = query if before is None else query.where(AuditEntry.id < before)
        async with session() as db:
            rows = await read_rows(db, page.limit(AT_ONCE))
        if not rows:
            return
        yield await asyncio.to_thread(_lines, map(_cells, rows))
        before = rows[-1].entry.id


def _cells(row: AuditRow) -> Sequence[Any]:
    entry = row.entry
    details = "; ".join(f"{name}: {value}" for name, value in entry.data.items())
    return (
        entry.at.isoformat(), row.person or "", entry.person_id or "", entry.action, audit.describe(entry.action),
        row.subject or "", entry.subject_id or "", details, entry.address, device_of(entry),
    )  # fmt: skip


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([_harmless(str(cell)) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8", "replace")


def device_of(entry: AuditEntry) -> str:
    return device_name(entry.user_agent) if entry.user_agent else ""


def _harmless(cell: str) -> str:
    """A spreadsheet takes what begins so for a formula, and people choose their names themselves."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
