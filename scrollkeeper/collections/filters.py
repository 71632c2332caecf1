"""Terms of the filter box as conditions over papers."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, select
from sqlalchemy.dialects.postgresql import ARRAY

from scrollkeeper.collections import service
from scrollkeeper.collections.filter_language import Term
from scrollkeeper.collections.models import Collection, CollectionPaper
from scrollkeeper.library.models import File, Paper
from scrollkeeper.library.tags.queries import has_tag
from scrollkeeper.reading.models import Position, ReadingEntry
from scrollkeeper.teams.scope import Scope


def condition_of(scope: Scope, term: Term) -> ColumnElement[bool]:
    """The condition that a paper is as the term says; what is unknown of a paper is not so."""
    condition = func.coalesce(_CONDITIONS[term.field](scope, term), false())
    return not_(condition) if term.negated else condition


def _by_author(scope: Scope, term: Term) -> ColumnElement[bool]:
    return Paper.authors.icontains(term.text, autoescape=True)


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
    """Read is what one has marked so; unread what one has neither marked nor opened."""
    entry = select(ReadingEntry.paper_id).where(
        ReadingEntry.team_id == scope.team_id,
        ReadingEntry.person_id == scope.person_id,
        ReadingEntry.paper_id == Paper.id,
    )
    if term.text == "read":
        return exists(entry.where(ReadingEntry.status == "read"))
    opened = (
        select(Position.file_id)
        .join(File, File.id == Position.file_id)
        .where(Position.team_id == scope.team_id, Position.person_id == scope.person_id, File.paper_id == Paper.id)
    )
    return not_(exists(entry.where(ReadingEntry.status != "to_read"))) & not_(exists(opened))


def _of_age(scope: Scope, term: Term) -> ColumnElement[bool]:
    if term.most is not None:
        return Paper.added_at >= func.now() - timedelta(days=term.most)
    return Paper.added_at < func.now() - timedelta(days=term.least or 0)


_CONDITIONS = {
    "author": _by_author, "year": _of_years, "tag": _tagged, "in": _collected, "is": _in_state, "added": _of_age,
}  # fmt: skip
