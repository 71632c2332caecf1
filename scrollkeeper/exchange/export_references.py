"""References on their way out: those of some papers, a collection or a search, read in parts and written as they go."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import open_team_session
from scrollkeeper.exchange.formats.keys import Keys
from scrollkeeper.exchange.formats.writers import Writer
from scrollkeeper.library import queries
from scrollkeeper.library.models import Paper
from scrollkeeper.library.queries import PaperFilter
from scrollkeeper.teams.scope import Scope

AT_ONCE = 200


async def write_references(scope: Scope, chosen: PaperFilter, writer: Writer) -> AsyncIterator[bytes]:
    """The file piece by piece, in the order in which the papers were added; each piece has a transaction of its own."""
    keys = Keys()
    yield writer.begin.encode()
    after: UUID | None = None
    first = True
    while True:
        async with open_team_session(scope.team_id) as db:
            rows = await _list_metadata(db, scope, chosen, after)
        if not rows:
            break
        yield await asyncio.to_thread(_write, writer, keys, [metadata for _, metadata in rows], first=first)
        after, first = rows[-1][0], False
    yield writer.end.encode()


def _write(writer: Writer, keys: Keys, part: Sequence[dict[str, object]], *, first: bool) -> bytes:
    written = writer.between.join(writer.write(metadata, keys.make(metadata)) for metadata in part)
    return ((writer.between if not first else "") + written).encode("utf-8", "replace")


async def _list_metadata(
    db: AsyncSession, scope: Scope, chosen: PaperFilter, after: UUID | None
) -> list[tuple[UUID, dict[str, object]]]:
    query = queries.select_matching(scope, chosen).with_only_columns(Paper.id, Paper.metadata_)
    if after is not None:
        query = query.where(Paper.id > after)
    rows = await db.execute(queries.read_matching(query.order_by(Paper.id).limit(AT_ONCE), chosen))
    return [(paper_id, metadata) for paper_id, metadata in rows]
