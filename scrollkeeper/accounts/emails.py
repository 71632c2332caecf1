"""A person's email address: confirmed by link, and changed once both addresses agree."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, Uuid, bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import audit_actions, confirmations, service
from scrollkeeper.accounts.confirmations import GOOD_FOR, LinkUsedUp
from scrollkeeper.accounts.models import Confirmation, Person
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.audit import service as audit
from scrollkeeper.core.db import Prepared
from scrollkeeper.core.errors import Conflict, NotFound, TooMany
from scrollkeeper.email import service as mail
from scrollkeeper.email.limits import require_may_send

CHANGE = ("leave_email", "take_email")


class EmailKept(Conflict):
    """This is already your email address."""


class TooManyConfirmations(TooMany):
    """We’ve already sent several emails. Check your spam folder, or try again in an hour."""


async def ask_to_verify(db: AsyncSession, person: Person) -> None:
    """Post the email with the link that confirms the person's address."""
    link = await confirmations.make_link(db, person.id, "verify_email", person.email)
    good_for = GOOD_FOR["verify_email"]
    values = {"name": person.name, "link": link, "days": good_for.days}
    await mail.post(db, person.email, "verify_email", values, useful_for=good_for)


async def ask_again_to_verify(db: AsyncSession, caller: Caller) -> None:
    """Another email, for when the first got lost; none where the address is confirmed."""
    person = await service.get_person(db, caller.person_id)
    if person.email_verified_at is None:
        if await mail.is_flooded(db, person.email, "verify_email"):
            raise TooManyConfirmations
        await ask_to_verify(db, person)


def select_wanted_email(person_id: Any) -> ScalarSelect[str]:
    """The address that is to become the person's, once it is confirmed."""
    query = select(Confirmation.email).where(
        Confirmation.person_id == person_id,
        Confirmation.purpose == "take_email",
        Confirmation.expires_at > func.now(),
    )
    return query.order_by(Confirmation.id.desc()).limit(1).scalar_subquery()


_PERSON = Prepared(
    select(
        Person.id,
        Person.name,
        Person.email,
        Person.email_verified_at.is_not(None).label("email_verified"),
        select_wanted_email(Person.id).label("wanted_email"),
        Person.is_admin,
    ).where(Person.id == bindparam("person_id", type_=Uuid))
)


async def show_person(db: AsyncSession, person_id: UUID) -> dict[str, Any]:
    """The person with the address they have, and the one they want, by name; raises NotFound."""
    row = await _PERSON.first(db, person_id=person_id)
    if row is None:
        raise NotFound
    return dict(row._mapping)


async def change_email(db: AsyncSession, caller: Caller, email: str) -> None:
    """Ask at both addresses; where the old one was never confirmed, it may be a slip, and the new one is enough.

    Whether the new one has an account already is told to nobody but its owner, by email. Raises EmailTaken only where
    no email can be sent.
    """
    person = await service.get_person(db, caller.person_id)
    if email == person.email:
        raise EmailKept
    other = await service.find_person_by_email(db, email)
    taken = other is not None and other.id != person.id
    if taken and not mail.can_send():
        raise service.EmailTaken("Another account already uses this email address.")
    for template in ("take_email", "address_in_use"):
        if await mail.is_flooded(db, email, template):
            raise TooManyConfirmations
    await require_may_send(db, person.id, [email])
    await confirmations.use_up(db, person.id, *CHANGE)
    for purpose, address in (("leave_email", person.email), ("take_email", email)):
        if purpose == "leave_email" and person.email_verified_at is None:
            continue
        link = await confirmations.make_link(db, person.id, purpose, email)
        values = {"name": person.name, "email": email, "link": link, "hours": GOOD_FOR[purpose] // timedelta(hours=1)}
        # The new address is somebody else's until it is confirmed.
        sender_id = person.id if purpose == "take_email" else None
        template = "address_in_use" if taken and purpose == "take_email" else purpose
        await mail.post(db, address, template, values, useful_for=GOOD_FOR[purpose], sender_id=sender_id)


async def keep_email(db: AsyncSession, caller: Caller) -> None:
    """Call the change off; the links in both emails stop working."""
    await confirmations.use_up(db, caller.person_id, *CHANGE)


async def confirm(db: AsyncSession, secret: str) -> tuple[Confirmation, bool]:
    """Use a link; says what it was about, and whether all is done or the other address has to agree."""
    confirmation, person = await confirmations.get_confirmation(db, secret)
    if confirmation.purpose in CHANGE:
        confirmation.confirmed_at = func.now()
        await db.flush()
        done = await _both_agree(db, person)
        if done:
            await _change_now(db, person, confirmation.email)
        return confirmation, done
    if confirmation.purpose != "verify_email" or confirmation.email != person.email:
        raise LinkUsedUp
    await mark_verified(db, person)
    return confirmation, True


async def mark_verified(db: AsyncSession, person: Person) -> None:
    """They have read an email that was sent to their address."""
    if person.email_verified_at is None:
        person.email_verified_at = func.now()
    await confirmations.use_up(db, person.id, "verify_email")


async def _both_agree(db: AsyncSession, person: Person) -> bool:
    query = select(Confirmation.confirmed_at).where(
        Confirmation.person_id == person.id, Confirmation.purpose.in_(CHANGE), Confirmation.expires_at > func.now()
    )
    answers = (await db.execute(query)).scalars().all()
    return bool(answers) and None not in answers


async def _change_now(db: AsyncSession, person: Person, email: str) -> None:
    old, was_known = person.email, person.email_verified_at is not None
    try:
        async with db.begin_nested():
            person.email, person.email_verified_at = email, func.now()
            await db.flush()
    except IntegrityError:
        raise service.EmailTaken("Someone created an account with this email address in the meantime.") from None
    # Also a link for a new password that was sent to the old address.
    await confirmations.use_up(db, person.id, "verify_email", "reset_password", *CHANGE)
    await audit.record(db, audit_actions.EMAIL_CHANGED, person_id=person.id)
    if was_known:
        await mail.post(db, old, "email_changed", {"name": person.name, "email": email})
