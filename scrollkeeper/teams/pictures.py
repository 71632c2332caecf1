"""Pictures of teams: whatever comes is decoded within bounds and encoded again by us, small and square."""

import asyncio
import hashlib
import io
import warnings

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core import audit, events
from scrollkeeper.core.errors import Invalid, NotFound, require
from scrollkeeper.teams import policy, service
from scrollkeeper.teams.models import TeamPicture
from scrollkeeper.teams.scope import Scope

SIDE = 256
MAX_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
# Decoding takes memory; one after the other is soon enough.
_at_once = asyncio.Semaphore(1)


class NotAPicture(Invalid):
    """This is no picture that can be used. Take a PNG, JPEG or WebP of at most 25 million pixels."""


def shrink(image: bytes) -> bytes:
    """A square WebP of 256 pixels, cut from the middle, without what a camera wrote into it; raises NotAPicture."""
    from PIL import Image, ImageOps  # Seldom needed, and megabytes in every process otherwise.

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(image), formats=FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise NotAPicture
                opened.draft("RGB", (SIDE * 2, SIDE * 2))
                upright = ImageOps.exif_transpose(opened)
                square = ImageOps.fit(upright.convert("RGBA"), (SIDE, SIDE))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise NotAPicture from None
    written = io.BytesIO()
    square.save(written, "WEBP", quality=85)
    return written.getvalue()


async def set_picture(db: AsyncSession, scope: Scope, image: bytes) -> None:
    require(policy.can_manage_team(scope))
    async with _at_once:
        small = await asyncio.to_thread(shrink, image)
    row = {"team_id": scope.team_id, "image": small}
    statement = insert(TeamPicture).values(row)
    await db.execute(statement.on_conflict_do_update(index_elements=["team_id"], set_={"image": small}))
    await _tell(db, scope, hashlib.sha256(small).hexdigest()[:16])


async def remove_picture(db: AsyncSession, scope: Scope) -> None:
    require(policy.can_manage_team(scope))
    await db.execute(delete(TeamPicture).where(TeamPicture.team_id == scope.team_id))
    await _tell(db, scope, None)


async def _tell(db: AsyncSession, scope: Scope, version: str | None) -> None:
    team = await service.get_team(db, scope, for_update=True)
    if team.picture_version == version:
        return
    team.picture_version = version
    await db.flush()
    await events.publish(db, scope.team_id, "team.changed", person_id=scope.person_id)
    await audit.record(db, "team.pictured", person_id=scope.person_id, team_id=scope.team_id)


async def get_picture(db: AsyncSession, scope: Scope) -> bytes:
    query = select(TeamPicture.image).where(TeamPicture.team_id == scope.team_id)
    image = (await db.execute(query)).scalar_one_or_none()
    if image is None:
        raise NotFound("This team has no picture.")
    return image
