"""The list of papers over HTTP. It stands here and not in the library, which knows nothing of collections."""

from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Response
from sqlalchemy import and_, or_

from scrollkeeper.collections import papers, service
from scrollkeeper.collections.filters import list_named_fields, read_filter
from scrollkeeper.core.db import Db
from scrollkeeper.core.fields import Line
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.library import policy, queries, sorting
from scrollkeeper.library.custom_fields.queries import LISTED, show_values
from scrollkeeper.library.schemas import PaperPage, Status, row_out
from scrollkeeper.library.tags.queries import has_tag
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["library"])

Sort = Annotated[
    str,
    Query(
        pattern=sorting.PATTERN,
        description="Columns to sort by, the most important first, with commas between, at most "
        f"{sorting.MOST_COLUMNS}: {', '.join(sorting.COLUMNS)}; a minus before one turns its direction.",
    ),
]


@router.get("/papers", response_model=PaperPage)
async def list_papers(
    db: Db,
    scope: InTeam,
    limit: Limit = 50,
    cursor: Cursor = None,
    sort: Sort = "-added",
    filter: Annotated[str, Query(max_length=300)] = "",
    status: Status | None = None,
    deleted: bool = False,
    needs_checking: Annotated[bool, Query(description="Only papers with a field that somebody should check.")] = False,
    collection: Annotated[UUID | None, Query(description="Only papers in this collection.")] = None,
    tag: Annotated[list[Line], Query(max_length=20, description="Only papers with these tags or keywords.")] = [],  # noqa: B006
    tags: Annotated[Literal["all", "any"], Query(description="Whether all of them are asked for, or any.")] = "all",
    within: Annotated[bool, Query(description="And papers in the collections within it.")] = False,
) -> Response:
    """The team's papers, sorted and filtered."""
    conditions = []
    if collection is not None:
        conditions.append(papers.is_in(scope, await service.get_collection(db, scope, collection), within=within))
    if tag:
        having = [has_tag(scope, name) for name in tag]
        conditions.append(or_(*having) if tags == "any" else and_(*having))
    typed = read_filter(scope, filter, await list_named_fields(db, scope, filter))
    chosen = replace(
        typed,
        status=status,
        deleted=deleted,
        needs_checking=needs_checking,
        conditions=(*typed.conditions, *conditions),
    )
    rows, following = await queries.list_papers(db, scope, sort=sort, chosen=chosen, limit=limit, cursor=cursor)
    total = await queries.count_papers(db, scope, chosen)
    can = policy.paper_abilities(scope)
    fields = await show_values(db, scope, [row.custom for row in rows], most=LISTED)
    items = [row_out(row, scope.team_id, can, values) for row, values in zip(rows, fields, strict=True)]
    body = msgspec.json.encode({"items": items, "next": following, "total": total})
    return Response(body, media_type="application/json")
