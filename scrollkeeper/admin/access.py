"""Who may administer the instance; for everybody else none of it exists."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from scrollkeeper.accounts.models import Person
from scrollkeeper.accounts.sessions.caller import Caller, SignedInCaller
from scrollkeeper.accounts.sign_in_methods.reauthentication import require_recent_proof
from scrollkeeper.core.db import Db, open_system_session
from scrollkeeper.core.errors import NotFound, require
from scrollkeeper.core.methods import is_head


async def administrating_caller(db: Db, caller: SignedInCaller) -> Caller:
    """The caller, who administers this instance and came with a browser: a token that leaks must not rule it all."""
    is_admin = (await db.execute(select(Person.is_admin).where(Person.id == caller.person_id))).scalar_one_or_none()
    require(bool(is_admin) and caller.session_id is not None, NotFound)
    return caller


Admin = Annotated[Caller, Depends(administrating_caller, scope="function")]


async def recent_admin(db: Db, admin: Admin) -> Caller:
    await require_recent_proof(db, admin)
    return admin


# For what shuts people out, gives power, or carries data away: it is asked again who one is.
RecentAdmin = Annotated[Caller, Depends(recent_admin, scope="function")]


async def system_session(connection: HTTPConnection, _: Admin) -> AsyncIterator[AsyncSession]:
    async with open_system_session.begin() as db:
        yield db
        if is_head(connection.scope):
            await db.rollback()


# Sees every team's rows; only for whoever administers.
SystemDb = Annotated[AsyncSession, Depends(system_session, scope="function")]


def open_admin_session(_: Caller) -> AbstractAsyncContextManager[AsyncSession]:
    """The same for what is sent after the route has returned; the caller's permission was asked before."""
    return open_system_session.begin()
