"""Pictures of teams: whatever comes is decoded within bounds and encoded again by us, small and square."""

import hashlib
from functools import cache

import structlog
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.audit import service as audit
from scrollkeeper.core import events
from scrollkeeper.core.errors import Invalid, NotFound, Unavailable, require
from scrollkeeper.core.settings import settings
from scrollkeeper.rate_limits import limiter
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, Sandbox, SandboxBusy, SandboxMissing
from scrollkeeper.teams import audit_actions, policy, service
from scrollkeeper.teams.events import TEAM_CHANGED
from scrollkeeper.teams.models import TeamPicture
from scrollkeeper.teams.scope import Scope

log = structlog.get_logger()
# 25 million pixels in four colours are 100 MB, twice where they are turned.
MEMORY_BYTES, SECONDS = 400 << 20, 8


class NotAPicture(Invalid):
    """This picture can’t be used. Choose a PNG, JPEG or WebP of at most 25 megapixels."""


@cache
def _sandbox() -> Sandbox:
    return Sandbox(
        memory_bytes=MEMORY_BYTES,
        seconds=SECONDS,
        must_lock=settings().mode == "production",
        at_once=1,
        verbs="scrollkeeper.teams.picture_verbs",
        who="The reader of pictures",
    )


async def shrink(scope: Scope, image: bytes) -> bytes:
    """A small square WebP of what the picture shows, made in a sandboxed process; raises NotAPicture.

    It may take seconds, so whoever calls it holds no connection to the database.
    """
    require(policy.can_manage_team(scope))
    await limiter.acquire("picture", scope.person_id)
    try:
        small = await _sandbox().run("shrink", image=image)
    except Refused:
        raise NotAPicture from None
    except (ChildDied, ChildTimedOut) as error:
        log.warning("a picture ended the process that read it", reason=str(error))
        raise NotAPicture from None
    except (SandboxBusy, SandboxMissing) as error:
        log.warning("a picture could not be read", reason=str(error))
        raise Unavailable("Pictures cannot be read at the moment. Try again in a minute.") from None
    assert isinstance(small, bytes)
    return small


async def set_picture(db: AsyncSession, scope: Scope, small: bytes) -> None:
    """`small` is a picture that `shrink` has made."""
    require(policy.can_manage_team(scope))
    row = {"team_id": scope.team_id, "image": small}
    statement = insert(TeamPicture).values(row)
    await db.execute(statement.on_conflict_do_update(index_elements=["team_id"], set_={"image": small}))
    await _publish(db, scope, hashlib.sha256(small).hexdigest()[:16])


async def remove_picture(db: AsyncSession, scope: Scope) -> None:
    require(policy.can_manage_team(scope))
    await db.execute(delete(TeamPicture).where(TeamPicture.team_id == scope.team_id))
    await _publish(db, scope, None)


async def _publish(db: AsyncSession, scope: Scope, version: str | None) -> None:
    team = await service.get_team(db, scope, for_update=True)
    if team.picture_version == version:
        return
    team.picture_version = version
    await db.flush()
    await events.publish(db, scope.team_id, TEAM_CHANGED, person_id=scope.person_id)
    await audit.record(db, audit_actions.TEAM_PICTURED, person_id=scope.person_id, team_id=scope.team_id)


async def get_picture(db: AsyncSession, scope: Scope) -> bytes:
    query = select(TeamPicture.image).where(TeamPicture.team_id == scope.team_id)
    image = (await db.execute(query)).scalar_one_or_none()
    if image is None:
        raise NotFound("This team has no picture.")
    return image
