"""The second step of signing in: who has a passkey or an authenticator app is not let in by the password alone."""

from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Authenticator, Passkey, RecoveryCode
from scrollkeeper.accounts.sign_in_methods import recovery_codes, throttling
from scrollkeeper.accounts.sign_in_methods.authenticators import accepts_code
from scrollkeeper.accounts.sign_in_methods.throttling import Attempt
from scrollkeeper.core.errors import Problem

Factor = Literal["authenticator", "passkey", "recovery"]


class WrongFactor(Problem):
    """That code is incorrect or was already used. Wait for the next one."""

    status, title = 401, "Not signed in"
    noted = "wrong second factor"


class WrongRecoveryCode(WrongFactor):
    """That recovery code is incorrect or was already used."""


async def list_factors(db: AsyncSession, person_id: UUID) -> list[Factor]:
    """How the second step can be made; empty where there is none."""
    kinds: tuple[tuple[Factor, type[Authenticator | Passkey | RecoveryCode]], ...] = (
        ("passkey", Passkey),
        ("authenticator", Authenticator),
        ("recovery", RecoveryCode),
    )
    has = select(*(select(model).where(model.person_id == person_id).exists().label(name) for name, model in kinds))
    row = (await db.execute(has)).one()
    found = [name for name, _ in kinds if getattr(row, name)]
    return [] if found == ["recovery"] else found


async def attempt_at_factor(db: AsyncSession, person_id: UUID, *, device: str | None, address: str) -> Attempt:
    """Failures here are counted apart from those of the password: the right password does not forgive them."""
    subject = f"second factor of {person_id}"
    return await throttling.attempt_at(db, subject, person_id=person_id, device=device, address=address)


async def check_code(db: AsyncSession, person_id: UUID, code: str, attempt: Attempt) -> None:
    """Raises WrongFactor, and TooMany after many failures."""
    await throttling.count_attempt(attempt)
    if not await accepts_code(db, person_id, code):
        raise WrongFactor(person_id=person_id)
    await throttling.forget_attempts(attempt)


async def check_recovery_code(db: AsyncSession, person_id: UUID, code: str, attempt: Attempt) -> None:
    """Uses the code up; raises WrongRecoveryCode, and TooMany after many failures."""
    await throttling.count_attempt(attempt)
    if not await recovery_codes.use_code(db, person_id, code):
        raise WrongRecoveryCode(person_id=person_id)
    await throttling.forget_attempts(attempt)


async def drop_unneeded_codes(db: AsyncSession, person_id: UUID) -> None:
    """Recovery codes stand in for a factor; with the last one they go."""
    if not await list_factors(db, person_id):
        await recovery_codes.forget_codes(db, person_id)
