"""Styles, and bibliographies in them, over HTTP."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, FailFast, Field, StringConstraints

from scrollkeeper.accounts.sessions.caller import SignedInCaller
from scrollkeeper.citations.csl import policy, service, team_styles
from scrollkeeper.citations.csl.cites import MAX_AFFIX, Cite, Label
from scrollkeeper.citations.csl.locales import read_locales
from scrollkeeper.citations.csl.markup import Format
from scrollkeeper.citations.csl.models import TeamStyle
from scrollkeeper.citations.csl.styles import Style, search_styles
from scrollkeeper.core.db import Db
from scrollkeeper.core.errors import require
from scrollkeeper.core.fields import Flag, LongLine
from scrollkeeper.core.paging import Cursor, Int4, Limit, Page, read_cursor, write_cursor
from scrollkeeper.rate_limits import limiter
from scrollkeeper.teams.policy import can_manage_team
from scrollkeeper.teams.scope import InTeam, Scope, Streaming

router = APIRouter(tags=["citations"])
TEAM = "/teams/{team}"
MOST_IN_ADDRESS = 200
MOST_CITATIONS, MOST_CITES = 1_000, 30
StyleName = Annotated[LongLine, Field(description="Its id, also a former one, or the id of one of the team’s own.")]
Locale = Annotated[
    str | None,
    Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$", description="Such as en-GB; without one, the style’s."),
]
Words = Annotated[str, Query(max_length=200, description="Words of the title or id; without any, the common ones.")]
Xml = Annotated[str, StringConstraints(min_length=1, max_length=900_000)]


class StyleOut(BaseModel):
    id: str
    title: str
    format: str = Field(description="author-date, numeric, note, label or author; empty where the style does not say.")
    parent: str | None = Field(description="The style that a dependent one formats as.")


class LocaleOut(BaseModel):
    code: str
    name: str


class StyleIn(BaseModel):
    csl: Xml = Field(description="The XML of the style.")


class TeamStyleOut(BaseModel):
    id: UUID
    title: str
    format: str
    added_at: datetime
    can: list[str]


class BibliographyIn(BaseModel):
    papers: Annotated[list[UUID], FailFast()] = Field(min_length=1, max_length=service.MOST_PAPERS)
    style: StyleName = "apa"
    locale: Locale = None
    format: Format = "html"


class BibliographyEntry(BaseModel):
    paper: UUID
    text: str


class CiteIn(BaseModel):
    paper: UUID
    locator: Annotated[str, Field(max_length=MAX_AFFIX, description="Such as a page or pages.")] = ""
    label: Label = Field("page", description="What the locator counts.")
    prefix: Annotated[str, Field(max_length=MAX_AFFIX)] = ""
    suffix: Annotated[str, Field(max_length=MAX_AFFIX)] = ""
    suppress_author: Flag = False


class CitationIn(BaseModel):
    cites: Annotated[list[CiteIn], FailFast()] = Field(min_length=1, max_length=MOST_CITES)


class CitedTextIn(BaseModel):
    citations: Annotated[list[CitationIn], FailFast()] = Field(
        max_length=MOST_CITATIONS, description="In the order of the text."
    )
    style: StyleName | None = Field(None, description="Null: the team’s, also where this one is gone.")
    locale: Locale = None


class StyleRef(BaseModel):
    id: str
    title: str


class BibliographyOut(BaseModel):
    style: StyleRef
    locale: str
    format: Format
    entries: list[BibliographyEntry] = Field(description="In the order of the style.")
    text: str = Field(description="The whole bibliography.")
    citation: str = Field(description="All of the papers cited together, as in a text.")
    hanging: bool = Field(description="Whether the style indents all lines of an entry but the first.")


class CitedTextOut(BaseModel):
    style: StyleRef
    locale: str
    in_notes: bool = Field(description="Whether the style cites in footnotes, one for each citation.")
    citations: list[str | None] = Field(description="HTML of each citation; null where no paper of it is here.")
    entries: list[BibliographyEntry] = Field(description="The bibliography in the order of the style, as HTML.")
    hanging: bool
    missing: list[UUID] = Field(description="Papers that are cited and cannot be seen here.")


class TextStyleIn(BaseModel):
    style: StyleName
    locale: Locale = None


class TextStyleOut(BaseModel):
    style: str
    locale: str | None
    can: list[str]


@router.get("/styles")
async def list_styles(
    caller: SignedInCaller,
    q: Words = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[StyleOut]:
    """Citation styles that ship with ScrollKeeper, the likeliest first."""
    begin = read_cursor(cursor, Int4)[0] if cursor else 0
    found = await asyncio.to_thread(search_styles, q)
    following = write_cursor(begin + limit) if len(found) > begin + limit else None
    return Page(items=[_style_out(one) for one in found[max(begin, 0) :][:limit]], next=following)


def _style_out(style: Style) -> StyleOut:
    return StyleOut(id=style.id, title=style.title, format=style.format, parent=style.parent)


@router.get("/styles/locales")
async def list_locales(caller: SignedInCaller) -> list[LocaleOut]:
    """Locales in which styles format."""
    return [LocaleOut(code=code, name=name) for code, name in read_locales().items()]


@router.get(TEAM + "/styles")
async def list_team_styles(db: Db, scope: InTeam, limit: Limit = 50, cursor: Cursor = None) -> Page[TeamStyleOut]:
    """Styles that the team brought."""
    styles, following = await team_styles.list_styles(db, scope, limit=limit, cursor=cursor)
    can = ["delete"] if policy.can_edit_styles(scope) else []
    return Page(items=[_team_style_out(one, can) for one in styles], next=following)


@router.post(TEAM + "/styles", status_code=201)
async def add_team_style(scope: Streaming, body: StyleIn) -> TeamStyleOut:
    """Bring a style of CSL, which has to work."""
    require(policy.can_edit_styles(scope))
    await limiter.acquire("bulk", scope.person_id)
    return _team_style_out(await team_styles.add_style(scope, xml=body.csl), ["delete"])


def _team_style_out(style: TeamStyle, can: list[str]) -> TeamStyleOut:
    return TeamStyleOut(id=style.id, title=style.title, format=style.format, added_at=style.added_at, can=can)


@router.delete(TEAM + "/styles/{style_id}", status_code=204)
async def remove_team_style(db: Db, scope: InTeam, style_id: UUID) -> None:
    """Remove one of the team's own styles."""
    await team_styles.remove_style(db, scope, style_id)


@router.get(TEAM + "/citation-style")
async def get_text_style(db: Db, scope: InTeam) -> TextStyleOut:
    """The style in which the team's notes cite."""
    return await _text_style_out(db, scope)


@router.put(TEAM + "/citation-style")
async def set_text_style(db: Db, scope: InTeam, body: TextStyleIn) -> TextStyleOut:
    """Choose the style in which the team's notes cite; a note may have another one."""
    await service.set_text_style(db, scope, style=body.style, locale=body.locale)
    return await _text_style_out(db, scope)


async def _text_style_out(db: Db, scope: Scope) -> TextStyleOut:
    style, locale = await service.get_text_style(db, scope)
    return TextStyleOut(style=style, locale=locale, can=["edit"] if can_manage_team(scope) else [])


@router.post(TEAM + "/citations")
async def format_citations(scope: Streaming, body: CitedTextIn) -> CitedTextOut:
    """Format the citations of a text in their order, with its bibliography."""
    await limiter.acquire("citation", scope.person_id)
    citations = [[Cite(**dict(cite)) for cite in citation.cites] for citation in body.citations]
    made = await service.format_citations(scope, citations, style=body.style, locale=body.locale)
    return CitedTextOut(
        style=StyleRef(id=made.style.id, title=made.style.title),
        locale=made.locale,
        in_notes=made.in_notes,
        citations=made.citations,
        entries=[BibliographyEntry(paper=paper, text=html) for paper, html in made.entries],
        hanging=made.hanging,
        missing=made.missing,
    )


@router.post(TEAM + "/bibliography")
async def make_bibliography(scope: Streaming, body: BibliographyIn) -> BibliographyOut:
    """References of papers formatted in a style, and how a text cites them."""
    return await _bibliography(scope, body)


@router.get(TEAM + "/bibliography")
async def get_bibliography(
    scope: Streaming,
    papers: Annotated[list[UUID], Query(min_length=1, max_length=MOST_IN_ADDRESS)],
    style: StyleName = "apa",
    locale: Locale = None,
    format: Format = "html",
) -> BibliographyOut:
    """The same for a link."""
    return await _bibliography(scope, BibliographyIn(papers=papers, style=style, locale=locale, format=format))


async def _bibliography(scope: Scope, asked: BibliographyIn) -> BibliographyOut:
    await limiter.acquire("citation", scope.person_id)
    made = await service.make_bibliography(
        scope, asked.papers, style=asked.style, locale=asked.locale, form=asked.format
    )
    return BibliographyOut(
        style=StyleRef(id=made.style.id, title=made.style.title),
        locale=made.locale,
        format=asked.format,
        entries=[BibliographyEntry(paper=paper, text=text) for paper, text in made.entries],
        text=made.text,
        citation=made.citation,
        hanging=made.hanging,
    )
