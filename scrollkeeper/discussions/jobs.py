"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from procrastinate import RetryStrategy

from scrollkeeper.annotations import versions
from scrollkeeper.core import jobs
from scrollkeeper.exchange import pdf_annotations

AGAIN = RetryStrategy(max_attempts=10, exponential_wait=3)


@jobs.job("discussions.take_in", retry=AGAIN)
async def take_in(file_id: str, **_: Any) -> None:
    """After the parser has read a file, or an older version of it was annotated."""
    await pdf_annotations.import_annotations(UUID(file_id))
    await versions.carry_annotations(UUID(file_id))
