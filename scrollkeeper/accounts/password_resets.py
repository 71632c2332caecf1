"""A forgotten password: a link by email, and a new one."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import access, audit_actions, confirmations, emails, service
from scrollkeeper.accounts.confirmations import GOOD_FOR, LinkUsedUp
from scrollkeeper.accounts.models import Person
from scrollkeeper.accounts.sign_in_methods import throttling
from scrollkeeper.accounts.sign_in_methods.passwords import hash_password
from scrollkeeper.audit import service as audit
from scrollkeeper.core import jobs
from scrollkeeper.core.db import act_as
from scrollkeeper.core.email_addresses import find_normal_email
from scrollkeeper.email import service as mail


async def ask_for_reset(db: AsyncSession, email: str) -> None:
    """Whether there is such a person is looked up by a job: whoever asks sees the same answer in the same time."""
    await jobs.defer(db, "accounts.send_reset", email=email)


async def send_reset(db: AsyncSession, email: str) -> None:
    """Post the email, if there is anybody with this address."""
    person = await service.find_person_by_email(db, email)
    if person is None or await mail.is_flooded(db, email, "reset_password"):
        return
    link = await confirmations.make_link(db, person.id, "reset_password", person.email)
    good_for = GOOD_FOR["reset_password"]
    values = {"name": person.name, "link": link, "minutes": good_for // timedelta(minutes=1)}
    await mail.post(db, person.email, "reset_password", values, useful_for=good_for)


async def reset_password(db: AsyncSession, secret: str, password: str) -> Person:
    """The new password. All other access ends: browsers, tokens, feed addresses, a change of address."""
    confirmation, person = await confirmations.get_confirmation(db, secret)
    if confirmation.purpose != "reset_password" or confirmation.email != person.email:
        raise LinkUsedUp
    service.require_strong_password(password, own=(person.name, person.email), field="password")
    person.password_hash = await hash_password(password)
    await act_as(db, person.id)
    ended = await access.end_access(db, person.id)
    await access.forget_devices(db, person.id)
    await confirmations.use_up(db, person.id, "reset_password", *emails.CHANGE)
    await emails.mark_verified(db, person)
    await audit.record(db, audit_actions.PASSWORD_RESET, person_id=person.id, data=ended.counts)
    await service.notify_of_new_password(db, person, ended)
    await throttling.forget_attempts(throttling.Attempt(find_normal_email(person.email)))
    return person
