"""The audit log of a team over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from scrollkeeper.core.closing import ClosingResponse
from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.teams import audit_log
from scrollkeeper.teams.schemas import AuditPage, entry_out
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["teams"])


@router.get(
    "/audit",
    response_model=AuditPage,
    responses={200: {"content": {"text/csv": {}}, "description": "A page of the log, or the log as a table"}},
)
async def list_audit(
    db: Db,
    scope: InTeam,
    limit: Limit = 50,
    cursor: Cursor = None,
    action: Annotated[str | None, Query(max_length=40, pattern=r"^[a-z.]+$")] = None,
    person: Annotated[UUID | None, Query(description="Who did it, or whom it was done to.")] = None,
    format: Literal["json", "csv"] = "json",
) -> AuditPage | Response:
    """Who did what, when and from where, the newest first; for those who manage the team."""
    chosen = audit_log.AuditFilter(action=action, person_id=person)
    if format == "csv":
        table = await audit_log.export_entries(db, scope, chosen=chosen)
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        return ClosingResponse(table, media_type="text/csv; charset=utf-8", headers=headers)
    rows, following = await audit_log.list_entries(db, scope, chosen=chosen, limit=limit, cursor=cursor)
    return AuditPage(items=[entry_out(row) for row in rows], next=following)
