"""Custom fields: added, renamed, ordered, deleted and restored; their values on papers checked and shown."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, String, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.audit import service as audit
from scrollkeeper.core import events, jobs
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import Conflict, Invalid, NotFound, require
from scrollkeeper.library import policy
from scrollkeeper.library import service as library
from scrollkeeper.library.audit_actions import FIELD_ADDED, FIELD_CHANGED, FIELD_DELETED, FIELD_RESTORED
from scrollkeeper.library.custom_fields.models import CustomField
from scrollkeeper.library.custom_fields.values import NO_MEMBER, BadValue, check_value, name_of
from scrollkeeper.library.events import FIELDS_CHANGED
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.models import Member
from scrollkeeper.teams.scope import Scope

MAX_FIELDS, MAX_OPTIONS, KEPT_OPTIONS = 50, 200, 400
KEPT_DAYS = 30
# Papers from which the values of a deleted field are removed in one transaction.
AT_ONCE = 500


class TooManyFields(Conflict):
    """A team can have 50 custom fields at most. Delete one that is no longer needed first."""


class FieldNameTaken(Conflict):
    """There is a custom field with this name already. Choose another name."""


class RepeatedOption(Invalid):
    """Two options have the same name. Give each a name of its own."""


class NeedsOptions(Invalid):
    """Only a choice has options, and it needs at least one."""


def select_fields(scope: Scope, *, deleted: bool = False) -> Select[CustomField]:
    """The one way to custom fields: the team's; of a guest, those with a value on papers that they see."""
    if deleted:
        gone = CustomField.deleted_at > func.now() - timedelta(days=KEPT_DAYS)
        return select(CustomField).where(CustomField.team_id == scope.team_id, gone)
    query = select(CustomField).where(CustomField.team_id == scope.team_id, CustomField.deleted_at.is_(None))
    if not scope.is_guest:
        return query
    seen = library.select_papers(scope).with_only_columns(func.jsonb_object_keys(Paper.custom))
    return query.where(cast(CustomField.id, String).in_(seen))


async def list_fields(db: AsyncSession, scope: Scope, *, deleted: bool = False) -> Sequence[CustomField]:
    """List the fields in their order; deleted ones, the last 50, are for those who may restore them."""
    if deleted:
        require(policy.can_edit_fields(scope))
    first = CustomField.deleted_at.desc() if deleted else CustomField.position
    query = select_fields(scope, deleted=deleted).order_by(first, CustomField.id).limit(MAX_FIELDS)
    return (await db.scalars(query)).all()


async def get_field(db: AsyncSession, scope: Scope, field_id: UUID, *, deleted: bool = False) -> CustomField:
    query = select_fields(scope, deleted=deleted).where(CustomField.id == field_id).with_for_update(key_share=True)
    field = (await db.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    if field is None:
        raise NotFound("There is no such custom field.")
    return field


async def add_field(db: AsyncSession, scope: Scope, *, name: str, kind: str, options: Sequence[str]) -> CustomField:
    """Add a field after the others; of a choice with its options."""
    require(policy.can_edit_fields(scope))
    require((kind == "choice") == bool(options), NeedsOptions)
    await _lock(db, scope)
    there = await _require_room(db, scope, name)
    field = CustomField(
        team_id=scope.team_id, name=name, name_key=name.lower(), kind=kind, position=there,
        options=_options([], [(None, one) for one in options]),
    )  # fmt: skip
    db.add(field)
    await db.flush()
    await _record(db, scope, FIELD_ADDED, field)
    return field


async def edit_field(
    db: AsyncSession,
    scope: Scope,
    field_id: UUID,
    *,
    name: str | None = None,
    position: int | None = None,
    options: Sequence[tuple[str | None, str]] | None = None,
) -> CustomField:
    """Rename a field, move it, or give it other options: (id, name) each, without id a new one, in their order.

    Papers keep an option that is left out, unseen, until it is given again with its id.
    """
    require(policy.can_edit_fields(scope))
    await _lock(db, scope)
    field = await get_field(db, scope, field_id)
    if name is not None and name.lower() != field.name_key:
        await _require_free(db, scope, name)
    if name is not None:
        field.name, field.name_key = name, name.lower()
    if options is not None:
        require(field.kind == "choice" and bool(options), NeedsOptions)
        field.options = _options(field.options, options)
    if position is not None:
        others = [one for one in await list_fields(db, scope) if one.id != field.id]
        for place, one in enumerate([*others[:position], field, *others[position:]]):
            one.position = place
    await db.flush()
    await _record(db, scope, FIELD_CHANGED, field)
    return field


def _options(before: Sequence[Any], wanted: Sequence[tuple[str | None, str]]) -> list[dict[str, Any]]:
    names = [name.lower() for _, name in wanted]
    require(len(set(names)) == len(names), RepeatedOption)
    known = {option["id"]: option for option in before}
    kept = [{"id": key if key in known else str(uuid4()), "name": name} for key, name in wanted]
    ids = {option["id"] for option in kept}
    require(len(ids) == len(kept), RepeatedOption)
    gone = [{**option, "deleted": True} for key, option in known.items() if key not in ids]
    return kept + gone[: KEPT_OPTIONS - len(kept)]


async def delete_field(db: AsyncSession, scope: Scope, field_id: UUID) -> None:
    """Take the field from all papers; it can be restored with its values for 30 days."""
    require(policy.can_edit_fields(scope))
    await _lock(db, scope)
    field = await get_field(db, scope, field_id)
    field.deleted_at = datetime.now(UTC)
    await db.flush()
    await _record(db, scope, FIELD_DELETED, field)
    await jobs.defer(
        db, "library.forget_field", in_queue=jobs.HOUSEKEEPING, in_seconds=KEPT_DAYS * 86_400, field_id=str(field.id)
    )


async def restore_field(db: AsyncSession, scope: Scope, field_id: UUID) -> CustomField:
    """Bring a deleted field back with its values. Raises FieldNameTaken where there is another of that name by now."""
    require(policy.can_edit_fields(scope))
    await _lock(db, scope)
    field = await get_field(db, scope, field_id, deleted=True)
    await _require_room(db, scope, field.name)
    field.deleted_at = None
    await db.flush()
    await _record(db, scope, FIELD_RESTORED, field)
    return field


async def forget_field(db: AsyncSession, field_id: UUID) -> bool:
    """Remove the values of a field that was deleted 30 days ago from some papers; gives whether there are more.

    The last time the field itself is removed.
    """
    query = select(CustomField).where(CustomField.id == field_id).with_for_update()
    field = (await db.execute(query)).scalar_one_or_none()
    # A day less, since clocks differ.
    if field is None or not field.deleted_at or field.deleted_at > datetime.now(UTC) - timedelta(days=KEPT_DAYS - 1):
        return False
    key = str(field.id)
    having = select(Paper.id).where(Paper.team_id == field.team_id, Paper.custom.has_key(key))
    some = list((await db.scalars(having.order_by(Paper.id).limit(AT_ONCE).with_for_update(key_share=True))).all())
    if some:
        without = update(Paper).where(Paper.team_id == field.team_id, Paper.id.in_(some))
        await db.execute(without.values(custom=Paper.custom.op("-")(key)).execution_options(synchronize_session=False))
        return True
    await db.delete(field)
    return False


async def check_values(db: AsyncSession, scope: Scope, given: Mapping[UUID, Any]) -> dict[str, Any]:
    """Values by the names that descriptions of papers have for them; None clears one.

    Raises Invalid with the field's name. Who may edit papers is asked before.
    """
    if not given:
        return {}
    fields = {field.id: field for field in await list_fields(db, scope)}
    checked: dict[str, Any] = {}
    people: dict[UUID, UUID] = {}
    for field_id, value in given.items():
        field = fields.get(field_id)
        if field is None:
            raise _bad(field_id, "There is no such custom field.")
        try:
            kept = check_value(field.kind, field.options, value)
        except BadValue as error:
            raise _bad(field_id, str(error)) from None
        if field.kind == "person" and kept is not None:
            people[field_id] = UUID(str(kept))
        checked[name_of(field_id)] = kept
    if people:
        chosen = select(Member.person_id).where(Member.team_id == scope.team_id, Member.role != "guest")
        members = set(await db.scalars(chosen.where(Member.person_id.in_(people.values()))))
        for field_id, person_id in people.items():
            if person_id not in members:
                raise _bad(field_id, NO_MEMBER)
    return checked


def _bad(field_id: UUID, detail: str) -> Invalid:
    return Invalid(detail, errors=[{"field": f"fields.{field_id}", "detail": detail}])


async def _require_room(db: AsyncSession, scope: Scope, name: str) -> int:
    """Raise where there is no room for a field of this name; gives how many there are."""
    count = await db.scalar(select_fields(scope).with_only_columns(func.count())) or 0
    require(count < MAX_FIELDS, TooManyFields)
    await _require_free(db, scope, name)
    return int(count)


async def _require_free(db: AsyncSession, scope: Scope, name: str) -> None:
    same = select_fields(scope).where(CustomField.name_key == name.lower()).with_only_columns(CustomField.id)
    require((await db.execute(same)).first() is None, FieldNameTaken)


async def _lock(db: AsyncSession, scope: Scope) -> None:
    """Fields are changed one after the other, so that no two are made with the same name."""
    await lock(db, "custom_fields", scope.team_id)


async def _record(db: AsyncSession, scope: Scope, action: audit.Action, field: CustomField) -> None:
    await events.publish(db, scope.team_id, FIELDS_CHANGED, person_id=scope.person_id, field=field.id)
    await audit.record(
        db, action, person_id=scope.person_id, team_id=scope.team_id, subject_id=field.id, data={"name": field.name}
    )
