"""What lets somebody in for as long as it is not ended: signed-in browsers, tokens of scripts, addresses of feeds."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Device, FeedToken, ReferenceAddress, Session, Token


@dataclass(frozen=True, slots=True)
class Access:
    """How many of each there are, or were ended."""

    browsers: int = 0
    tokens: int = 0
    feeds: int = 0

    @property
    def counts(self) -> dict[str, int]:
        return asdict(self)

    @property
    def in_words(self) -> str:
        """ "2 browsers, 1 API token and 1 feed address"; empty where there is nothing."""
        return _join(_count(self.browsers, "browser"), *self._tokens())

    @property
    def tokens_in_words(self) -> str:
        return _join(*self._tokens())

    def _tokens(self) -> tuple[str, str]:
        return _count(self.tokens, "API token"), _count(self.feeds, "feed address", "feed addresses")


def _count(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or one + 's'}" if count else ""


def _join(*parts: str) -> str:
    present = [part for part in parts if part]
    return " and ".join(part for part in (", ".join(present[:-1]), present[-1]) if part) if present else ""


async def end_sessions(db: AsyncSession, person_id: UUID, *, but: UUID | None = None) -> int:
    ending = delete(Session).where(Session.person_id == person_id, Session.id.is_distinct_from(but))
    return len((await db.execute(ending.returning(Session.id))).all())


async def end_access(
    db: AsyncSession, person_id: UUID, *, but_session: UUID | None = None, tokens: bool = True
) -> Access:
    """End all of it, but for one browser, and for tokens and feeds where these are to stay.

    Feeds belong to teams: this ends those of the teams that the transaction may see (`core.db.act_as`).
    """
    browsers = await end_sessions(db, person_id, but=but_session)
    if not tokens:
        return Access(browsers)
    ended = [
        (await db.execute(delete(model).where(model.person_id == person_id).returning(model.id))).all()
        for model in (Token, FeedToken, ReferenceAddress)
    ]
    return Access(browsers, len(ended[0]), len(ended[1]) + len(ended[2]))


async def count_access(db: AsyncSession, person_id: UUID) -> Access:
    counts = [
        (await db.execute(select(func.count()).select_from(model).where(model.person_id == person_id))).scalar_one()
        for model in (Session, Token, FeedToken, ReferenceAddress)
    ]
    return Access(counts[0], counts[1], counts[2] + counts[3])


async def forget_devices(db: AsyncSession, person_id: UUID) -> None:
    """No browser is known any more; the next sign-in from each is told by email."""
    await db.execute(delete(Device).where(Device.person_id == person_id))
