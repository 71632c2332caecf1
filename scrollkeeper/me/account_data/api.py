"""Taking one's data along, and ending one's account."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from scrollkeeper.accounts import service as accounts
from scrollkeeper.accounts.sessions.caller import BrowserCaller, FactorOfHost, cookie_name
from scrollkeeper.accounts.sign_in_methods.reauthentication import RecentCaller
from scrollkeeper.core.closing import ClosingResponse
from scrollkeeper.core.db import Db
from scrollkeeper.core.settings import settings
from scrollkeeper.me.account_data import export, queries, service

router = APIRouter(prefix="/me", tags=["accounts"])


class TeamLeftOut(BaseModel):
    """`fate`: deleted with the account; orphaned, so that another owner is needed or it is deleted too; or it stays."""

    id: UUID
    name: str
    slug: str
    kind: Literal["personal", "team"]
    members: int
    papers: int
    fate: Literal["deleted", "orphaned", "stays"]


class DeletionOut(BaseModel):
    """What becomes of one's things: the counts are of what stays in teams, without one's name."""

    teams: list[TeamLeftOut]
    papers: int
    annotations: int
    private_annotations: int
    comments: int
    days: int


class DeletionIn(BaseModel):
    """`delete_teams`: orphaned teams that are to be deleted, with all that others added."""

    delete_teams: Annotated[list[UUID], Field(max_length=200)] = []


class ClosedOut(BaseModel):
    ends_at: datetime


class ExportOut(BaseModel):
    files: int
    bytes: int


@router.get("/deletion")
async def look_at_deletion(db: Db, caller: BrowserCaller) -> DeletionOut:
    """What becomes of one's things when the account is deleted."""
    teams = await queries.list_teams_left(db, caller.person_id)
    going_on = [team.id for team in teams if team.fate != "deleted"]
    counts = await queries.count_left_behind(db, caller.person_id, going_on)
    return DeletionOut.model_validate(
        {
            "teams": [
                {"id": team.id, "name": team.name, "slug": team.slug, "kind": team.kind, "members": team.members,
                 "papers": team.papers, "fate": team.fate}
                for team in teams
            ],
            "papers": counts.papers, "annotations": counts.annotations, "comments": counts.comments,
            "private_annotations": counts.private_annotations, "days": service.GRACE.days,
        }
    )  # fmt: skip


@router.post("/deletion")
async def close_account(db: Db, caller: RecentCaller, response: Response, body: DeletionIn) -> ClosedOut:
    """The account ends in a week; whoever signs in before that keeps it."""
    ends_at = await service.close_account(db, caller, delete_teams=body.delete_teams)
    response.delete_cookie(cookie_name(), path="/", secure=settings().secure_cookies, httponly=True)
    return ClosedOut(ends_at=ends_at)


@router.post("/export", dependencies=[FactorOfHost])
async def prepare_export(db: Db, caller: RecentCaller) -> ExportOut:
    """How much there is; asks who one is, so that the download itself, which is a plain link, need not."""
    files, size = await queries.count_files(db, caller)
    return ExportOut(files=files, bytes=size)


@router.get(
    "/export",
    dependencies=[FactorOfHost],
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {}}, "description": "All that one has here, as a ZIP"}},
)
async def download_export(db: Db, caller: RecentCaller) -> ClosingResponse:
    """A ZIP of everything that one has here, but for teams that require a second factor which one has not."""
    person = await accounts.get_person(db, caller.person_id)
    name = f"scrollkeeper-{datetime.now(UTC):%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return ClosingResponse(export.export_stream(person, caller), media_type="application/zip", headers=headers)
