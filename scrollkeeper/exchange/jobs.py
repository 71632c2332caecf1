"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from scrollkeeper.annotations import versions
from scrollkeeper.core import jobs
from scrollkeeper.core.db import open_system_session
from scrollkeeper.exchange import pdf_annotations
from scrollkeeper.exchange.zotero import moves, placing

PLACE_AGAIN_SECONDS = 15


@jobs.job("exchange.import_pdf_annotations", retry=jobs.AGAIN)
async def import_pdf_annotations(file_id: str, **_: Any) -> None:
    """After the parser has read a file that has annotations inside."""
    await pdf_annotations.import_annotations(UUID(file_id))


@jobs.job("discussions.take_in", retry=jobs.AGAIN)
async def take_in(file_id: str, **_: Any) -> None:
    """Both in one, as servers of an older version defer it while a cluster restarts one by one."""
    await pdf_annotations.import_annotations(UUID(file_id))
    await versions.reanchor_annotations(UUID(file_id))


@jobs.job("exchange.move_in_zotero", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def move_in_zotero(team_id: str, import_id: str, **_: Any) -> None:
    """A Zotero library whose ZIP is stored; cut short, it goes on where it was."""
    await moves.perform_move(UUID(team_id), UUID(import_id))


@jobs.job("exchange.place_zotero_annotations", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def place_zotero_annotations(team_id: str, import_id: str, **_: Any) -> None:
    """Annotations of files that have been read; asks again later while others have not."""
    if await placing.place_annotations(UUID(team_id), UUID(import_id)):
        async with open_system_session.begin() as db:
            await jobs.defer(
                db, "exchange.place_zotero_annotations", in_queue=jobs.HOUSEKEEPING, in_seconds=PLACE_AGAIN_SECONDS,
                only_once=f"zotero-annotations:{import_id}", team_id=team_id, import_id=import_id,
            )  # fmt: skip


@jobs.job("exchange.clear_zotero_import", in_queue=jobs.HOUSEKEEPING, retry=jobs.AGAIN)
async def clear_zotero_import(team_id: str, import_id: str, **_: Any) -> None:
    """What an import made beside papers, after it was undone."""
    await moves.clear_move(UUID(team_id), UUID(import_id))


@jobs.job("exchange.sweep_moves", in_queue=jobs.HOUSEKEEPING, cron="40 4 * * *")
async def sweep_moves(**_: Any) -> None:
    """ZIPs of Zotero libraries that nobody needs any more."""
    await moves.sweep_moves()
