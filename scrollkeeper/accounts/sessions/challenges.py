"""What a browser was asked to answer: sealed in a cookie of its own, for one purpose, short-lived, answered once."""

import json
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import AnsweredChallenge
from scrollkeeper.core import keyring
from scrollkeeper.core.db import open_request_session
from scrollkeeper.core.errors import Problem
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.settings import settings

LIFETIME_SECONDS = 600
Purpose = Literal[
    "second-factor", "new-passkey", "passkey", "second-passkey", "proof-passkey", "provider", "new-account"
]


class ChallengeOver(Problem):
    """That took too long, or was already completed. Start again."""

    status, title = 401, "Begin again"


def _cookie(purpose: Purpose) -> str:
    name = f"scrollkeeper_{purpose.replace('-', '_')}"
    return f"__Host-{name}" if settings().secure_cookies else name


def give_challenge(response: Response, purpose: Purpose, **facts: Any) -> None:
    """Only this browser can answer it: the facts are in its cookie, which no page can read or change."""
    sealed = keyring.seal(purpose, json.dumps({"id": str(new_id()), **facts}).encode())
    response.set_cookie(
        _cookie(purpose),
        sealed.decode(),
        max_age=LIFETIME_SECONDS,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
    )


def read_challenge(request: Request, purpose: Purpose) -> dict[str, Any]:
    """The facts of this browser's challenge; raises ChallengeOver."""
    try:
        sealed = request.cookies.get(_cookie(purpose), "").encode()
        return dict(json.loads(keyring.unseal(purpose, sealed, seconds=LIFETIME_SECONDS)))
    except keyring.Unsealable:
        raise ChallengeOver from None


async def answer_challenge(request: Request, purpose: Purpose, **expected: str) -> dict[str, Any]:
    """The facts, once: any attempt uses them up, also one that turns out wrong; raises ChallengeOver."""
    challenge = read_challenge(request, purpose)
    if any(challenge.get(name) != value for name, value in expected.items()):
        raise ChallengeOver
    async with open_request_session.begin() as db:
        await end_challenge(db, challenge)
    return challenge


def take_challenge_away(response: Response, purpose: Purpose) -> None:
    response.delete_cookie(_cookie(purpose), path="/", secure=settings().secure_cookies, httponly=True)


async def end_challenge(db: AsyncSession, challenge: dict[str, Any]) -> None:
    """It is answered, and an answer that is played again is refused; raises ChallengeOver."""
    ended = insert(AnsweredChallenge).values(id=UUID(challenge["id"])).on_conflict_do_nothing()
    if not (await db.execute(ended.returning(AnsweredChallenge.id))).first():
        raise ChallengeOver
    old = func.now() - timedelta(seconds=2 * LIFETIME_SECONDS)
    await db.execute(delete(AnsweredChallenge).where(AnsweredChallenge.at < old))
