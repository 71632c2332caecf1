"""The audit log is only added to, and says where a request came from."""

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.audit import service as audit
from scrollkeeper.audit.service import AuditEntry
from scrollkeeper.core.db import open_system_session
from tests import make


async def test_what_was_recorded_cannot_be_changed(ada: make.Member) -> None:
    async with open_system_session.begin() as db:
        await audit.record(db, "team.renamed", person_id=ada.id, data={"to": "Other"})
    for statement in (update(AuditEntry).values(action="team.added"), delete(AuditEntry), text("truncate audit_log")):
        with pytest.raises(DBAPIError, match="only added to"):
            async with open_system_session.begin() as db:
                await db.execute(statement)


async def test_a_change_that_fails_is_not_recorded(ada: make.Member, db: AsyncSession) -> None:
    async with open_system_session() as other:
        await audit.record(other, "team.renamed", person_id=ada.id)
        await other.rollback()
    query = select(AuditEntry).where(AuditEntry.action == "team.renamed", AuditEntry.person_id == ada.id)
    assert (await db.execute(query)).all() == []
