"""References on their way out: those of some papers, a collection or a search, read in parts and written as they go."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import open_team_session
from scrollkeeper.exchange.formats.keys import Keys
from scrollkeeper.exchange.formats.writers import Writer
from scrollkeeper.library import queries
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
        yield await asyncio.to_thread(_write, writer, keys, [metadata for _, metadata in rows], first=first)
        after, first = rows[-1][0], False
    yield writer.end.encode()


def _write(writer: Writer, keys: Keys, part: Sequence[dict[str, object]], *, first: bool) -> bytes:
    written = writer.between.join(writer.write(metadata, keys.make(metadata)) for metadata in part)
    return ((writer.between if not first else "") + written).encode("utf-8", "replace")


async def _list_metadata(
    db: AsyncSession, scope: Scope, chosen: PaperFilter, after: UUID | None, fields: Mapping[str, str]
) -> list[tuple[UUID, dict[str, object]]]:
    query = queries.select_matching(scope, chosen).with_only_columns(Paper.id, Paper.metadata_, Paper.custom)
    if after is not None:
        query = query.where(Paper.id > after)
    rows = (await db.execute(queries.read_matching(query.order_by(Paper.id).limit(AT_ONCE), chosen))).all()
    values = await show_values(db, scope, [row.custom for row in rows])
    return [(row.id, _with_custom(row.metadata_, shown, fields)) for row, shown in zip(rows, values, strict=True)]


def _with_custom(
    metadata: dict[str, object], values: Mapping[str, object], fields: Mapping[str, str]
) -> dict[str, object]:
    """CSL-JSON with custom fields where it has a place for them: in `custom`, as text by their names."""
    custom = {fields[key]: written(value) for key, value in values.items() if key in fields}
    return metadata | {"custom": custom} if custom else metadata
