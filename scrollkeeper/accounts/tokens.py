"""Tokens for scripts: what each may do, until when, and taking it back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts import audit_actions
from scrollkeeper.accounts.models import SCOPES, Token
from scrollkeeper.accounts.secrets import TOKEN_PREFIX, hash_secret, new_secret
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.audit import service as audit
from scrollkeeper.core.errors import Conflict, NotFound
from scrollkeeper.core.paging import cut_page, read_cursor

MAX_TOKENS = 100


class TooManyTokens(Conflict):
    """You have 100 API tokens, the maximum. Revoke those you no longer use."""


def all_scopes(wanted: Collection[str]) -> list[str]:
    """In their order; who may write may read."""
    return [scope for scope in SCOPES if scope in wanted or "write" in wanted]


async def add_token(
    db: AsyncSession,
    person_id: UUID,
    *,
    name: str,
    scopes: Collection[str] = SCOPES,
    only_team_id: UUID | None = None,
    expires: datetime | None = None,
) -> tuple[Token, str]:
    """A bearer token and its secret, which is given once and cannot be read again."""
    count = (await db.execute(select(func.count()).where(Token.person_id == person_id))).scalar_one()
    if count >= MAX_TOKENS:
        raise TooManyTokens
    secret = new_secret(TOKEN_PREFIX)
    token = Token(
        person_id=person_id,
        name=name,
        token_hash=hash_secret(secret),
        scopes=all_scopes(scopes),
        only_team_id=only_team_id,
        expires_at=expires,
    )
    db.add(token)
    await db.flush()
    await db.refresh(token)
    data = {"name": name, "scopes": token.scopes}
    await audit.record(db, audit_actions.TOKEN_ADDED, person_id=person_id, subject_id=token.id, data=data)
    return token, secret


async def list_tokens(
    db: AsyncSession, caller: Caller, *, limit: int, cursor: str | None
) -> tuple[list[Token], str | None]:
    """One's tokens, the newest first, also those that have expired."""
    query = select(Token).where(Token.person_id == caller.person_id)
    if cursor:
        query = query.where(Token.id < read_cursor(cursor, UUID)[0])
    rows = (await db.execute(query.order_by(Token.id.desc()).limit(limit + 1))).scalars().all()
    return cut_page(rows, limit, lambda row: (row.id,))


async def delete_token(db: AsyncSession, caller: Caller, token_id: UUID) -> None:
    """Take a token back; whatever uses it is refused from now on."""
    query = delete(Token).where(Token.id == token_id, Token.person_id == caller.person_id)
    if not (await db.execute(query.returning(Token.id))).first():
        raise NotFound("This token has already been revoked.")
    await audit.record(db, audit_actions.TOKEN_REVOKED, person_id=caller.person_id, subject_id=token_id)
