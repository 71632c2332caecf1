"""W3C annotations become ours: on their words in one file, with the author as stated and the date they came with."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations import places, policy, service
from scrollkeeper.annotations import visibility as audiences
from scrollkeeper.annotations.anchoring import Steps
from scrollkeeper.annotations.events import ANNOTATION_IMPORTED
from scrollkeeper.annotations.models import Annotation
from scrollkeeper.core import events
from scrollkeeper.core.errors import Invalid, NotFound, require
from scrollkeeper.exchange.pdf_annotations import UNKNOWN
from scrollkeeper.exchange.w3c import W3C, Incoming, annotations_of, is_reply, name_of, read_annotation
from scrollkeeper.library import service as library
from scrollkeeper.library.models import File
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.scope import Scope

MOST_AT_ONCE = 500
OUT_OF_TIME = (
    "Not found in time: the words do not stand there as they are, and looking for something like them takes too long. "
    "Send those that are left out again, fewer at once."
)


@dataclass
class ImportCounts:
    """How many are new and how many were here; of the others which, and why not."""

    added: int = 0
    known: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)


async def take_over(
    db: AsyncSession, scope: Scope, paper_id: UUID, file_id: UUID, sent: Any, *, visibility: str
) -> ImportCounts:
    """Each once, however often it is sent. Replies are left out: nobody is made to say here what they said there."""
    paper = await library.get_paper(db, scope, paper_id)
    require(policy.can_annotate(scope))
    file = await library.get_file(db, scope, file_id)
    if file.paper_id != paper.id:
        raise NotFound("The paper has no such file.")
    await limiter.acquire("bulk", scope.person_id)
    taken = ImportCounts()
    wanted = await asyncio.to_thread(_read, sent, taken)
    known = await _known(db, file, wanted)
    added = await _place(db, scope, file, [one for one in wanted if one.key not in known], taken, visibility)
    taken.added, taken.known = len(added), sum(one.key in known for one in wanted)
    if added:
        db.add_all(added)
        await db.flush()
        await events.publish(
            db,
            scope.team_id,
            ANNOTATION_IMPORTED,
            clock=added[0].clock,
            person_id=scope.person_id,
            paper=paper.id,
            file=file.id,
            data={"count": len(added)},
            audience=await audiences.audience_of(db, added[0]),
        )
        await service.defer_reanchoring(db, added[0])
    return taken


def _read(sent: Any, taken: ImportCounts) -> list[Incoming]:
    """Those that can be read, each once."""
    found: dict[str, Incoming] = {}
    for number, one in enumerate(annotations_of(sent)):
        if number == MOST_AT_ONCE:
            raise Invalid(f"Send at most {MOST_AT_ONCE} annotations at once.")
        name = name_of(one)
        if is_reply(one):
            taken.left_out.append((name, "Replies stay where they were written."))
            continue
        try:
            read = read_annotation(one)
            found[read.key] = read
        except ValidationError as error:
            first = error.errors()[0]
            taken.left_out.append((name, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"))
    if not found and not taken.left_out:
        raise Invalid(
            "There is no annotation in this: send an Annotation, an AnnotationPage or an AnnotationCollection."
        )
    return list(found.values())


async def _known(db: AsyncSession, file: File, wanted: Sequence[Incoming]) -> set[str]:
    """Keys of those that are here, also where they were deleted: these do not come back."""
    ours = {one.ours: one.key for one in wanted if one.ours}
    here = select(Annotation.id).where(Annotation.paper_id == file.paper_id, Annotation.id.in_(ours))
    came = select(Annotation.imported_key).where(
        Annotation.file_id == file.id, Annotation.imported_key.in_([W3C + one.key for one in wanted])
    )
    keys = {key.removeprefix(W3C) for key in (await db.scalars(came)).all() if key}
    return keys | {ours[one] for one in (await db.scalars(here)).all()}


async def _place(
    db: AsyncSession, scope: Scope, file: File, new: Sequence[Incoming], taken: ImportCounts, visibility: str
) -> list[Annotation]:
    """All places are found first: nothing is computed while others wait for the team's clock."""
    if not new:
        return []
    text = await places.read_text(db, scope, file)
    steps = Steps()
    found = []
    for one in new:
        try:
            anchor = await places.find_anchor(
                db, scope, file, one.kind, one.selectors, one.strokes, text=text, steps=steps
            )
        except places.NotInTime:
            taken.left_out.append((one.name, OUT_OF_TIME))
        except Invalid as refusal:
            taken.left_out.append((one.name, refusal.detail))
        else:
            found.append((one, anchor))
    if not found:
        return []
    clock = await events.tick(db, scope.team_id)
    added = []
    for one, anchor in found:
        mine = one.author_id is not None and one.author_id == scope.person_id
        annotation = Annotation(
            team_id=file.team_id,
            paper_id=file.paper_id,
            file_id=file.id,
            person_id=scope.person_id,
            kind=one.kind,
            color=one.color,
            visibility=visibility,
            viewers=[],
            comment=one.comment,
            alt=one.alt,
            tags=one.tags,
            imported_author=None if mine else one.author or UNKNOWN,
            imported_key=W3C + one.key,
            clock=clock,
            created_at=min(one.at or datetime.now(UTC), datetime.now(UTC)),
            **anchor,
        )
        added.append(annotation)
    return added
