"""Items of a Zotero library become papers, with their tags and in their collections.

An item that changed in Zotero since the last run changes here field by field, but not where somebody changed it here.
Papers, tags and collections are changed in transactions of their own, as their locks ask.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from scrollkeeper.collections import papers as collected
from scrollkeeper.core.db import lock, open_team_session
from scrollkeeper.core.errors import NotFound, Problem
from scrollkeeper.core.names import normalise_name
from scrollkeeper.exchange.formats.entries import Entry
from scrollkeeper.exchange.import_matching import match_entries
from scrollkeeper.exchange.models import ZoteroObject
from scrollkeeper.exchange.zotero.run import Run
from scrollkeeper.library import service as library
from scrollkeeper.library.models import Paper
from scrollkeeper.library.tags import service as tags

MAX_TAG, MOST_TAGS = 100, 90
Item = dict[str, Any]


async def bring_items(run: Run, items: Sequence[Item]) -> dict[str, UUID]:
    """Make or change the papers of these items; gives the paper of each by its key, where that is here."""
    async with open_team_session(run.scope.team_id) as db:
        # Two runs at once bring each item once.
        await lock(db, "zotero", run.scope.team_id)
        known = await run.find_objects(db, [item["key"] for item in items])
        here = await _add(db, run, [item for item in items if item["key"] not in known])
        ids = [row.object_id for row in known.values()]
        there = library.select_papers(run.scope).where(Paper.id.in_(ids)).with_only_columns(Paper.id)
        alive = set((await db.scalars(there)).all())
    for item in items:
        row = known.get(item["key"])
        if row is None or row.object_id is None:
            continue
        if row.object_id in alive and row.data.get("csl") == item["csl"]:
            run.counts["unchanged"] += 1
            here[row.key] = row.object_id
        elif paper_id := await _bring_changes(run, item, row.object_id, row.data.get("csl", {})):
            here[row.key] = paper_id
    tagged = [item for item in items if item["key"] in here]
    await bring_tags(run, [(item["key"], here[item["key"]], item["tags"]) for item in tagged])
    await bring_lists(run, [(item["key"], here[item["key"]], item["collections"]) for item in tagged])
    return here


async def _add(db: Any, run: Run, items: Sequence[Item]) -> dict[str, UUID]:
    """Papers of items that come for the first time: those that are here already, else new ones."""
    entries = []
    for item in items:
        if item["csl"]:
            entries.append(Entry(item["csl"], 0, "", item["key"]))
        else:
            run.leave_out("item", item["type"], item["reason"] or "It has no title and no identifier.")
    matched = await match_entries(db, run.scope, entries)
    added = [one for one in matched if one.status in ("new", "doubtful")]
    made = await library.create_papers(db, run.scope, [one.entry.metadata for one in added])
    for one, paper in zip(added, made, strict=True):
        one.paper = paper.id
    twice = [one for one in matched if one.paper is None]
    if twice:  # Zotero has the same work twice; both are the paper that was just made.
        for one, again in zip(twice, await match_entries(db, run.scope, [one.entry for one in twice]), strict=True):
            one.paper = again.paper
    for one in matched:
        if one.paper is not None:
            run.counts["new" if one in added else "known"] += 1
            run.add_object(db, one.entry.key, "item", one.paper, {"csl": one.entry.metadata})
    await run.add_papers(db, [paper.id for paper in made])
    return {one.entry.key: one.paper for one in matched if one.paper is not None}


async def _bring_changes(run: Run, item: Item, paper_id: UUID, old: dict[str, Any]) -> UUID | None:
    """Take over fields that changed in Zotero and not here; gives the paper, if it is still here."""
    new = item["csl"] or old
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    async with open_team_session(run.scope.team_id) as db:
        try:
            paper = await library.get_paper(db, run.scope, paper_id)
        except NotFound:
            paper = None
        if paper is None or paper.deleted_at is not None:
            run.leave_out("item", str(new.get("title") or ""), "It was deleted here.")
            return None
        free = {name for name in changed if paper.metadata_.get(name) == old.get(name)}
        if free:
            await library.edit_metadata(db, run.scope, paper.id, {name: new.get(name) for name in free})
        run.counts["changed" if free else "unchanged"] += 1
        if kept := sorted(changed - free):
            run.leave_out("fields", paper.title, f"Changed here as well, and left as they are: {', '.join(kept)}.")
        row = (await run.find_objects(db, [item["key"]]))[item["key"]]
        row.data = row.data | {"csl": new}
        return paper.id


async def bring_tags(run: Run, tagged: Sequence[tuple[str, UUID, list[str]]]) -> None:
    """Put tags on papers, those that are new since the last run."""
    by_tag: dict[str, list[UUID]] = defaultdict(list)
    async with open_team_session(run.scope.team_id) as db:
        before = await run.find_objects(db, [key for key, _, _ in tagged])
    wanted = []
    for key, paper, names in tagged:
        fitting = [name for one in names if (name := _tag_name(one))][:MOST_TAGS]
        new = [name for name in fitting if name not in before[key].data.get("tags", [])]
        if new:
            wanted.append((key, fitting))
        for name in new:
            by_tag[name].append(paper)
    for name, papers in by_tag.items():
        try:
            async with open_team_session(run.scope.team_id) as db:
                await tags.tag_papers(db, run.scope, list(dict.fromkeys(papers)), add=[name], remove=[])
                run.counts["tags"] += 1
        except Problem as refusal:
            run.leave_out("tag", name, refusal.detail)
    await _remember(run, "tags", dict(wanted))


def _tag_name(name: str) -> str:
    try:
        return normalise_name(" ".join(name.split()))[:MAX_TAG]
    except ValueError:
        return ""


async def bring_lists(run: Run, listed: Sequence[tuple[str, UUID, list[str]]]) -> None:
    """Put papers into their collections, those that are new since the last run."""
    by_list: dict[str, list[UUID]] = defaultdict(list)
    async with open_team_session(run.scope.team_id) as db:
        before = await run.find_objects(db, [key for key, _, _ in listed])
    wanted = {}
    for key, paper, lists in listed:
        seen = before[key].data.get("collections")
        new = [one for one in lists if one in run.collections and one not in (seen or [])]
        if new or (seen is None and run.parent):
            wanted[key] = lists
        for one in new:
            by_list[one].append(paper)
        if seen is None and run.parent and not lists:
            by_list[""].append(paper)
    for one, papers in by_list.items():
        target = run.collections[one] if one else run.parent
        assert target is not None
        try:
            async with open_team_session(run.scope.team_id) as db:
                await collected.change_papers(db, run.scope, target, add=list(dict.fromkeys(papers)), remove=[])
        except Problem as refusal:
            run.leave_out("collection", run.names.get(one, ""), refusal.detail)
    await _remember(run, "collections", wanted)


async def _remember(run: Run, name: str, values: dict[str, list[str]]) -> None:
    if values:
        async with open_team_session(run.scope.team_id) as db:
            rows: dict[str, ZoteroObject] = await run.find_objects(db, values)
            for key, row in rows.items():
                row.data = row.data | {name: values[key]}
