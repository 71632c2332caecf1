"""Values of custom fields as they are answered, and how many papers have which."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.library import service as library
from scrollkeeper.library.custom_fields.models import CustomField
from scrollkeeper.library.custom_fields.values import PREFIX, live, name_options, shown
from scrollkeeper.library.models import Paper
from scrollkeeper.teams.scope import Scope

# Characters of a text in a list; the paper itself has all of them.
LISTED = 200
# Options of a choice are known by ids that are no longer.
_LONGEST_ID = 40

Shown = dict[str, Any]


async def show_values(
    db: AsyncSession, scope: Scope, customs: Sequence[Mapping[str, Any]], *, most: int | None = None
) -> list[Shown]:
    """The values of papers by the id of their field, without those of deleted fields; of texts `most` characters."""
    if not any(customs):
        return [{} for _ in customs]
    there = select(CustomField).where(CustomField.team_id == scope.team_id, CustomField.deleted_at.is_(None))
    fields = {str(field.id): field for field in await db.scalars(there)}
    options = {key: name_options(live(field.options)) for key, field in fields.items()}
    pairs = [(fields[key].kind, value) for custom in customs for key, value in custom.items() if key in fields]
    people = await name_people(db, [value for kind, value in pairs if kind == "person"])
    return [
        {
            key: value[:most] if isinstance(value, str) else value
            for key in sorted(custom.keys() & fields.keys(), key=lambda key: fields[key].position)
            if (value := shown(fields[key].kind, options[key], custom[key], people)) is not None
        }
        for custom in customs
    ]


async def name_people(db: AsyncSession, person_ids: Sequence[str]) -> dict[str, str]:
    """Names of people by their ids, one statement for all."""
    if not person_ids:
        return {}
    ids = [UUID(one) for one in set(person_ids)]
    rows = await db.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {str(row.id): row.name for row in rows}


async def show_history(
    db: AsyncSession, scope: Scope, values: Sequence[tuple[str, Any]]
) -> tuple[dict[str, str], list[Any]]:
    """Names of custom fields by what descriptions call them, and values of earlier: (name in the description, value).

    Of deleted fields and options too, for as long as they can be restored.
    """
    keys = {name.removeprefix(PREFIX) for name, _ in values if name.startswith(PREFIX)}
    if not keys:
        return {}, [value for _, value in values]
    known = select(CustomField).where(
        CustomField.team_id == scope.team_id, CustomField.id.in_([UUID(key) for key in keys])
    )
    fields = {f"{PREFIX}{field.id}": field for field in await db.scalars(known)}
    of_people = [value for name, value in values if value and name in fields and fields[name].kind == "person"]
    people = await name_people(db, of_people)
    options = {name: name_options(field.options) for name, field in fields.items()}
    told = [
        shown(fields[name].kind, options[name], value, people) if value is not None and name in fields else value
        for name, value in values
    ]
    return {name: field.name for name, field in fields.items()}, told


async def count_papers(db: AsyncSession, scope: Scope) -> dict[str, int]:
    """How many papers outside the trash have a value in each field, by its id."""
    key = func.jsonb_object_keys(Paper.custom).label("key")
    keys = library.select_papers(scope).with_only_columns(key).subquery()
    rows = await db.execute(select(keys.c.key, func.count()).group_by(keys.c.key))
    return {row[0]: row[1] for row in rows}


async def options_seen(db: AsyncSession, scope: Scope) -> set[str]:
    """Ids of the options that papers have which the caller sees: more of them is nothing that a guest should know."""
    pair = func.jsonb_each_text(Paper.custom).table_valued("key", "value").lateral()
    seen = library.select_papers(scope).join(pair, true()).with_only_columns(pair.c.value)
    rows = await db.execute(seen.where(func.length(pair.c.value) <= literal(_LONGEST_ID)).distinct())
    return {row[0] for row in rows}
