"""Terms of the filter box as conditions over papers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from scrollkeeper.accounts.models import Person
from scrollkeeper.collections import service
from scrollkeeper.collections.filter_language import Term, parse_filter
from scrollkeeper.collections.models import Collection, CollectionPaper
from scrollkeeper.library.custom_fields.conditions import has_value
from scrollkeeper.library.custom_fields.models import CustomField
from scrollkeeper.library.custom_fields.service import list_fields
from scrollkeeper.library.models import File, Paper
from scrollkeeper.library.queries import PaperFilter
from scrollkeeper.library.tags.models import PaperTag, Tag
from scrollkeeper.library.tags.queries import has_tag
from scrollkeeper.reading.unread import is_marked_read, is_unread
from scrollkeeper.teams.models import Member
from scrollkeeper.teams.scope import Scope


def condition_of(scope: Scope, term: Term, fields: Mapping[str, CustomField]) -> ColumnElement[bool]:
    """The condition that a paper is as the term says; what is unknown of a paper is not so."""
    if term.field == "custom":
        condition = func.coalesce(has_value(scope, fields[term.name], term.text), false())
    else:
        condition = func.coalesce(_CONDITIONS[term.field](scope, term), false())
    return not_(condition) if term.negated else condition


async def list_named_fields(db: AsyncSession, scope: Scope, *typed: str) -> Sequence[CustomField]:
    """Custom fields that may be meant in what is typed: none where it has no terms."""
    return await list_fields(db, scope) if any(":" in one for one in typed) else []


def read_filter(scope: Scope, typed: str, fields: Sequence[CustomField]) -> PaperFilter:
    """What is typed into the filter box, as the papers that it means."""
    by_name = {field.name_key: field for field in fields}
    read = parse_filter(typed, [field.name for field in fields])
    return PaperFilter(words=read.words, conditions=tuple(condition_of(scope, term, by_name) for term in read.terms))


def _in_text(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """The condition that a text has these words in it, without regard to case and accents."""
    return func.strpos(func.lower(func.unaccent(column)), func.lower(func.unaccent(text))) > 0


def _by_author(scope: Scope, term: Term) -> ColumnElement[bool]:
    return _in_text(Paper.authors, term.text)


def _titled(scope: Scope, term: Term) -> ColumnElement[bool]:
    return _in_text(Paper.title, term.text)


def _in_file(scope: Scope, term: Term) -> ColumnElement[bool]:
    """With a file of this name, or of one that has these words in it."""
    named = select(File.paper_id).where(File.team_id == scope.team_id, _in_text(File.name, term.text))
    return Paper.id.in_(named)


def _keyed(scope: Scope, term: Term) -> ColumnElement[bool]:
    return func.lower(Paper.citation_key).startswith(term.text.lower(), autoescape=True)


def _in_venue(scope: Scope, term: Term) -> ColumnElement[bool]:
    return _in_text(Paper.venue, term.text)


def _added_by(scope: Scope, term: Term) -> ColumnElement[bool]:
    if term.text.lower() == "me":
        return Paper.added_by_id == scope.person_id
    named = select(Person.id).join(Member, Member.person_id == Person.id)
    named = named.where(Member.team_id == scope.team_id, _in_text(Person.name, term.text))
    return Paper.added_by_id.in_(named)


def _in_status(scope: Scope, term: Term) -> ColumnElement[bool]:
    return Paper.status == term.text


def _has(scope: Scope, term: Term) -> ColumnElement[bool]:
    of_team = Paper.team_id == scope.team_id
    match term.text:
        case "file":
            return exists(select(File.id).where(File.paper_id == Paper.id, of_team))
        case "doi":
            return func.coalesce(Paper.doi, "") != ""
        case "abstract":
            return Paper.abstract != ""
        case "tag":
            tags = select(PaperTag.tag_id).join(Tag, Tag.id == PaperTag.tag_id)
            return exists(tags.where(PaperTag.paper_id == Paper.id, Tag.deleted_at.is_(None), of_team))
        case _:
            seen = service.select_collections(scope).with_only_columns(Collection.id)
            inside = select(CollectionPaper.paper_id).where(CollectionPaper.team_id == scope.team_id)
            return Paper.id.in_(inside.where(CollectionPaper.collection_id.in_(seen)))


def _of_years(scope: Scope, term: Term) -> ColumnElement[bool]:
    bounds = []
    if term.least is not None:
        bounds.append(Paper.year >= term.least)
    if term.most is not None:
        bounds.append(Paper.year <= term.most)
    return and_(*bounds)


def _tagged(scope: Scope, term: Term) -> ColumnElement[bool]:
    return has_tag(scope, term.text)


def _collected(scope: Scope, term: Term) -> ColumnElement[bool]:
    """In a collection of this name, or in one within it."""
    named = service.select_collections(scope).where(func.lower(Collection.name) == term.text.lower())
    ids = func.array(named.with_only_columns(Collection.id).scalar_subquery(), type_=ARRAY(Collection.id.type))
    branch = service.select_collections(scope).where(Collection.path.overlap(ids)).with_only_columns(Collection.id)
    inside = select(CollectionPaper.paper_id).where(
        CollectionPaper.team_id == scope.team_id, CollectionPaper.collection_id.in_(branch)
    )
    return Paper.id.in_(inside)


def _in_state(scope: Scope, term: Term) -> ColumnElement[bool]:
    """Read is what one has marked so; unread what one has neither marked nor opened; doubtful what needs checking."""
    if term.text == "doubtful":
        return Paper.needs_checking.is_(True)
    return is_marked_read(scope) if term.text == "read" else is_unread(scope)


def _of_age(scope: Scope, term: Term) -> ColumnElement[bool]:
    if term.most is not None:
        return Paper.added_at >= func.now() - timedelta(days=term.most)
    return Paper.added_at < func.now() - timedelta(days=term.least or 0)


_CONDITIONS = {
    "author": _by_author, "title": _titled, "venue": _in_venue, "year": _of_years, "tag": _tagged, "in": _collected,
    "is": _in_state, "has": _has, "status": _in_status, "added": _of_age, "by": _added_by, "file": _in_file,
    "key": _keyed,
}  # fmt: skip
