"""What a team's files take up: in all, by person, and the largest ones."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from scrollkeeper.core.db import Db
from scrollkeeper.library.files import usage
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam

router = APIRouter(prefix="/teams/{team}", tags=["teams"])


class PaperRef(BaseModel):
    id: UUID
    title: str
    deleted: bool


class PersonsShare(BaseModel):
    """`person` is null for people who are gone."""

    person: PersonRef | None
    bytes: int
    files: int


class LargeFile(BaseModel):
    id: UUID
    name: str
    size: int
    paper: PaperRef


class StorageOut(BaseModel):
    bytes: int
    quota: int
    warning: Literal[80, 95] | None
    people: list[PersonsShare]
    largest: list[LargeFile]


@router.get("/storage")
async def get_storage(db: Db, scope: InTeam) -> StorageOut:
    """Files of papers in the trash count as well; the 50 people with most, and the 20 largest files."""
    share = await usage.measure(db, scope)
    return StorageOut.model_validate(
        {
            "bytes": share.used, "quota": share.quota, "warning": usage.warning(share.used, share.quota),
            "people": [
                {
                    "person": {"id": row.id, "name": row.name} if row.id else None,
                    "bytes": row.bytes, "files": row.files,
                }
                for row in share.people
            ],
            "largest": [
                {
                    "id": row.id, "name": row.name, "size": row.size,
                    "paper": {"id": row.paper_id, "title": row.title, "deleted": row.deleted_at is not None},
                }
                for row in share.largest
            ],
        }
    )  # fmt: skip
