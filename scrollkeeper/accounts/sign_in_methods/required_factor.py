"""A second factor that a team, or the host for everybody, requires: what counts as one, and the refusal without it."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, or_, select

from scrollkeeper.accounts.models import Authenticator, Passkey, Session
from scrollkeeper.core.errors import Forbidden


class SecondFactorNeeded(Forbidden):
    """A second factor is required here. Set up a passkey or an authenticator app in your settings, under Sign-in
    methods, and come back."""

    title = "Second factor needed"
    type: ClassVar[str] = "/problems/second-factor-needed"


def has_own_factor(person: UUID | SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The condition that a person has a passkey or an authenticator app, without which nobody signs in to their account
    any more. Recovery codes alone are none: they only stand in for one that was lost."""
    return or_(
        exists(select(Passkey.id).where(Passkey.person_id == person)),
        exists(select(Authenticator.person_id).where(Authenticator.person_id == person)),
    )


def has_any_factor(person: UUID | SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """The same, or an identity provider vouches for one of their sessions. For emails and news, which reach the person
    and no session of theirs; who may enter is decided by `Caller.has_second_factor`."""
    vouched = select(Session.id).where(
        Session.person_id == person, Session.provider_second_factor, Session.expires_at > func.now()
    )
    return or_(has_own_factor(person), exists(vouched))
