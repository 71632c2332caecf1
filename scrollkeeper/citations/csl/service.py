"""Papers cited: their references formatted in a style, in the form that is wanted."""

import asyncio
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from scrollkeeper.citations.csl import team_styles
from scrollkeeper.citations.csl.cites import Cite, for_engine
from scrollkeeper.citations.csl.engine import BadStyle, Formatted, TooMuch, format_references, turn_of
from scrollkeeper.citations.csl.locales import find_locale
from scrollkeeper.citations.csl.markup import Format, convert, join, safe_html
from scrollkeeper.citations.csl.models import TeamStyle
from scrollkeeper.citations.csl.styles import NotAStyle, find_style, load_style
from scrollkeeper.citations.csl.team_styles import select_styles
from scrollkeeper.core.db import open_team_session, select_ids
from scrollkeeper.core.errors import Invalid, NotFound, require
from scrollkeeper.library import service as library
from scrollkeeper.library.models import Paper, shown_title
from scrollkeeper.teams import service as teams
from scrollkeeper.teams.policy import can_manage_team, can_see_library
from scrollkeeper.teams.scope import Scope

MOST_PAPERS = 1_000
# Styles that print abstracts are few, and abstracts are most of what there is to send.
_LONG = ("abstract", "note", "keyword")
MOST_METADATA_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class LoadedStyle:
    """A style as it formats: its XML, and the locale that it asks for."""

    id: str
    title: str
    xml: str
    locale: str | None

    @property
    def in_notes(self) -> bool:
        """Whether it cites in footnotes."""
        return re.search(r"<style\b[^>]*\bclass\s*=\s*[\"']note[\"']", self.xml) is not None


@dataclass(frozen=True, slots=True)
class Bibliography:
    """Entries by paper in the order of the style; `citation` cites all of the papers together."""

    style: LoadedStyle
    locale: str
    entries: list[tuple[UUID, str]]
    citation: str
    text: str
    hanging: bool


async def make_bibliography(
    scope: Scope, paper_ids: Sequence[UUID], *, style: str, locale: str | None, form: Format
) -> Bibliography:
    """Format the references of papers; raises NotFound, Invalid and what the engine raises.

    Opens a transaction of its own: no connection to the database is held while the engine works.
    """
    wanted = _find_locale(locale)
    ids = list(dict.fromkeys(paper_ids))
    async with turn_of(scope.person_id):
        async with open_team_session(scope.team_id) as db:
            loaded = await load(db, scope, style)
            papers = await _read_papers(db, scope, ids)
        items = items_of({one: papers[one] for one in ids}, loaded.xml)
        made = await format_references(loaded.xml, items, locale=wanted or loaded.locale, forced=wanted is not None)
        return await asyncio.to_thread(_write, loaded, made, form)


@dataclass(frozen=True, slots=True)
class CitedText:
    """The citations of a text as HTML, None where nothing that it cites is here, and its bibliography.

    `in_notes` says that the citations belong into footnotes, `missing` names papers that are cited and not here.
    """

    style: LoadedStyle
    locale: str
    in_notes: bool
    citations: list[str | None]
    entries: list[tuple[UUID, str]]
    hanging: bool
    missing: list[UUID]


async def format_citations(
    scope: Scope, citations: Sequence[Sequence[Cite]], *, style: str | None, locale: str | None
) -> CitedText:
    """Format the citations of a text in their order, in a style or else in the team's; raises what the engine raises.

    Papers that one may not see, and other teams', are missing. Opens a transaction of its own.
    """
    cited = list(dict.fromkeys(cite.paper for citation in citations for cite in citation))
    if len(cited) > MOST_PAPERS:
        raise TooMuch
    async with turn_of(scope.person_id):
        async with open_team_session(scope.team_id) as db:
            loaded, wanted = await _style_of_text(db, scope, style, locale)
            papers = await _find_papers(db, scope, cited)
        items = items_of({one: papers[one] for one in cited if one in papers}, loaded.xml)
        asked = for_engine(citations, papers, in_notes=loaded.in_notes)
        made = None
        if asked:
            made = await format_references(
                loaded.xml, items, locale=wanted or loaded.locale, forced=wanted is not None, citations=asked
            )
        return await asyncio.to_thread(_write_text, citations, papers, loaded, wanted, made)


def _write_text(
    citations: Sequence[Sequence[Cite]],
    papers: Collection[UUID],
    style: LoadedStyle,
    locale: str | None,
    made: Formatted | None,
) -> CitedText:
    written = iter(made.citations if made else ())
    known = [any(cite.paper in papers for cite in citation) for citation in citations]
    cited = dict.fromkeys(cite.paper for citation in citations for cite in citation)
    return CitedText(
        style,
        made.locale if made else locale or style.locale or "en-US",
        style.in_notes,
        [safe_html(next(written)) if one else None for one in known],
        [(UUID(paper), safe_html(html)) for paper, html in made.entries] if made else [],
        bool(made and made.hanging),
        [one for one in cited if one not in papers],
    )


async def _style_of_text(
    db: AsyncSession, scope: Scope, style: str | None, locale: str | None
) -> tuple[LoadedStyle, str | None]:
    """The style that a text asks for, or the team's, or the usual one: one that was removed is nobody's any more."""
    team = await teams.get_team(db, scope)
    for name, code in ((style, locale), (team.citation_style, team.citation_locale)):
        if name:
            try:
                return await load(db, scope, name), _find_locale(code)
            except Invalid:
                continue
    return await load(db, scope, team_styles.USUAL), None


def _write(style: LoadedStyle, made: Formatted, form: Format) -> Bibliography:
    entries = [(UUID(paper_id), convert(safe_html(html), form)) for paper_id, html in made.entries]
    text = join([entry for _, entry in entries], form)
    return Bibliography(style, made.locale, entries, convert(safe_html(made.citation), form), text, made.hanging)


async def get_text_style(db: AsyncSession, scope: Scope) -> tuple[str, str | None]:
    """Style and locale in which the team's notes cite."""
    require(can_see_library(scope))
    team = await teams.get_team(db, scope)
    return team.citation_style or team_styles.USUAL, team.citation_locale


async def set_text_style(db: AsyncSession, scope: Scope, *, style: str, locale: str | None) -> None:
    """Choose the style in which the team's notes cite, unless a note has its own; raises Invalid."""
    require(can_manage_team(scope))
    await check_style(db, scope, style, locale)
    await teams.edit_team(db, scope, {"citation_style": style, "citation_locale": locale})


async def check_style(db: AsyncSession, scope: Scope, style: str, locale: str | None) -> None:
    """Raise Invalid where there is no such style or locale."""
    await load(db, scope, style)
    _find_locale(locale)


async def load(db: AsyncSession, scope: Scope, name: str) -> LoadedStyle:
    """A style by its id: one that ships, also by a former id, or one of the team's own."""
    try:
        own_id = UUID(name)
    except ValueError:
        return await asyncio.to_thread(_load_shipped, name)
    query = select_styles(scope).where(TeamStyle.id == own_id).options(undefer(TeamStyle.xml))
    own = None if scope.is_guest else (await db.execute(query)).scalar_one_or_none()
    if own is None:
        raise _no_style()
    return LoadedStyle(str(own.id), own.title, own.xml, find_locale(own.locale or ""))


def _load_shipped(name: str) -> LoadedStyle:
    style = find_style(name)
    if style is None:
        raise _no_style()
    try:
        xml, locale = load_style(style)
    except NotAStyle as error:
        raise BadStyle(str(error)) from None
    return LoadedStyle(style.id, style.title, xml, find_locale(locale or ""))


def _no_style() -> Invalid:
    detail = "There is no such style. GET /api/styles finds those that there are."
    return Invalid(detail, errors=[{"field": "style", "detail": detail}])


def _find_locale(code: str | None) -> str | None:
    if not code:
        return None
    found = find_locale(code)
    if found is None:
        detail = "There is no such locale. They are written like en-GB."
        raise Invalid(detail, errors=[{"field": "locale", "detail": detail}])
    return found


async def _read_papers(db: AsyncSession, scope: Scope, paper_ids: list[UUID]) -> dict[UUID, tuple[dict[str, Any], str]]:
    """Metadata and shown title by paper; raises NotFound where one of them is not there."""
    found = await _find_papers(db, scope, paper_ids)
    if len(found) < len(paper_ids):
        raise NotFound("One of these papers doesn’t exist, or is in the trash.")
    return found


async def _find_papers(db: AsyncSession, scope: Scope, paper_ids: list[UUID]) -> dict[UUID, tuple[dict[str, Any], str]]:
    query = library.select_papers(scope).where(Paper.id.in_(select_ids(paper_ids)))
    # As they are read: stored, they are compressed.
    size = query.with_only_columns(func.coalesce(func.sum(func.octet_length(cast(Paper.metadata_, Text))), 0))
    if (await db.execute(size)).scalar_one() > MOST_METADATA_BYTES:
        raise TooMuch
    rows = await db.execute(query.with_only_columns(Paper.id, Paper.metadata_, shown_title()))
    return {paper_id: (metadata, title) for paper_id, metadata, title in rows}


def items_of(papers: Mapping[UUID, tuple[Mapping[str, Any], str]], xml: str) -> list[dict[str, Any]]:
    """The items that the engine formats, of metadata and shown titles by paper: without what the style leaves out."""
    left_out = [name for name in _LONG if f'variable="{name}"' not in xml]
    return [_item_of(paper_id, metadata, title, left_out) for paper_id, (metadata, title) in papers.items()]


def _item_of(paper_id: UUID, metadata: Mapping[str, Any], title: str, left_out: list[str]) -> dict[str, Any]:
    """What no variable of CSL holds is put where styles look for it."""
    item = {name: value for name, value in metadata.items() if name not in left_out} | {"id": str(paper_id)}
    item.setdefault("type", "document")
    if not item.get("title") and title:
        item["title"] = title
    arxiv = item.pop("arxiv", None)
    if arxiv and not item.get("DOI"):
        item.setdefault("URL", f"https://arxiv.org/abs/{arxiv}")
        if item["type"] == "article":
            item.setdefault("number", f"arXiv:{arxiv}")
    return item
