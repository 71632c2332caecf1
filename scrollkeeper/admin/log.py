"""The instance's log: what concerned accounts and no team, and what whoever administers did."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, text
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.admin import audit_actions
from scrollkeeper.admin.access import open_admin_session
from scrollkeeper.audit import service as audit
from scrollkeeper.audit.service import HOST, AuditEntry
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.teams.audit_log import AuditFilter, AuditRow, read_rows, select_entries, write_table


def _select(chosen: AuditFilter, *, only_host: bool) -> Select[Any]:
    query = select_entries(chosen).where(AuditEntry.team_id.is_(None))
    # Written as its index has it: with a parameter PostgreSQL could not tell that it serves.
    return query.where(text(f"action like '{HOST}%'")) if only_host else query


async def list_entries(
    db: AsyncSession, *, chosen: AuditFilter, only_host: bool, limit: int, cursor: str | None
) -> tuple[list[AuditRow], str | None]:
    """A page, the newest first; the logs of teams are their own."""
    query = _select(chosen, only_host=only_host).limit(limit + 1)
    if cursor:
        query = query.where(AuditEntry.id < read_cursor(cursor, UUID)[0])
    return cut_page(await read_rows(db, query), limit, lambda row: (row.entry.id,))


async def export_entries(
    db: AsyncSession, admin: Caller, *, chosen: AuditFilter, only_host: bool
) -> AsyncIterator[bytes]:
    """As CSV, the newest 50,000; that it was taken away is itself an entry."""
    await audit.record(db, audit_actions.HOST_EXPORTED, person_id=admin.person_id)
    return write_table(_select(chosen, only_host=only_host), lambda: open_admin_session(admin))
