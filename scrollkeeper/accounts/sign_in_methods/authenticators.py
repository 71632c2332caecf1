"""The authenticator app of a person: set up by scanning a code, asked for six digits at sign-in."""

import time
from dataclasses import dataclass
from uuid import UUID

import segno
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Authenticator, Person
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.accounts.sign_in_methods import totp
from scrollkeeper.core import keyring
from scrollkeeper.core.errors import Conflict, Invalid, NotFound

SETUP_SECONDS = 1800
ISSUER = "ScrollKeeper"


class AlreadySetUp(Conflict):
    """This account already has an authenticator app. Remove it first."""


class SetupOver(Invalid):
    """That took too long. Get a new code and scan it."""


class WrongCode(Invalid):
    """Incorrect code. Check that the time on your phone is right."""


def _purpose(person_id: UUID) -> str:
    return f"authenticator:{person_id}"


@dataclass(frozen=True, slots=True)
class Setup:
    """What is to be scanned or typed; `setup` is the seed, sealed, to be sent back with the first code."""

    setup: str
    seed: str
    uri: str
    size: int
    dark: str


def begin_setup(person: Person) -> Setup:
    """Nothing is kept before a first code proves that the app has the seed."""
    seed = totp.new_seed()
    uri = totp.setup_uri(seed, issuer=ISSUER, account=person.email)
    rows = [bytes(row) for row in segno.make(uri, error="m", micro=False).matrix]
    sealed = keyring.seal(f"setup of {_purpose(person.id)}", seed)
    return Setup(sealed.decode(), totp.seed_text(seed), uri, len(rows), _dark_squares(rows))


def _dark_squares(rows: list[bytes]) -> str:
    """The QR code as an SVG path, one unit a square."""
    return "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)


async def add_authenticator(db: AsyncSession, caller: Caller, *, setup: str, code: str) -> None:
    """Raises WrongCode, SetupOver and AlreadySetUp."""
    try:
        seed = keyring.unseal(f"setup of {_purpose(caller.person_id)}", setup.encode(), seconds=SETUP_SECONDS)
    except keyring.Unsealable:
        raise SetupOver from None
    step = totp.find_step(seed, code, time.time())
    if step is None:
        raise WrongCode(errors=[{"field": "code", "detail": WrongCode.__doc__}])
    await db.execute(select(Person.id).where(Person.id == caller.person_id).with_for_update())
    if await find_authenticator(db, caller.person_id):
        raise AlreadySetUp
    sealed = keyring.seal(_purpose(caller.person_id), seed)
    db.add(Authenticator(person_id=caller.person_id, seed=sealed, last_step=step))
    await db.flush()


async def find_authenticator(db: AsyncSession, person_id: UUID) -> Authenticator | None:
    return await db.get(Authenticator, person_id)


async def remove_authenticator(db: AsyncSession, caller: Caller) -> None:
    removal = delete(Authenticator).where(Authenticator.person_id == caller.person_id)
    if not (await db.execute(removal.returning(Authenticator.person_id))).first():
        raise NotFound


async def accepts_code(db: AsyncSession, person_id: UUID, code: str) -> bool:
    """Whether the app shows this code now and it was not used before; of two at once, one is right."""
    row = await find_authenticator(db, person_id)
    if row is None:
        return False
    seed = keyring.unseal(_purpose(person_id), row.seed)
    step = totp.find_step(seed, code, time.time())
    if step is None:
        return False
    sealed = keyring.seal(_purpose(person_id), seed) if keyring.is_stale(row.seed) else row.seed
    used = (
        update(Authenticator)
        .where(Authenticator.person_id == person_id, Authenticator.last_step < step)
        .values(last_step=step, seed=sealed, last_used_at=func.now())
    )
    return (await db.execute(used.returning(Authenticator.person_id))).first() is not None


async def seal_seeds_again(db: AsyncSession) -> int:
    """Seal with the newest key all seeds that an older one sealed, so that the older may go."""
    rows = (await db.execute(select(Authenticator).with_for_update())).scalars()
    stale = [row for row in rows if keyring.is_stale(row.seed)]
    for row in stale:
        row.seed = keyring.seal(_purpose(row.person_id), keyring.unseal(_purpose(row.person_id), row.seed))
    return len(stale)
