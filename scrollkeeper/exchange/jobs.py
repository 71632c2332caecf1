"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from scrollkeeper.annotations import versions
from scrollkeeper.core import jobs
from scrollkeeper.exchange import pdf_annotations


@jobs.job("exchange.import_pdf_annotations", retry=jobs.AGAIN)
async def import_pdf_annotations(file_id: str, **_: Any) -> None:
    """After the parser has read a file that has annotations inside."""
    await pdf_annotations.import_annotations(UUID(file_id))


@jobs.job("discussions.take_in", retry=jobs.AGAIN)
async def take_in(file_id: str, **_: Any) -> None:
    """Both in one, as servers of an older version defer it while a cluster restarts one by one."""
    await pdf_annotations.import_annotations(UUID(file_id))
    await versions.reanchor_annotations(UUID(file_id))
