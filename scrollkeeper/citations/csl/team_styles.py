"""The styles that a team brought: added once they are known to work, listed, removed."""

import asyncio
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.citations.csl import policy
from scrollkeeper.citations.csl.engine import BadStyle, format_references, turn_of
from scrollkeeper.citations.csl.locales import find_locale
from scrollkeeper.citations.csl.models import TeamStyle
from scrollkeeper.citations.csl.style_xml import read_style
from scrollkeeper.citations.csl.styles import NotAStyle, Style, find_style, load_style
from scrollkeeper.core.db import lock, open_team_session
from scrollkeeper.core.errors import Conflict, NotFound, require
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.teams.policy import can_see_library
from scrollkeeper.teams.scope import Scope

MAX_STYLES = 100
# In which notes cite until somebody chooses another one.
USUAL = "apa"
# What a new style has to format before it is taken.
_SAMPLE = {
    "id": "sample", "type": "article-journal", "title": "On rivers", "container-title": "Waters", "volume": "3",
    "page": "1–9", "author": [{"family": "Curie", "given": "Marie"}], "issued": {"date-parts": [[1903]]},
}  # fmt: skip


class TooManyStyles(Conflict):
    """The team has 100 styles of its own already. Remove some that are no longer needed first."""


def select_styles(scope: Scope) -> Select[TeamStyle]:
    """The one way to the styles of a team."""
    return select(TeamStyle).where(TeamStyle.team_id == scope.team_id)


async def list_styles(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[TeamStyle], str | None]:
    """List the team's own styles by title."""
    require(can_see_library(scope))
    query = select_styles(scope).order_by(TeamStyle.title, TeamStyle.id).limit(limit + 1)
    if cursor:
        title, style_id = read_cursor(cursor, str, UUID)
        query = query.where((TeamStyle.title > title) | ((TeamStyle.title == title) & (TeamStyle.id > style_id)))
    return cut_page(list((await db.scalars(query)).all()), limit, lambda style: (style.title, style.id))


async def add_style(scope: Scope, *, xml: str) -> TeamStyle:
    """Keep a style, if it formats. Opens its own transaction, since no connection is held while it is tried."""
    require(policy.can_edit_styles(scope))
    style, formatting = await asyncio.to_thread(_read, xml)
    async with turn_of(scope.person_id):
        await format_references(formatting, [dict(_SAMPLE)], locale=find_locale(style.locale or ""))
    async with open_team_session(scope.team_id) as db:
        await lock(db, "styles", scope.team_id)
        count = select(func.count()).select_from(select_styles(scope).subquery())
        if (await db.execute(count)).scalar_one() >= MAX_STYLES:
            raise TooManyStyles
        added = TeamStyle(
            team_id=scope.team_id, added_by_id=scope.person_id, title=style.title, format=style.format,
            locale=style.locale, xml=formatting,
        )  # fmt: skip
        db.add(added)
        await db.flush()
        await db.refresh(added, ["added_at"])
    return added


def _read(xml: str) -> tuple[Style, str]:
    """The style, and the XML that formats: of a dependent style its parent's."""
    try:
        style = read_style(xml)
        if style.parent is None:
            return style, xml
        parent = find_style(style.parent)
        if parent is None:
            raise NotAStyle(f"It depends on the style “{style.parent[:80]}”, which is not among those that are here.")
        return style, load_style(parent)[0]
    except NotAStyle as error:
        raise BadStyle(str(error), errors=[{"field": "csl", "detail": str(error)}]) from None


async def remove_style(db: AsyncSession, scope: Scope, style_id: UUID) -> None:
    require(policy.can_edit_styles(scope))
    style = (await db.execute(select_styles(scope).where(TeamStyle.id == style_id))).scalar_one_or_none()
    if style is None:
        raise NotFound("This style doesn’t exist.")
    await db.delete(style)
    await db.flush()
