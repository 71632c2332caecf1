"""Ten codes for the day when telephone or key is lost: shown once, kept as hashes, each good for one sign-in."""

import secrets
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import RecoveryCode
from scrollkeeper.accounts.secrets import hash_secret

COUNT, GROUPS, GROUP = 10, 5, 5
# Letters and digits that are not mistaken for each other: 125 bits a code, too many to guess from a plain hash.
ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"


def new_code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def plain_code(typed: str) -> str:
    """As it was written, whatever spaces, hyphens and capitals are typed."""
    return "".join(char for char in typed.lower() if char.isalnum())


async def make_codes(db: AsyncSession, person_id: UUID) -> list[str]:
    """Ten new ones; the old are worth nothing from now on."""
    await forget_codes(db, person_id)
    codes = [new_code() for _ in range(COUNT)]
    db.add_all(RecoveryCode(person_id=person_id, code_hash=hash_secret(plain_code(code))) for code in codes)
    await db.flush()
    return codes


async def count_codes(db: AsyncSession, person_id: UUID) -> int:
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person_id)
    return (await db.execute(query)).scalar_one()


async def use_code(db: AsyncSession, person_id: UUID, typed: str) -> bool:
    """Whether it is one of theirs; it is used up by that."""
    used = delete(RecoveryCode).where(
        RecoveryCode.person_id == person_id, RecoveryCode.code_hash == hash_secret(plain_code(typed))
    )
    return (await db.execute(used.returning(RecoveryCode.id))).first() is not None


async def forget_codes(db: AsyncSession, person_id: UUID) -> None:
    await db.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
