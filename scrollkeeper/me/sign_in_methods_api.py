"""The sign-in methods that a person has: authenticator app and recovery codes."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import service
from scrollkeeper.accounts.oidc import identities
from scrollkeeper.accounts.oidc.authorization import provider_title
from scrollkeeper.accounts.passkeys import service as passkeys
from scrollkeeper.accounts.sessions.caller import BrowserCaller, Caller
from scrollkeeper.accounts.sign_in_methods import authenticators, recovery_codes, second_factor
from scrollkeeper.accounts.sign_in_methods import methods as ways
from scrollkeeper.accounts.sign_in_methods.notices import notify_of_factor
from scrollkeeper.accounts.sign_in_methods.reauthentication import RecentCaller
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import Conflict, require

router = APIRouter(tags=["accounts"])
Code = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Sealed = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"^[\w=-]+$")]


class NoSecondFactor(Conflict):
    """Recovery codes stand in for a second factor. Set up an authenticator app or a passkey first."""


class AuthenticatorOut(BaseModel):
    created_at: datetime
    last_used_at: datetime | None


class PasskeyOut(BaseModel):
    id: UUID
    name: str
    synced: bool
    created_at: datetime
    last_used_at: datetime | None


class IdentityOut(BaseModel):
    id: UUID
    provider: str
    email: str | None
    created_at: datetime
    last_used_at: datetime


class SignInMethodsOut(BaseModel):
    """`passkeys_at` is the origin that passkeys are bound to."""

    password: bool
    passkeys: list[PasskeyOut]
    passkeys_at: str
    identities: list[IdentityOut]
    authenticator: AuthenticatorOut | None
    recovery_codes: int


class SetupOut(BaseModel):
    setup: str
    seed: str
    uri: str
    size: int
    dark: str


class AuthenticatorIn(BaseModel):
    setup: Sealed
    code: Code


class CodesOut(BaseModel):
    codes: list[str]


async def first_codes(db: AsyncSession, caller: Caller) -> list[str]:
    """Recovery codes come with the first factor; with a second one the person has them already."""
    left = await recovery_codes.count_codes(db, caller.person_id)
    return [] if left else await recovery_codes.make_codes(db, caller.person_id)


@router.get("/me/ways")
async def list_ways(db: Db, caller: BrowserCaller) -> SignInMethodsOut:
    """List the sign-in methods of the caller."""
    person = await service.get_person(db, caller.person_id)
    app = await authenticators.find_authenticator(db, person.id)
    return SignInMethodsOut(
        password=person.password_hash is not None,
        passkeys=[
            PasskeyOut.model_validate(one, from_attributes=True) for one in await passkeys.list_passkeys(db, person.id)
        ],
        passkeys_at=passkeys.site()[1],
        identities=[
            IdentityOut.model_validate(one, from_attributes=True)
            for one in await identities.list_identities(db, person.id)
        ],
        authenticator=AuthenticatorOut(created_at=app.created_at, last_used_at=app.last_used_at) if app else None,
        recovery_codes=await recovery_codes.count_codes(db, person.id),
    )


@router.post("/me/authenticator/setup")
async def begin_setup(db: Db, caller: RecentCaller) -> SetupOut:
    """Begin to set up an authenticator app: what its QR code holds."""
    setup = authenticators.begin_setup(await service.get_person(db, caller.person_id))
    return SetupOut.model_validate(setup, from_attributes=True)


@router.post("/me/authenticator", status_code=201)
async def add_authenticator(db: Db, caller: RecentCaller, body: AuthenticatorIn) -> CodesOut:
    """Finish the set-up with the app's first code."""
    await authenticators.add_authenticator(db, caller, setup=body.setup, code=body.code)
    await notify_of_factor(db, caller.person_id, "added", "An authenticator app")
    return CodesOut(codes=await first_codes(db, caller))


@router.delete("/me/authenticator", status_code=204)
async def remove_authenticator(db: Db, caller: RecentCaller) -> None:
    """Remove the authenticator app."""
    await authenticators.remove_authenticator(db, caller)
    await notify_of_factor(db, caller.person_id, "removed", "The authenticator app")
    await second_factor.drop_unneeded_codes(db, caller.person_id)


@router.post("/me/recovery-codes", status_code=201)
async def make_recovery_codes(db: Db, caller: RecentCaller) -> CodesOut:
    """Make new recovery codes; the old ones are void."""
    require(bool(await second_factor.list_factors(db, caller.person_id)), NoSecondFactor)
    return CodesOut(codes=await recovery_codes.make_codes(db, caller.person_id))


@router.delete("/me/identities/{identity_id}", status_code=204)
async def unlink_identity(db: Db, caller: RecentCaller, identity_id: UUID) -> None:
    """Unlink an identity provider from the account."""
    await ways.lock_methods(db, caller.person_id)
    name = await identities.unlink(db, caller, identity_id)
    await notify_of_factor(db, caller.person_id, "removed", f"The account at {provider_title(name)}")
    await ways.require_method(db, caller.person_id)
