"""The Scope of a request whose body streams for long: found in a short transaction, no connection is held meanwhile."""

from typing import Annotated

from fastapi import Depends, Path, Request

from scrollkeeper.accounts.sessions.caller import signed_in_caller
from scrollkeeper.core.db import open_request_session
from scrollkeeper.teams.scope import Scope, scope_of_request


async def scope_of_stream(request: Request, team: Annotated[str, Path(max_length=80)]) -> Scope:
    async with open_request_session.begin() as db:
        return await scope_of_request(request, db, await signed_in_caller(request, db), team)


Streaming = Annotated[Scope, Depends(scope_of_stream)]
