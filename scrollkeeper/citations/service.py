"""References of papers: taken over from the parser, linked to the papers of the library, listed."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import Select, Text, cast, delete, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from scrollkeeper.citations import linking
from scrollkeeper.citations.matching import arxiv_doi, clean_csl, keys_of
from scrollkeeper.citations.models import Reference
from scrollkeeper.core import events
from scrollkeeper.core.db import lock
from scrollkeeper.core.paging import ITEM_BYTES, Int4, read_cursor, read_large_page
from scrollkeeper.library import service as library
from scrollkeeper.library.events import PAPER_CHANGED
from scrollkeeper.library.models import MAIN_FIRST, File, FileStructure, Paper, listed
from scrollkeeper.teams.scope import Scope

MAX_REFERENCES, MAX_RAW, MAX_LABEL = 20_000, 5_000, 100
# A paper that half the library cites is news for those who look at it, not for a thousand others.
MAX_TOLD = 100


async def read_references(db: AsyncSession, file_id: UUID) -> None:
    """References that the parser found in a file become rows, linked to what they mean; and others' to this paper."""
    query = select(FileStructure.structure, File.team_id, File.paper_id).join(File, File.id == FileStructure.file_id)
    found = (await db.execute(query.where(File.id == file_id))).first()
    if found is None:
        return
    # One at a time in a team, so that two never wait for each other's rows.
    await lock(db, "citations", found.team_id)
    ids = {"team_id": found.team_id, "paper_id": found.paper_id, "file_id": file_id}
    printed = found.structure.get("references") or []
    rows = [ids | _reference_row(number, one) for number, one in enumerate(printed[:MAX_REFERENCES], start=1)]
    stale = delete(Reference).where(Reference.file_id == file_id, Reference.position > len(rows))
    removed = (await db.execute(stale.returning(Reference.id))).all()
    if rows:
        # A reference keeps its id when the file is parsed again, so that links to it hold.
        statement = insert(Reference)
        columns = ("label", "raw", "page", "metadata", "doi", "title_key", "year")
        fresh = {name: statement.excluded[name] for name in columns} | {"cited_id": None, "paper_id": found.paper_id}
        await db.execute(statement.on_conflict_do_update(index_elements=["file_id", "position"], set_=fresh), rows)
        await linking.link_file(db, found.team_id, file_id)
    if rows or removed:
        await _publish(db, found.team_id, [found.paper_id])
    await link_paper(db, found.paper_id)


def _reference_row(position: int, printed: dict[str, Any]) -> dict[str, Any]:
    csl, raw = clean_csl(printed.get("csl")), str(printed.get("raw") or "")[:MAX_RAW]
    keys = keys_of(csl, raw)
    label, page = printed.get("label"), printed.get("page")
    return {
        "position": position, "label": str(label)[:MAX_LABEL] if label else None, "raw": raw,
        "page": page if isinstance(page, int) else None, "metadata_": csl,
        "doi": keys.doi, "title_key": keys.title_key, "year": keys.year,
    }  # fmt: skip


async def link_paper(db: AsyncSession, paper_id: UUID) -> None:
    """References of other papers that wait for this one find it; after a change of its metadata some may lose it."""
    team_id = (await db.execute(select(Paper.team_id).where(Paper.id == paper_id))).scalar_one_or_none()
    if team_id is None:
        return
    await lock(db, "citations", team_id)
    paper = await library.get_paper(db, Scope.of_system(team_id), paper_id)
    preprint = arxiv_doi(str(paper.metadata_.get("arxiv") or ""))
    dois = [doi for doi in (paper.doi, preprint) if doi]
    citing = await linking.link_paper(db, paper, dois)
    await _publish(db, team_id, sorted(citing)[:MAX_TOLD])


async def _publish(db: AsyncSession, team_id: UUID, paper_ids: Sequence[UUID]) -> None:
    if paper_ids:
        subjects = [{"paper": paper_id} for paper_id in paper_ids]
        await events.publish_many(db, team_id, PAPER_CHANGED, subjects, data={"fields": ["references"]})


def _select_read_file(scope: Scope, paper_id: UUID) -> Select[Any]:
    """The main file of a paper that the parser has read: its references are those of the paper."""
    return (
        select(FileStructure.file_id)
        .join(File, File.id == FileStructure.file_id)
        .where(File.paper_id == paper_id, File.team_id == scope.team_id)
        .order_by(*MAIN_FIRST)
        .limit(1)
    )


class ReferenceRow(NamedTuple):
    """A reference with id and title of the paper of the library that it means."""

    id: UUID
    position: int
    label: str
    raw: str
    page: int | None
    csl: dict[str, Any]
    cited_id: UUID | None
    cited_title: str | None


async def list_references(
    db: AsyncSession, scope: Scope, paper_id: UUID, *, limit: int, cursor: str | None
) -> tuple[list[ReferenceRow], str | None]:
    """References in printed order, each with id and title of the paper it means, unless that is in the bin."""
    paper = await library.get_paper(db, scope, paper_id)
    cited = aliased(Paper)
    query = (
        select(
            Reference.id,
            Reference.position,
            Reference.label,
            Reference.raw,
            Reference.page,
            Reference.metadata_.label("csl"),
            cited.id.label("cited_id"),
            listed(cited.title).label("cited_title"),
        )
        .outerjoin(
            cited,
            (cited.id == Reference.cited_id) & cited.deleted_at.is_(None) & library.seen_by(scope, cited.id),
        )
        .where(Reference.team_id == scope.team_id, Reference.paper_id == paper.id)
        .where(Reference.file_id == _select_read_file(scope, paper.id).scalar_subquery())
        .order_by(Reference.position)
    )
    if cursor:
        query = query.where(Reference.position > read_cursor(cursor, Int4)[0])
    rows, following = await read_large_page(
        db,
        query,
        limit,
        lambda row: (row.position,),
        size=lambda row: ITEM_BYTES + len(row.raw) + len(msgspec.json.encode(row.csl)),
    )
    return [ReferenceRow(*row) for row in rows], following


async def get_structure(db: AsyncSession, scope: Scope, paper_id: UUID) -> tuple[str, list[UUID]]:
    """What the parser read of a paper, as JSON, and the ids of its references in printed order; empty before that.

    That of a long book takes a while to decode, which the event loop should not.
    """
    paper = await library.get_paper(db, scope, paper_id)
    ids = (
        select(func.array_agg(aggregate_order_by(Reference.id, Reference.position)))
        .where(Reference.file_id == FileStructure.file_id)
        .scalar_subquery()
    )
    query = select(cast(FileStructure.structure, Text).label("structure"), ids.label("ids")).where(
        FileStructure.team_id == scope.team_id,
        FileStructure.file_id == _select_read_file(scope, paper.id).scalar_subquery(),
    )
    row = (await db.execute(query)).first()
    return (row.structure, row.ids or []) if row else ("{}", [])
