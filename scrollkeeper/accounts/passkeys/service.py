"""Passkeys (WebAuthn): registered by name, then a sign-in method of their own, or the second step after a password."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
import webauthn
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, generate_challenge, options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from scrollkeeper.accounts.models import Passkey, Person
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.core.errors import Conflict, Invalid, NotFound, Problem
from scrollkeeper.core.settings import settings

log = structlog.get_logger()
MOST = 20
LOOPBACK = {"127.0.0.1", "[::1]", "localhost"}


class PasskeyRefused(Problem):
    """That passkey wasn’t accepted. Try again, or use another sign-in method."""

    status, title = 401, "Not signed in"
    noted = "passkey refused"


class PasskeyNotAdded(Invalid):
    """The passkey couldn’t be added. Try again."""


class PasskeyKnown(Conflict):
    """This passkey is already registered."""


class TooManyPasskeys(Conflict):
    """You can have up to 20 passkeys. Remove one you don’t use."""


def site() -> tuple[str, str]:
    """The name and the origin that passkeys are bound to. An address made of numbers is no name; one's own has one."""
    parts = urlsplit(settings().base_url)
    host = parts.netloc.removesuffix(f":{parts.port}") if parts.port else parts.netloc
    if host in LOOPBACK:
        return "localhost", f"{parts.scheme}://localhost{f':{parts.port}' if parts.port else ''}"
    return host, f"{parts.scheme}://{parts.netloc}"


async def list_passkeys(db: AsyncSession, person_id: UUID) -> list[Passkey]:
    query = select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id).limit(MOST)
    return list((await db.execute(query)).scalars())


async def begin_passkey(db: AsyncSession, caller: Caller) -> tuple[dict[str, Any], str]:
    """Options for `navigator.credentials.create`, and the challenge in them."""
    person = await db.get_one(Person, caller.person_id)
    known = await list_passkeys(db, person.id)
    challenge = generate_challenge()
    options = webauthn.generate_registration_options(
        rp_id=site()[0],
        rp_name="ScrollKeeper",
        user_id=person.id.bytes,
        user_name=person.email,
        user_display_name=person.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in known],
    )
    return options_to_json_dict(options), bytes_to_base64url(challenge)


async def add_passkey(
    db: AsyncSession, caller: Caller, *, credential: dict[str, Any], challenge: str, name: str
) -> Passkey:
    """Raises PasskeyNotAdded, PasskeyKnown and TooManyPasskeys."""
    rp_id, origin = site()
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=rp_id,
            expected_origin=origin,
        )
    except Exception as error:  # Whatever a crafted credential makes the reader of its binary forms raise.
        log.info("a passkey was refused", why=str(error))
        raise PasskeyNotAdded from None
    await db.execute(select(Person.id).where(Person.id == caller.person_id).with_for_update())
    if len(await list_passkeys(db, caller.person_id)) >= MOST:
        raise TooManyPasskeys
    passkey = Passkey(
        person_id=caller.person_id,
        name=name,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=_transports(credential),
        synced=verified.credential_backed_up,
    )
    try:
        async with db.begin_nested():
            db.add(passkey)
    except IntegrityError:
        raise PasskeyKnown from None
    return passkey


async def ask_for_passkey(db: AsyncSession, person_id: UUID | None, *, alone: bool) -> tuple[dict[str, Any], str]:
    """Options for `navigator.credentials.get`, and the challenge in them; of anybody, or of one person.

    Where it stands alone, the device has to make sure of its owner by finger, face or PIN.
    """
    known = await list_passkeys(db, person_id) if person_id else []
    challenge = generate_challenge()
    options = webauthn.generate_authentication_options(
        rp_id=site()[0],
        challenge=challenge,
        allow_credentials=[_descriptor(passkey) for passkey in known],
        user_verification=UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED,
    )
    return options_to_json_dict(options), bytes_to_base64url(challenge)


async def use_passkey(
    db: AsyncSession, credential: dict[str, Any], *, challenge: str, person_id: UUID | None, alone: bool
) -> UUID:
    """The person whose passkey answered the challenge; raises PasskeyRefused, also where it is somebody else's."""
    rp_id, origin = site()
    passkey = await _find_passkey(db, credential)
    if passkey is None or person_id not in (None, passkey.person_id):
        raise PasskeyRefused
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=rp_id,
            expected_origin=origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=alone,
        )
        handle = credential["response"].get("userHandle")
        if handle and base64url_to_bytes(handle) != passkey.person_id.bytes:
            raise PasskeyRefused
    except Exception as error:  # Whatever a crafted credential makes the reader of its binary forms raise.
        log.info("a passkey was refused", why=str(error))
        raise PasskeyRefused from None
    passkey.sign_count, passkey.synced = verified.new_sign_count, verified.credential_backed_up
    passkey.last_used_at = (await db.execute(select(func.now()))).scalar_one()
    return passkey.person_id


async def rename_passkey(db: AsyncSession, caller: Caller, passkey_id: UUID, name: str) -> None:
    own = (Passkey.id == passkey_id, Passkey.person_id == caller.person_id)
    if not (await db.execute(update(Passkey).where(*own).values(name=name).returning(Passkey.id))).first():
        raise NotFound


async def remove_passkey(db: AsyncSession, caller: Caller, passkey_id: UUID) -> str:
    """Gives its name."""
    own = (Passkey.id == passkey_id, Passkey.person_id == caller.person_id)
    removed = (await db.execute(delete(Passkey).where(*own).returning(Passkey.name))).first()
    if removed is None:
        raise NotFound
    return str(removed.name)


async def _find_passkey(db: AsyncSession, credential: dict[str, Any]) -> Passkey | None:
    try:
        known = Passkey.credential_id == base64url_to_bytes(credential["id"])
    except ValueError:
        return None
    # Locked: of two answers at once, the counter of the second is compared with that of the first.
    return (await db.execute(select(Passkey).where(known).with_for_update())).scalar_one_or_none()


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    known = {one.value: one for one in AuthenticatorTransport}
    transports = [known[name] for name in passkey.transports if name in known]
    return PublicKeyCredentialDescriptor(id=passkey.credential_id, transports=transports or None)


def _transports(credential: dict[str, Any]) -> list[str]:
    """How the browser reaches the device, in words of the standard."""
    known = {one.value for one in AuthenticatorTransport}
    return [name for name in credential["response"].get("transports") or [] if name in known]
