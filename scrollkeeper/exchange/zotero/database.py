"""`zotero.sqlite` read as it is stored, in a sandboxed process: what a library has, piece by piece.

The bytes are opened in memory, so that Zotero's own lock does not matter and nothing can be written. Tables are those
of Zotero 5 to 7 (userdata schema up to 123); one that a version does not have is empty.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from scrollkeeper.sandbox.refusals import Refusal

MAX_ITEMS = 200_000
MAX_TEXT = 500_000
_KEY = re.compile(r"[0-9A-Za-z]{1,20}")
ANNOTATION_TYPES = {1: "highlight", 2: "note", 3: "area", 4: "ink", 5: "underline", 6: "text"}
LINK_MODES = {0: "file", 1: "snapshot", 2: "linked file", 3: "link", 4: "picture"}
Row = dict[str, Any]


class NotZotero(Refusal):
    """This is not the database of a Zotero library."""


def open_database(content: bytearray) -> sqlite3.Connection:
    """The database that these bytes are."""
    if bytes(content[:16]) != b"SQLite format 3\0":
        raise NotZotero("This is not a database of Zotero: zotero.sqlite begins otherwise.")
    # Written with a log beside it (WAL): the log is not here, and without this mark it is not asked for.
    content[18:20] = b"\1\1"
    db = sqlite3.connect(":memory:")
    try:
        db.deserialize(content)
        db.execute("pragma trusted_schema = off")
        db.execute("pragma query_only = on")
        db.row_factory = lambda cursor, row: dict(zip((one[0] for one in cursor.description), row, strict=True))
        db.text_factory = lambda text: text.decode("utf-8", "replace")
        found = {row["name"] for row in db.execute("select name from sqlite_master where type = 'table'")}
    except sqlite3.Error as error:
        raise NotZotero(f"The database is damaged: {error}. Copy it again while Zotero is closed.") from None
    if not {"items", "itemData", "libraries"} <= found:
        raise NotZotero("This database has no table of Zotero’s items. Choose the folder that holds zotero.sqlite.")
    return db


class Reader:
    """Reads one library of the database: that of the person, or a group by its name or number."""

    def __init__(self, db: sqlite3.Connection, wanted: str) -> None:
        self.db = db
        self.tables = {row["name"] for row in self._all("select name from sqlite_master where type = 'table'")}
        self.groups = self._of("groups", "select groupID, libraryID, name from groups")
        self.library, self.number, self.name = self._choose(wanted)

    def _all(self, query: str, *values: Any) -> list[Row]:
        try:
            return self.db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise NotZotero(f"The database cannot be read: {error}.") from None

    def _of(self, table: str, query: str, *values: Any) -> list[Row]:
        """Rows of a query over a table that older versions do not have."""
        return self._all(query, *values) if table in self.tables else []

    def _choose(self, wanted: str) -> tuple[str, int, str]:
        if not wanted:
            own = self._all("select libraryID from libraries where type = 'user'")
            if not own:
                raise NotZotero("There is no personal library in this database.")
            return "u", int(own[0]["libraryID"]), "My Library"
        for group in self.groups:
            if wanted in (str(group["groupID"]), group["name"]):
                return f"g{group['groupID']}", int(group["libraryID"]), str(group["name"])
        names = ", ".join(f"“{group['name']}”" for group in self.groups) or "none"
        raise NotZotero(f"There is no group “{wanted}” in it. Groups that there are: {names}.")

    def parts(self) -> Iterator[Row]:
        """First what the library is, then its collections, searches and colours of tags, then item by item."""
        counts = {row["libraryID"]: row["n"] for row in self._all(
            "select libraryID, count(*) as n from items group by libraryID")}  # fmt: skip
        if counts.get(self.number, 0) > MAX_ITEMS:
            raise NotZotero(f"The library has more than {MAX_ITEMS:,} items.")
        others = [
            {"name": str(group["name"]), "items": counts.get(group["libraryID"], 0)}
            for group in self.groups if group["libraryID"] != self.number
        ]  # fmt: skip
        yield {"part": "library", "library": self.library, "name": self.name, "others": others}
        yield {"part": "collections", "collections": self._collections()}
        yield {"part": "searches", "searches": self._searches()}
        yield {"part": "colors", "colors": self._colors()}
        yield from self._items()

    def _collections(self) -> list[Row]:
        rows = self._all(
            "select c.key, c.collectionName as name, p.key as parent from collections c"
            " left join collections p on p.collectionID = c.parentCollectionID where c.libraryID = ?", self.number,
        )  # fmt: skip
        gone = {row["key"] for row in self._of("deletedCollections",
            "select c.key from deletedCollections d join collections c using (collectionID)")}  # fmt: skip
        return [row for row in _with_keys(rows) if row["key"] not in gone]

    def _searches(self) -> list[Row]:
        searches = self._of(
            "savedSearches", "select savedSearchID as id, key, savedSearchName as name from savedSearches"
            " where libraryID = ?", self.number,
        )  # fmt: skip
        rows = self._of(
            "savedSearchConditions", "select savedSearchID as id, condition, operator, value from savedSearchConditions"
            " order by savedSearchID, searchConditionID",
        )  # fmt: skip
        conditions = _grouped(rows, "id")
        return [
            {"key": one["key"], "name": one["name"],
             "conditions": [[row["condition"], row["operator"], row["value"]] for row in conditions[one["id"]]]}
            for one in _with_keys(searches)
        ]  # fmt: skip

    def _colors(self) -> list[Row]:
        rows = self._of(
            "syncedSettings", "select value from syncedSettings where setting = 'tagColors' and libraryID = ?",
            self.number,
        )  # fmt: skip
        try:
            colors = json.loads(rows[0]["value"]) if rows else []
        except (ValueError, TypeError):
            return []
        good = (one for one in colors if isinstance(one, dict)) if isinstance(colors, list) else ()
        return [{"name": str(one.get("name") or ""), "color": str(one.get("color") or "")} for one in good]

    def _items(self) -> Iterator[Row]:
        """Each item of the top level with what hangs on it; what lies in Zotero's trash is left out."""
        rows = self._all(
            "select i.itemID as id, i.key, t.typeName as type from items i"
            " join itemTypes t using (itemTypeID) where i.libraryID = ?"
            " and i.itemID not in (select itemID from deletedItems) order by i.itemID", self.number,
        )  # fmt: skip
        items = {row["id"]: row for row in _with_keys(rows)}
        keys = {number: row["key"] for number, row in items.items()}
        fields: dict[int, Row] = defaultdict(dict)
        for row in self._here(
            "select d.itemID as id, f.fieldName as name, v.value from itemData d join fields f"
            " using (fieldID) join itemDataValues v using (valueID) join items i using (itemID)"
        ):
            fields[row["id"]][row["name"]] = str(row["value"])[:MAX_TEXT]
        creators = _grouped(self._here(
            "select c.itemID as id, t.creatorType as role, n.firstName as first, n.lastName as last,"
            " n.fieldMode as whole from itemCreators c join creators n using (creatorID)"
            " join creatorTypes t using (creatorTypeID) join items i using (itemID)", order="c.itemID, c.orderIndex"
        ), "id")  # fmt: skip
        tags = _grouped(self._here(
            "select x.itemID as id, t.name, x.type from itemTags x join tags t using (tagID)"
            " join items i using (itemID)", order="x.itemID, t.name"
        ), "id")  # fmt: skip
        lists = _grouped(self._here("select x.itemID as id, c.key from collectionItems x join collections c"
                                    " using (collectionID) join items i using (itemID)"), "id")  # fmt: skip
        related = _grouped(
            self._here("select r.itemID as id, r.object from itemRelations r join items i using (itemID)")
            if "itemRelations" in self.tables
            else [],
            "id",
        )
        notes = self._notes(keys)
        files = self._attachments(items, fields)
        for number, row in items.items():
            if row["type"] == "annotation" or (row["type"] in ("note", "attachment") and self._has_parent(number)):
                continue
            yield {
                "part": "item", "key": row["key"], "type": str(row["type"]),
                "fields": fields.get(number, {}), "creators": [_without_id(one) for one in creators[number]],
                "tags": [str(one["name"]) for one in tags[number] if not one["type"]],
                "keywords": [str(one["name"]) for one in tags[number] if one["type"]],
                "collections": [str(one["key"]) for one in lists[number]],
                "related": len(related[number]), "notes": notes[number], "attachments": files[number],
            }  # fmt: skip

    def _here(self, query: str, order: str = "1") -> list[Row]:
        return self._all(f"{query} where i.libraryID = ? order by {order}", self.number)

    def _has_parent(self, number: int) -> bool:
        return number in self._parents

    def _notes(self, keys: Row) -> dict[int, list[Row]]:
        """Notes by the item they hang on; one of its own hangs on itself."""
        self._parents: set[int] = set()
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self._here("select n.itemID as id, n.parentItemID as parent, n.note, n.title from itemNotes n"
                              " join items i using (itemID)"):  # fmt: skip
            if row["parent"] is not None:
                self._parents.add(row["id"])
            if row["id"] in keys and (row["note"] or "").strip():
                html = str(row["note"])[:MAX_TEXT]
                note = {"key": keys[row["id"]], "html": html, "title": str(row["title"] or "")[:200]}
                found[row["parent"] or row["id"]].append(note)
        return found

    def _attachments(self, items: Row, fields: dict[int, Row]) -> dict[int, list[Row]]:
        annotations = self._annotations(items)
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self._here("select a.itemID as id, a.parentItemID as parent, a.linkMode as mode, a.contentType as"
                              " kind, a.path from itemAttachments a join items i using (itemID)"):  # fmt: skip
            if row["parent"] is not None:
                self._parents.add(row["id"])
            if row["id"] not in items:
                continue
            path = str(row["path"] or "")
            found[row["parent"] or row["id"]].append({
                "key": items[row["id"]]["key"], "mode": LINK_MODES.get(row["mode"], ""), "kind": str(row["kind"] or ""),
                "name": path.removeprefix("storage:").removeprefix("attachments:").replace("\\", "/").split("/")[-1],
                "title": fields.get(row["id"], {}).get("title", ""), "annotations": annotations[row["id"]],
            })  # fmt: skip
        return found

    def _annotations(self, items: Row) -> dict[int, list[Row]]:
        if "itemAnnotations" not in self.tables:
            return defaultdict(list)
        people = {row["id"]: row["name"] for row in self._of(
            "groupItems", "select g.itemID as id, u.name from groupItems g join users u on u.userID = g.createdByUserID"
        )} if "users" in self.tables else {}  # fmt: skip
        tags = _grouped(
            self._here(
                "select x.itemID as id, t.name from itemTags x join tags t using (tagID)"
                " join itemAnnotations a using (itemID) join items i using (itemID)"
            ),
            "id",
        )
        found: dict[int, list[Row]] = defaultdict(list)
        rows = self._here(
            "select a.itemID as id, a.parentItemID as parent, a.type, a.authorName as author, a.text, a.comment,"
            " a.color, a.position, i.dateAdded as added from itemAnnotations a join items i using (itemID)"
        )
        for row in rows:
            if row["id"] in items:
                found[row["parent"]].append({
                    "key": items[row["id"]]["key"], "kind": ANNOTATION_TYPES.get(row["type"], ""),
                    "author": str(row["author"] or people.get(row["id"]) or ""),
                    "text": str(row["text"] or "")[:20_000],
                    "comment": str(row["comment"] or "")[:20_000], "color": str(row["color"] or ""),
                    "position": str(row["position"] or ""), "added": str(row["added"] or ""),
                    "tags": [str(one["name"]) for one in tags[row["id"]]],
                })  # fmt: skip
        return found


def _with_keys(rows: list[Row]) -> list[Row]:
    """The same rows, where each has a key of its own, by which the next run knows it again; raises NotZotero."""
    keys = [row["key"] for row in rows]
    if len(set(keys)) < len(keys) or not all(isinstance(key, str) and _KEY.fullmatch(key) for key in keys):
        raise NotZotero("The database is damaged: what is in it has no keys of its own. Copy it again.")
    return rows


def _grouped(rows: list[Row], name: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def _without_id(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id"}
