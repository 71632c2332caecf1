"""Lists of tags with counts, and the condition that a paper has one."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import visible
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.library import service as library
from scrollkeeper.library.models import Paper
from scrollkeeper.library.tags.models import PaperTag, Tag
from scrollkeeper.library.tags.names import split_keywords, tag_key
from scrollkeeper.library.tags.service import select_tags
from scrollkeeper.teams.scope import Scope

# The index of keywords is used through this only.
VisiblePaper = visible(Paper)


class TagRow(NamedTuple):
    """A tag, and how many papers outside the trash have it."""

    tag: Tag
    papers: int


class KeywordRow(NamedTuple):
    """A keyword, and how many papers outside the trash have it."""

    name: str
    papers: int


async def list_tags(
    db: AsyncSession, scope: Scope, *, limit: int, cursor: str | None
) -> tuple[list[TagRow], str | None]:
    """List the tags by name, with their papers that the caller sees."""
    seen = library.select_papers(scope).with_only_columns(Paper.id)
    counts = (
        select(PaperTag.tag_id, func.count().label("papers"))
        .where(PaperTag.team_id == scope.team_id, PaperTag.paper_id.in_(seen))
        .group_by(PaperTag.tag_id)
        .subquery()
    )
    query = select_tags(scope).add_columns(func.coalesce(counts.c.papers, 0).label("papers"))
    query = query.outerjoin(counts, counts.c.tag_id == Tag.id).order_by(Tag.name_key).limit(limit + 1)
    if cursor:
        query = query.where(Tag.name_key > read_cursor(cursor, str)[0])
    rows = [TagRow(*row) for row in await db.execute(query)]
    return cut_page(rows, limit, lambda row: (row.tag.name_key,))


async def count_papers(db: AsyncSession, scope: Scope, tag_id: UUID) -> int:
    query = library.select_papers(scope).join(PaperTag, PaperTag.paper_id == Paper.id).where(PaperTag.tag_id == tag_id)
    return int(await db.scalar(query.with_only_columns(func.count())) or 0)


async def list_automatic(db: AsyncSession, scope: Scope, *, words: str, limit: int) -> list[KeywordRow]:
    """List keywords that no tag is called by, the most frequent first."""
    seen = library.select_papers(scope).with_only_columns(
        func.unnest(Paper.keywords).label("name"), func.unnest(Paper.keyword_keys).label("key")
    )
    keywords = seen.subquery()
    count = func.count()
    query = (
        select(func.max(keywords.c.name).label("name"), count.label("papers"))
        .where(keywords.c.key.not_in(select_tags(scope).with_only_columns(Tag.name_key)))
        .group_by(keywords.c.key)
        .order_by(count.desc(), keywords.c.key)
        .limit(limit)
    )
    if words:
        query = query.where(keywords.c.key.contains(tag_key(words), autoescape=True))
    return [KeywordRow(*row) for row in await db.execute(query)]


def has_tag(scope: Scope, name: str) -> ColumnElement[bool]:
    """The condition that a paper has the tag of this name, or a keyword of this name."""
    key = tag_key(name)
    tagged = select_tags(scope).join(PaperTag, PaperTag.tag_id == Tag.id).where(Tag.name_key == key)
    keyed = select(VisiblePaper.id).where(
        VisiblePaper.team_id == scope.team_id, VisiblePaper.keyword_keys.contains([key])
    )
    return or_(Paper.id.in_(tagged.with_only_columns(PaperTag.paper_id)), Paper.id.in_(keyed))


async def tags_of_paper(db: AsyncSession, scope: Scope, paper: Paper) -> list[dict[str, Any]]:
    """The tags of a paper by name, then the automatic ones that its keywords are."""
    query = select_tags(scope).join(PaperTag, PaperTag.tag_id == Tag.id).where(PaperTag.paper_id == paper.id)
    tags = (await db.scalars(query.order_by(Tag.name_key))).all()
    own = {tag.name_key for tag in tags}
    keywords = [word for word in split_keywords(str(paper.metadata_.get("keyword") or "")) if tag_key(word) not in own]
    return [
        *({"name": tag.name, "color": tag.color, "automatic": False} for tag in tags),
        *({"name": word, "color": None, "automatic": True} for word in keywords),
    ]
