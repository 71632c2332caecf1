"""A Zotero data folder as Zotero 7 writes it: the tables of its userdata schema, and files in `storage`."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SCHEMA = """
create table version (schema text primary key, version int not null);
create table libraries (libraryID integer primary key, type text not null, editable int not null,
    filesEditable int not null, version int not null default 0, storageVersion int not null default 0,
    lastSync int not null default 0, archived int not null default 0);
create table users (userID integer primary key, name text not null);
create table groups (groupID integer primary key, libraryID int not null unique, name text not null,
    description text not null, version int not null);
create table groupItems (itemID integer primary key, createdByUserID int, lastModifiedByUserID int);
create table itemTypes (itemTypeID integer primary key, typeName text, templateItemTypeID int, display int default 1);
create table fields (fieldID integer primary key, fieldName text, fieldFormatID int);
create table items (itemID integer primary key, itemTypeID int not null, dateAdded timestamp not null,
    dateModified timestamp not null, clientDateModified timestamp not null, libraryID int not null, key text not null,
    version int not null default 0, synced int not null default 0, unique (libraryID, key));
create table itemDataValues (valueID integer primary key, value unique);
create table itemData (itemID int, fieldID int, valueID, primary key (itemID, fieldID));
create table creators (creatorID integer primary key, firstName text, lastName text, fieldMode int);
create table creatorTypes (creatorTypeID integer primary key, creatorType text);
create table itemCreators (itemID int not null, creatorID int not null, creatorTypeID int not null default 1,
    orderIndex int not null default 0, primary key (itemID, creatorID, creatorTypeID, orderIndex));
create table itemNotes (itemID integer primary key, parentItemID int, note text, title text);
create table itemAttachments (itemID integer primary key, parentItemID int, linkMode int, contentType text,
    charsetID int, path text, syncState int default 0, storageModTime int, storageHash text,
    lastProcessedModificationTime int);
create table itemAnnotations (itemID integer primary key, parentItemID int not null, type integer not null,
    authorName text, text text, comment text, color text, pageLabel text, sortIndex text not null,
    position text not null, isExternal int not null);
create table tags (tagID integer primary key, name text not null unique);
create table itemTags (itemID int not null, tagID int not null, type int not null, primary key (itemID, tagID));
create table relationPredicates (predicateID integer primary key, predicate text unique);
create table itemRelations (itemID int not null, predicateID int not null, object text not null,
    primary key (itemID, predicateID, object));
create table collections (collectionID integer primary key, collectionName text not null, parentCollectionID int,
    clientDateModified timestamp not null default current_timestamp, libraryID int not null, key text not null,
    version int not null default 0, synced int not null default 0, unique (libraryID, key));
create table collectionItems (collectionID int not null, itemID int not null, orderIndex int not null default 0,
    primary key (collectionID, itemID));
create table deletedItems (itemID integer primary key, dateDeleted default current_timestamp not null);
create table deletedCollections (collectionID integer primary key, dateDeleted default current_timestamp not null);
create table savedSearches (savedSearchID integer primary key, savedSearchName text not null,
    clientDateModified timestamp not null default current_timestamp, libraryID int not null, key text not null,
    version int not null default 0, synced int not null default 0, unique (libraryID, key));
create table savedSearchConditions (savedSearchID int not null, searchConditionID int not null,
    condition text not null, operator text, value text, required none, primary key (savedSearchID, searchConditionID));
create table syncedSettings (setting text not null, libraryID int not null, value not null,
    version int not null default 0, synced int not null default 0, primary key (setting, libraryID));
insert into version values ('userdata', 123);
insert into libraries (libraryID, type, editable, filesEditable) values (1, 'user', 1, 1), (2, 'group', 1, 1);
insert into groups values (77, 2, 'Rivers group', '', 1);
insert into users values (5, 'Grace Hopper');
insert into relationPredicates values (1, 'dc:relation');
"""
ALPHABET = "23456789ABCDEFGHIJKLMNPQRSTUVWXYZ"
ANNOTATIONS = {"highlight": 1, "note": 2, "image": 3, "ink": 4, "underline": 5, "text": 6}


class ZoteroFolder:
    """Filled by its methods, each of which gives the key of what it added; `zip` packs it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.db = sqlite3.connect(folder / "zotero.sqlite")
        self.db.executescript(SCHEMA)
        self.count = 0

    def _key(self) -> str:
        self.count += 1
        number, letters = self.count, ""
        for _ in range(8):
            number, rest = divmod(number, len(ALPHABET))
            letters = ALPHABET[rest] + letters
        return letters

    def _named(self, table: str, column: str, number: str, name: str) -> int:
        self.db.execute(
            f"insert into {table} ({column}) select ? where not exists (select 1 from {table} where {column} = ?)",
            (name, name),
        )
        found = self.db.execute(f"select {number} from {table} where {column} = ?", (name,)).fetchone()
        return int(found[0])

    def id_of(self, key: str) -> int:
        return int(self.db.execute("select itemID from items where key = ?", (key,)).fetchone()[0])

    def item(self, kind: str, fields: dict[str, str], *, creators: Sequence[tuple[str, str, str]] = (),
             tags: Sequence[str] = (), automatic: Sequence[str] = (), collections: Sequence[str] = (),
             library: int = 1) -> str:  # fmt: skip
        """Creators are (type, first, last); without a first name they are one whole name."""
        key, type_id = self._key(), self._named("itemTypes", "typeName", "itemTypeID", kind)
        made = self.db.execute(
            "insert into items (itemTypeID, dateAdded, dateModified, clientDateModified, libraryID, key)"
            " values (?, '2023-04-05 06:07:08', '2023-04-05 06:07:08', '2023-04-05 06:07:08', ?, ?)",
            (type_id, library, key),
        ).lastrowid  # fmt: skip
        for name, value in fields.items():
            self.set_field(key, name, value)
        for order, (role, first, last) in enumerate(creators):
            creator = self.db.execute("insert into creators (firstName, lastName, fieldMode) values (?, ?, ?)",
                                      (first, last, 0 if first else 1)).lastrowid  # fmt: skip
            role_id = self._named("creatorTypes", "creatorType", "creatorTypeID", role)
            self.db.execute("insert into itemCreators values (?, ?, ?, ?)", (made, creator, role_id, order))
        for automatically, names in enumerate((tags, automatic)):
            for name in names:
                tag = self._named("tags", "name", "tagID", name)
                self.db.execute("insert into itemTags values (?, ?, ?)", (made, tag, automatically))
        for one in collections:
            number = self.db.execute("select collectionID from collections where key = ?", (one,)).fetchone()[0]
            self.db.execute("insert into collectionItems values (?, ?, 0)", (number, made))
        return key

    def set_field(self, key: str, name: str, value: str) -> None:
        field = self._named("fields", "fieldName", "fieldID", name)
        stored = self._named("itemDataValues", "value", "valueID", value)
        self.db.execute("insert or replace into itemData values (?, ?, ?)", (self.id_of(key), field, stored))

    def collection(self, name: str, parent: str = "") -> str:
        key = self._key()
        above = self.db.execute("select collectionID from collections where key = ?", (parent,)).fetchone()
        self.db.execute("insert into collections (collectionName, parentCollectionID, libraryID, key)"
                        " values (?, ?, 1, ?)", (name, above and above[0], key))  # fmt: skip
        return key

    def note(self, html: str, parent: str = "", title: str = "") -> str:
        key = self.item("note", {})
        values = (self.id_of(key), self.id_of(parent) if parent else None, html, title)
        self.db.execute("insert into itemNotes values (?, ?, ?, ?)", values)
        return key

    def attachment(self, name: str, data: bytes | None, parent: str = "", *, mode: int = 0,
                   kind: str = "application/pdf") -> str:  # fmt: skip
        key = self.item("attachment", {"title": name})
        path = f"storage:{name}" if mode < 2 else f"/home/somebody/{name}"
        self.db.execute("insert into itemAttachments (itemID, parentItemID, linkMode, contentType, path)"
                        " values (?, ?, ?, ?, ?)",
                        (self.id_of(key), self.id_of(parent) if parent else None, mode, kind, path))  # fmt: skip
        if data is not None:
            (self.folder / "storage" / key).mkdir(parents=True)
            (self.folder / "storage" / key / name).write_bytes(data)
        return key

    def annotation(self, kind: str, parent: str, position: dict[str, Any], *, text: str = "", comment: str = "",
                   color: str = "#ffd400", tags: Sequence[str] = ()) -> str:  # fmt: skip
        key = self.item("annotation", {}, tags=tags)
        values = (self.id_of(key), self.id_of(parent), ANNOTATIONS[kind], text, comment, color, json.dumps(position))
        self.db.execute(
            "insert into itemAnnotations (itemID, parentItemID, type, text, comment, color, position,"
            " sortIndex, isExternal) values (?, ?, ?, ?, ?, ?, ?, '00000|000000|00000', 0)",
            values,
        )
        return key

    def search(self, name: str, *conditions: tuple[str, str, str]) -> None:
        made = self.db.execute("insert into savedSearches (savedSearchName, libraryID, key) values (?, 1, ?)",
                               (name, self._key())).lastrowid  # fmt: skip
        for number, one in enumerate(conditions):
            self.db.execute("insert into savedSearchConditions values (?, ?, ?, ?, ?, 1)", (made, number, *one))

    def color(self, *named: tuple[str, str]) -> None:
        value = json.dumps([{"name": name, "color": color} for name, color in named])
        self.db.execute("insert into syncedSettings (setting, libraryID, value) values ('tagColors', 1, ?)", (value,))

    def zip(self) -> bytes:
        self.db.commit()
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for path in sorted(self.folder.rglob("*")):
                if path.is_file():
                    archive.write(path, f"Zotero/{path.relative_to(self.folder)}")
        return made.getvalue()
