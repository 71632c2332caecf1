"""Parsing on demand over HTTP: once more, or with the password of a locked PDF."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints

from scrollkeeper.core.db import Db, open_team_session
from scrollkeeper.core.errors import Conflict, Forbidden, require
from scrollkeeper.ingest.pipeline import passwords
from scrollkeeper.ingest.pipeline.status import lock_file, queue_file
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.library.schemas import FileOut, PaperOut, file_out, paper_out
from scrollkeeper.teams.scope import InTeam, Streaming

router = APIRouter(prefix="/teams/{team}", tags=["library"])
# 127 bytes of UTF-8 is the most that any version of PDF knows.
PdfPassword = Annotated[str, StringConstraints(min_length=1, max_length=127)]


class NoFile(Conflict):
    """This paper has no file yet. Attach its PDF, and it is read."""

    title = "No file"


class PasswordIn(BaseModel):
    password: PdfPassword


@router.post("/papers/{paper_id}/parse", status_code=202)
async def parse_again(db: Db, scope: InTeam, paper_id: UUID) -> PaperOut:
    """Read the paper's files again; what people have set by hand stays."""
    paper = await library.get_paper(db, scope, paper_id, for_update=True)
    require(policy.can_edit_paper(scope), Forbidden)
    files = await library.list_files(db, scope, paper.id)
    if not files:
        raise NoFile
    for file in files:
        locked = await lock_file(db, file.id)
        if locked is not None and locked.status != "parsing":
            await queue_file(db, locked)
    await db.refresh(paper)
    return await paper_out(db, scope, paper)


@router.put("/files/{file_id}/password", status_code=202)
async def give_password(scope: Streaming, file_id: UUID, body: PasswordIn) -> FileOut:
    """Open a locked PDF once; its decrypted copy is parsed, the password is not kept."""
    async with open_team_session(scope.team_id) as db:
        file = await library.get_file(db, scope, file_id)
    require(policy.can_edit_paper(scope), Forbidden)
    await passwords.unlock_file(file, body.password)
    async with open_team_session(scope.team_id) as db:
        return file_out(await library.get_file(db, scope, file_id))
