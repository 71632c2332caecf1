"""The jobs of this context. Whoever defers one needs only its name."""

from typing import Any
from uuid import UUID

from scrollkeeper.annotations import versions
from scrollkeeper.core import jobs


@jobs.job("annotations.carry", retry=jobs.AGAIN)
async def reanchor(file_id: str, **_: Any) -> None:
    """After the parser has read a file, or an older version of it was annotated."""
    await versions.reanchor_annotations(UUID(file_id))
