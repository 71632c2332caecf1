"""Who may remove objects of files: nobody while somebody holds them, as a backup does until it has copied them."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_KEY = "hashtextextended('objects of files', 0)"
# For a connection of its own: objects are held until it ends. It waits for removals that have begun.
HOLD = f"select pg_advisory_lock_shared({_KEY})"
_ASK = text(f"select pg_try_advisory_xact_lock({_KEY})")


async def may_remove(db: AsyncSession) -> bool:
    """Whether nobody holds the objects, who then waits until this transaction ends."""
    return bool((await db.execute(_ASK)).scalar_one())
