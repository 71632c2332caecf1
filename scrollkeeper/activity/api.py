"""The feed over HTTP: as JSON for the page, as Atom for feed readers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from scrollkeeper.activity import feed_service
from scrollkeeper.activity.atom import Entry, write_atom
from scrollkeeper.activity.feed import Line
from scrollkeeper.activity.feed_service import FeedFilter, FeedView
from scrollkeeper.core.db import Db
from scrollkeeper.core.paging import Cursor, Limit
from scrollkeeper.core.settings import settings
from scrollkeeper.discussions.markdown import plain_texts
from scrollkeeper.teams import service as teams
from scrollkeeper.teams.schemas import PersonRef
from scrollkeeper.teams.scope import InTeam
from scrollkeeper.webhooks import policy

router = APIRouter(prefix="/teams/{team}", tags=["activity"])
Kind = Literal["papers", "annotations", "discussion", "notes", "people"]
Kinds = Annotated[tuple[Kind, ...], Query(alias="kind", max_length=5, description="Only of these; none means all.")]
MOST_IN_ATOM = 50


class FeedPaper(BaseModel):
    id: UUID
    title: str


class LineOut(BaseModel):
    """So many of the same events of one person; `clock` is the newest one's."""

    clock: int
    name: str
    text: str = Field(description="“Ana added 14 papers”")
    count: int
    person: PersonRef | None
    papers: list[FeedPaper] = Field(description="The first five.")
    thread: UUID | None
    annotation: UUID | None
    note: UUID | None
    words: str = Field(description="How the newest comment begins.")
    at: datetime
    since: datetime


class FeedPage(BaseModel):
    items: list[LineOut]
    next: str | None
    can: list[str]


class FeedTokenOut(BaseModel):
    token: str
    url: str = Field(description="For a feed reader; shown this once.")


async def _lines_out(view: FeedView) -> list[LineOut]:
    texts = [view.words.get(line.newest.subject.get("comment", ""), "") for line in view.lines]
    words = await plain_texts(texts, 300)
    return [_line_out(view, *one) for one in zip(view.lines, words, strict=True)]


def _line_out(view: FeedView, line: Line, words: str) -> LineOut:
    newest, subject = line.newest, line.newest.subject
    papers = [
        FeedPaper(id=UUID(one), title=view.titles[one])
        for one in line.papers[: feed_service.PAPERS_OF_A_LINE]
        if one in view.titles
    ]
    return LineOut(
        clock=newest.clock,
        name=newest.name,
        text=line.words,
        count=len(line.things),
        person=PersonRef(id=UUID(newest.person_id), name=newest.person) if newest.person_id and newest.person else None,
        papers=papers,
        thread=_id(subject, "thread"),
        annotation=_id(subject, "annotation"),
        note=_id(subject, "note"),
        words=words,
        at=newest.at,
        since=line.oldest.at,
    )


def _id(subject: dict[str, str], name: str) -> UUID | None:
    return UUID(subject[name]) if name in subject else None


@router.get("/feed")
async def read_feed(
    db: Db,
    scope: InTeam,
    kinds: Kinds = (),
    person: UUID | None = None,
    paper: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> FeedPage:
    """What happened in the team, the newest first."""
    view = await feed_service.read_feed(
        db, scope, FeedFilter(frozenset(kinds), person, paper), limit=limit, cursor=cursor
    )
    return FeedPage(items=await _lines_out(view), next=view.following, can=policy.feed_abilities(scope))


@router.post("/feed/token", status_code=201)
async def make_feed_token(db: Db, scope: InTeam) -> FeedTokenOut:
    """An address for a feed reader. It lets see what you see of this team's feed; making another ends it."""
    token = await feed_service.make_feed_token(db, scope)
    return FeedTokenOut(token=token, url=f"{settings().base_url}/api/teams/{scope.team_id}/feed.atom?token={token}")


@router.delete("/feed/token", status_code=204)
async def drop_feed_token(db: Db, scope: InTeam) -> None:
    """End the address of one's Atom feed."""
    await feed_service.drop_feed_token(db, scope)


@router.get(
    "/feed.atom",
    response_class=Response,
    responses={200: {"content": {"application/atom+xml": {}}}},
)
async def read_atom(
    db: Db,
    team: Annotated[str, Path(max_length=80)],
    token: Annotated[str, Query(min_length=20, max_length=100, pattern=r"^[\w-]+$")],
    kinds: Kinds = (),
    paper: UUID | None = None,
) -> Response:
    """For feed readers, which can neither sign in nor send a header."""
    scope = await feed_service.scope_of_token(db, team, token)
    view = await feed_service.read_feed(
        db, scope, FeedFilter(frozenset(kinds), None, paper), limit=MOST_IN_ATOM, cursor=None
    )
    name, base = (await teams.get_team(db, scope)).name, settings().base_url
    home = f"{base}/t/{team}"
    entries = []
    for line, one in zip(view.lines, await _lines_out(view), strict=True):
        titles = ", ".join(f"“{paper.title}”" for paper in one.papers)
        link = f"{home}/papers/{one.papers[0].id}" if one.papers else f"{home}/activity"
        # The oldest event names the entry, so that one that grows is the same entry, changed.
        entries.append(
            Entry(
                f"{base}/feed/{scope.team_id}/{line.oldest.clock}",
                f"{one.text}: {titles}" if titles else one.text,
                one.person.name if one.person else "ScrollKeeper",
                one.at,
                link,
                one.words,
            )
        )
    document = write_atom(
        id=f"{base}/feed/{scope.team_id}", title=f"{name}: activity", link=f"{home}/activity", entries=entries
    )
    return Response(document, media_type="application/atom+xml", headers={"Cache-Control": "private, max-age=300"})
