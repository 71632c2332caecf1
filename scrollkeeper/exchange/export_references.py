"""References on their way out: those of some papers, a collection or a search, read in parts and written as they go."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import open_team_session
from scrollkeeper.exchange.formats.keys import Keys
from scrollkeeper.exchange.formats.writers import Writer
from scrollkeeper.library import queries
from scrollkeeper.library.citation_keys.service import assign_keys
from scrollkeeper.library.custom_fields.queries import show_values
from scrollkeeper.library.custom_fields.service import list_fields
from scrollkeeper.library.custom_fields.values import written
from scrollkeeper.library.models import Paper
from scrollkeeper.library.queries import PaperFilter
from scrollkeeper.teams.scope import Scope

AT_ONCE = 200


async def write_references(scope: Scope, chosen: PaperFilter, writer: Writer) -> AsyncIterator[bytes]:
    """The file piece by piece, in the order in which the papers were added; each piece has a transaction of its own."""
    keys = Keys()
    async with open_team_session(scope.team_id) as db:
        fields = {str(field.id): field.name for field in await list_fields(db, scope)}
    if writer.with_columns:
        writer = writer.with_columns(list(fields.values()))
    yield writer.begin.encode()
    after: UUID | None = None
    first = True
    while True:
        async with open_team_session(scope.team_id) as db:
            rows = await _list_metadata(db, scope, chosen, after, fields)
        if not rows:
            break
        part = [(metadata, key) for _, metadata, key in rows]
        yield await asyncio.to_thread(_write, writer, keys, part, first=first)
        after, first = rows[-1][0], False
    yield writer.end.encode()


def _write(writer: Writer, keys: Keys, part: Sequence[tuple[dict[str, object], str | None]], *, first: bool) -> bytes:
    """Papers that nothing is known of have no citation keys; each gets one of this file alone."""
    written = writer.between.join(writer.write(metadata, key or keys.make(metadata)) for metadata, key in part)
    return ((writer.between if not first else "") + written).encode("utf-8", "replace")


async def _list_metadata(
    db: AsyncSession, scope: Scope, chosen: PaperFilter, after: UUID | None, fields: Mapping[str, str]
) -> list[tuple[UUID, dict[str, object], str | None]]:
    """A part of the papers with their citation keys, which those get that have none yet."""
    columns = (Paper.id, Paper.metadata_, Paper.custom, Paper.citation_key)
    query = queries.select_matching(scope, chosen).with_only_columns(*columns)
    if after is not None:
        query = query.where(Paper.id > after)
    rows = (await db.execute(queries.read_matching(query.order_by(Paper.id).limit(AT_ONCE), chosen))).all()
    values = await show_values(db, scope, [row.custom for row in rows])
    new = await assign_keys(db, scope.team_id, [row.id for row in rows if row.citation_key is None])
    return [
        (row.id, _with_custom(row.metadata_, shown, fields), row.citation_key or new.get(row.id))
        for row, shown in zip(rows, values, strict=True)
    ]


def _with_custom(
    metadata: dict[str, object], values: Mapping[str, object], fields: Mapping[str, str]
) -> dict[str, object]:
    """CSL-JSON with custom fields where it has a place for them: in `custom`, as text by their names."""
    custom = {fields[key]: written(value) for key, value in values.items() if key in fields}
    return metadata | {"custom": custom} if custom else metadata
