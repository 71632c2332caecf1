"""A Zotero library moved in, whole: collections, searches, items, notes, then files, and annotations as files are read.

Each piece is a transaction of its own, and what an object became is remembered with it (`ZoteroObject`): a run that was
cut short goes on where it was, and a later one brings what is new or changed.
"""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache
from typing import Any

import structlog

from scrollkeeper.collections import saved_searches
from scrollkeeper.collections import service as collections
from scrollkeeper.collections.models import Collection
from scrollkeeper.core.db import lock, open_team_session
from scrollkeeper.core.errors import Invalid, Problem, Unavailable
from scrollkeeper.core.names import normalise_name
from scrollkeeper.core.settings import settings
from scrollkeeper.exchange.pdf_annotations import nearest_color
from scrollkeeper.exchange.zotero.attached import bring_file, bring_notes, remember_files
from scrollkeeper.exchange.zotero.items import bring_items
from scrollkeeper.exchange.zotero.marks import rgb_of
from scrollkeeper.exchange.zotero.run import Run
from scrollkeeper.exchange.zotero.searches import translate
from scrollkeeper.exchange.zotero.sources import Source
from scrollkeeper.ingest.pipeline.steps import storable
from scrollkeeper.library.tags import service as tags
from scrollkeeper.library.tags.models import Tag
from scrollkeeper.library.tags.names import tag_key
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, Sandbox, SandboxBusy, SandboxMissing

log = structlog.get_logger()
# Of the database; twice its size is held while it is read.
MEMORY_BYTES, SECONDS = 2 << 30, 300
AT_ONCE = 100
# Of tags, the nearest of those that Zotero has.
_COLORS = {"yellow": "yellow", "green": "green", "blue": "blue", "pink": "red", "orange": "orange", "purple": "purple"}
MOST_SHORTCUTS = 9


class NotReadable(Invalid):
    """This Zotero library cannot be read."""


@cache
def _sandbox() -> Sandbox:
    return Sandbox(
        memory_bytes=MEMORY_BYTES, seconds=SECONDS, must_lock=settings().mode == "production",
        verbs="scrollkeeper.exchange.zotero.zotero_verbs", who="The reader of Zotero libraries",
    )  # fmt: skip


async def move_in(run: Run, source: Source, *, wanted: str = "") -> None:
    """Bring in all but annotations: of one's own library, or of a group by name or number. Raises NotReadable."""
    parts = _read(source, wanted)
    async for some in _in_batches(parts):
        await _bring(run, some)
        await run.save_report()
    if run.counts["related"]:
        run.leave_out(
            "related", f"{run.counts['related']:,} links between items", "Papers are not related by hand here."
        )
    for number, key in enumerate(run.files):
        await bring_file(run, source, key)
        if number % 10 == 9:
            await run.save_report()


async def _read(source: Source, wanted: str) -> AsyncIterator[dict[str, Any]]:
    """The parts of the library, as a child process reads them."""
    try:
        async with source.database() as path, _sandbox().hold(path) as child:
            async for part in child.stream("read", library=wanted):
                yield storable(part)
    except Refused as refusal:
        raise NotReadable(None if refusal.code == "internal" else str(refusal)) from None
    except (ChildDied, ChildTimedOut) as error:
        log.warning("a Zotero library ended the process that read it", reason=str(error))
        raise NotReadable(str(error)) from None
    except (SandboxBusy, SandboxMissing) as error:
        raise Unavailable("Zotero libraries cannot be read at the moment. Try again in a minute.") from error


async def _in_batches(parts: AsyncIterator[dict[str, Any]]) -> AsyncIterator[list[dict[str, Any]]]:
    """Items a hundred at a time, everything else alone."""
    held: list[dict[str, Any]] = []
    async for part in parts:
        if part["part"] != "item":
            yield [part]
            continue
        held.append(part)
        if len(held) == AT_ONCE:
            yield held
            held = []
    if held:
        yield held


async def _bring(run: Run, parts: Sequence[Mapping[str, Any]]) -> None:
    first = parts[0]
    match first["part"]:
        case "library":
            run.library = str(first["library"])
            for other in first["others"]:
                if other["items"]:
                    reason = f"A group with {other['items']:,} items. Bring it in by its name."
                    run.leave_out("group", other["name"], reason)
        case "collections":
            await _bring_collections(run, first["collections"])
        case "searches":
            await _bring_searches(run, first["searches"])
        case "colors":
            run.colors = dict(enumerate(first["colors"], 1))
        case "item":
            items = [dict(part) for part in parts if part["type"] not in ("note", "attachment")]
            papers = await bring_items(run, items)
            await bring_notes(run, papers, parts)
            await remember_files(run, papers, parts)
            await _color_tags(run)
            for part in items:
                if part["related"] and part["key"] in papers:
                    run.counts["related"] += part["related"]


async def _bring_collections(run: Run, listed: Sequence[Mapping[str, Any]]) -> None:
    """Parents before what is in them; one that was deleted here does not come back."""
    rows = {str(row["key"]): row for row in listed}
    run.names = {key: str(row["name"]) for key, row in rows.items()}

    def depth(key: str) -> int:
        path = itertools.takewhile(lambda one: one in rows, _ancestors(rows, key))
        return len(list(itertools.islice(path, 50)))

    for key in sorted(rows, key=lambda one: (depth(one), str(rows[one]["name"]).casefold())):
        row = rows[key]
        parent = run.collections.get(str(row["parent"])) or run.parent
        try:
            async with open_team_session(run.scope.team_id) as db:
                await lock(db, "zotero", run.scope.team_id)
                known = (await run.find_objects(db, [key])).get(key)
                if known is not None:
                    seen = collections.select_collections(run.scope).where(Collection.id == known.object_id)
                    if (await db.execute(seen)).first() is not None and known.object_id:
                        run.collections[key] = known.object_id
                    continue
                made = await collections.add_collection(db, run.scope, name=_name(row["name"]), parent_id=parent)
                run.add_object(db, key, "collection", made.id, {})
            run.collections[key] = made.id
            run.counts["collections"] += 1
        except Problem as refusal:
            run.leave_out("collection", str(row["name"]), refusal.detail)


def _ancestors(rows: Mapping[str, Mapping[str, Any]], key: str) -> Any:
    while key in rows:
        key = str(rows[key]["parent"])
        yield key


def _name(name: Any) -> str:
    try:
        return normalise_name(" ".join(str(name).split()))[:200]
    except ValueError:
        return "Untitled"


async def _bring_searches(run: Run, listed: Sequence[Mapping[str, Any]]) -> None:
    for one in listed:
        async with open_team_session(run.scope.team_id) as db:
            known = await run.find_objects(db, [one["key"]])
        if known:
            continue
        text, reason = translate(one["conditions"], run.names)
        if reason:
            run.leave_out("search", str(one["name"]), reason)
            continue
        try:
            async with open_team_session(run.scope.team_id) as db:
                made = await saved_searches.add_search(
                    db, run.scope, name=_name(one["name"]), filter=text, personal=False
                )
                run.add_object(db, one["key"], "search", made.id, {})
            run.counts["searches"] += 1
        except Problem as refusal:
            run.leave_out("search", str(one["name"]), refusal.detail)


async def _color_tags(run: Run) -> None:
    """Give tags the colours that they have in Zotero, and its number keys, where nobody gave them others here."""
    for position, one in list(run.colors.items()):
        async with open_team_session(run.scope.team_id) as db:
            query = tags.select_tags(run.scope).where(Tag.name_key == tag_key(one["name"]))
            tag = (await db.scalars(query)).one_or_none()
            if tag is None:
                continue
            del run.colors[position]
            if tag.color is None:
                changes: dict[str, Any] = {"color": _COLORS[nearest_color(rgb_of(one["color"]))]}
                if position <= MOST_SHORTCUTS and not await _is_position_taken(db, run, position):
                    changes["position"] = position
                await tags.edit_tag(db, run.scope, tag.id, changes)


async def _is_position_taken(db: Any, run: Run, position: int) -> bool:
    taken = tags.select_tags(run.scope).where(Tag.position == position).with_only_columns(Tag.id)
    return (await db.execute(taken)).first() is not None
