"""Papers and files as they are answered."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.fields import Name
from scrollkeeper.library import policy, queries, service
from scrollkeeper.library.custom_fields.queries import show_values
from scrollkeeper.library.custom_fields.schemas import CustomValuesOut
from scrollkeeper.library.duplicates_comparison import words_of
from scrollkeeper.library.models import File, Paper
from scrollkeeper.library.tags.queries import tags_of_paper
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import Scope

Status = Literal["queued", "parsing", "ready", "failed", "parked"]


TagName = Annotated[Name, StringConstraints(max_length=100)]
FileKind = Literal["article", "supplement", "translation", "other"]
LabelColor = Literal["grey", "red", "orange", "yellow", "green", "teal", "blue", "purple", "pink"]


class TagRef(BaseModel):
    name: str
    color: LabelColor | None


class TagOfPaper(TagRef):
    automatic: bool = Field(description="A keyword of the paper, and no tag that somebody put on it.")


class Progress(BaseModel):
    page: int
    pages: int


class PaperRow(BaseModel):
    id: UUID
    title: str = Field(description="Its beginning, as of authors and venue: at most 1,000 characters.")
    authors: str
    year: int | None
    venue: str
    doi: str | None
    type: str | None
    status: Status
    reason: str | None
    added_by: PersonRef | None
    added_at: datetime
    deleted_at: datetime | None
    clock: int
    progress: Progress | None
    pages: int | None
    file: UUID | None
    file_name: str | None
    thumbnail: str | None
    duplicates: int
    tags: list[TagRef]
    fields: CustomValuesOut
    can: list[str]


class PaperPage(BaseModel):
    items: list[PaperRow]
    next: str | None
    total: int


class FileOut(BaseModel):
    id: UUID
    name: str
    kind: FileKind
    main: bool = Field(description="Chosen to be shown first; else the newest version of the article is.")
    sha256: str
    size: int
    pages: int | None
    status: Status
    reason: str | None
    encrypted: bool
    needs_password: bool
    scanned_pages: list[int]
    parser: str | None
    thumbnail: str | None
    content: str


class FieldSource(BaseModel):
    by: Literal["parser", "person"]
    person: PersonRef | None
    at: datetime
    source: str | None = Field(description="The registry that they looked it up in, such as Crossref.")
    confidence: float | None = Field(description="How sure the parser is of the field, from 0 to 1, where it says so.")
    doubtful: bool = Field(description="Somebody should check the field; setting it, to the same value too, ends that.")


class DuplicateOut(BaseModel):
    paper: UUID
    title: str
    because: Literal["doi", "title"] = Field(description="Whether they have a DOI in common, or just look alike.")
    why: list[str] = Field(description="What they have in common, in words, the best first.")


class CopiedFrom(BaseModel):
    """Names as they were then: the teams may have nobody in common any more."""

    team: str
    person: str | None
    at: datetime


class PaperOut(BaseModel):
    id: UUID
    team_id: UUID
    status: Status
    reason: str | None
    metadata: dict[str, Any] = Field(description="CSL-JSON")
    citation_key: str | None = Field(description="Unique in the team; null while nothing is known of the paper.")
    citation_key_pinned: bool = Field(description="Somebody chose the key.")
    fields: CustomValuesOut
    provenance: dict[str, FieldSource]
    files: list[FileOut]
    duplicates: list[DuplicateOut]
    tags: list[TagOfPaper]
    added_by: PersonRef | None
    added_at: datetime
    copied_from: CopiedFrom | None = Field(description="Of a copy: the team that it came from.")
    deleted_at: datetime | None
    clock: int
    progress: Progress | None
    can: list[str]


def row_out(row: Row[Any], team_id: UUID, can: list[str], fields: dict[str, Any]) -> dict[str, Any]:
    """A row of the list, as plain values: this runs for every paper of every page."""
    return {
        "id": row.id, "title": row.title, "authors": row.authors, "year": row.year, "venue": row.venue, "doi": row.doi,
        "type": row.type, "status": row.status, "reason": row.reason, "added_at": row.added_at,
        "deleted_at": row.deleted_at, "clock": row.clock, "pages": row.pages, "file": row.file_id,
        "file_name": row.file_name, "duplicates": row.duplicates, "tags": row.tags, "fields": fields, "can": can,
        "added_by": {"id": row.person_id, "name": row.person_name} if row.person_id else None,
        "progress": {"page": row.progress, "pages": row.pages} if row.progress is not None and row.pages else None,
        "thumbnail": f"/api/teams/{team_id}/files/{row.file_id}/thumbnail" if row.thumbnail_key else None,
    }  # fmt: skip


def file_out(file: File) -> FileOut:
    address = f"/api/teams/{file.team_id}/files/{file.id}"
    return FileOut.model_validate(
        {
            "id": file.id, "name": file.name, "kind": file.kind, "main": file.main,
            "sha256": file.sha256, "size": file.size, "pages": file.pages,
            "status": file.status, "reason": file.reason, "encrypted": file.encrypted,
            "needs_password": file.needs_password, "scanned_pages": file.scanned_pages, "parser": file.parser,
            "thumbnail": f"{address}/thumbnail" if file.thumbnail_key else None, "content": f"{address}/content",
        }
    )  # fmt: skip


def duplicate_out(row: queries.DuplicateRow) -> dict[str, Any]:
    because = "doi" if "doi" in row.reasons else "title"
    return {"paper": row.id, "title": row.title, "because": because, "why": words_of(row.reasons)}


async def paper_out(db: AsyncSession, scope: Scope, paper: Paper) -> PaperOut:
    files = await service.list_files(db, scope, paper.id)
    duplicates = await queries.list_duplicates(db, scope, paper.id)
    setters = {UUID(source["person"]) for source in paper.provenance.values() if source.get("person")}
    names = await queries.people_names(db, setters | ({paper.added_by_id} if paper.added_by_id else set()))
    people = {str(person_id): PersonRef(id=person_id, name=name) for person_id, name in names.items()}
    [fields] = await show_values(db, scope, [paper.custom])
    doubtful = service.description_of(paper).doubtful()
    busy = next((file for file in files if file.progress is not None and file.pages), None)
    return PaperOut.model_validate(
        {
            "id": paper.id, "team_id": paper.team_id, "status": paper.status, "reason": paper.reason,
            "citation_key": paper.citation_key, "citation_key_pinned": paper.citation_key_pinned,
            "metadata": paper.metadata_, "fields": fields, "files": [file_out(file) for file in files],
            "provenance": {
                field: {
                    "by": source["by"], "person": people.get(str(source.get("person"))), "at": source["at"],
                    "source": source.get("source"),
                    "confidence": paper.confidence.get(field) if source["by"] == "parser" else None,
                    "doubtful": field in doubtful,
                }
                for field, source in paper.provenance.items()
            },
            "duplicates": [duplicate_out(row) for row in duplicates],
            "tags": await tags_of_paper(db, scope, paper),
            "added_by": people.get(str(paper.added_by_id)), "added_at": paper.added_at, "deleted_at": paper.deleted_at,
            "copied_from": paper.copied_from, "clock": paper.clock,
            "progress": {"page": busy.progress, "pages": busy.pages} if busy else None,
            "can": policy.paper_abilities(scope),
        }
    )  # fmt: skip
