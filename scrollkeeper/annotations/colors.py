"""What the colours of annotations mean in a team, as it has named them."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.annotations import policy
from scrollkeeper.annotations.models import ColorMeaning
from scrollkeeper.core import events
from scrollkeeper.core.errors import require
from scrollkeeper.teams.events import TEAM_CHANGED
from scrollkeeper.teams.scope import Scope


async def get_meanings(db: AsyncSession, scope: Scope) -> dict[str, str]:
    """Colour → meaning, of those that have one."""
    query = select(ColorMeaning.color, ColorMeaning.meaning).where(ColorMeaning.team_id == scope.team_id)
    return {row.color: row.meaning for row in await db.execute(query)}


async def name_colors(db: AsyncSession, scope: Scope, meanings: dict[str, str]) -> None:
    """An empty meaning takes it away; colours that are left out keep theirs."""
    require(policy.can_name_colors(scope))
    await _forget(db, scope.team_id, [color for color, meaning in meanings.items() if not meaning])
    rows = [
        {"team_id": scope.team_id, "color": color, "meaning": meaning} for color, meaning in meanings.items() if meaning
    ]
    if rows:
        statement = insert(ColorMeaning).values(rows)
        await db.execute(
            statement.on_conflict_do_update(
                index_elements=["team_id", "color"], set_={"meaning": statement.excluded.meaning}
            )
        )
    await events.publish(db, scope.team_id, TEAM_CHANGED, person_id=scope.person_id, data={"colors": sorted(meanings)})


async def _forget(db: AsyncSession, team_id: UUID, colors: list[str]) -> None:
    await db.execute(delete(ColorMeaning).where(ColorMeaning.team_id == team_id, ColorMeaning.color.in_(colors)))
