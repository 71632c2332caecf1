"""Yjs' update format v1, read by code of our own that neither recurses nor trusts: what an update is made of.

Source: the decoders of yjs 13 (`utils/encoding.js`, `structs/*.js`, `utils/DeleteSet.js`) and lib0 (`decoding.js`).

    update  = blocks deletions
    blocks  = count { count-of-structs client clock struct… }         all numbers are varints: 7 bits a byte, low first
    struct  = 0 length                                                of what was collected (GC)
            | 10 length                                               a gap (Skip)
            | info [origin] [right origin] [parent] [key] content     low 5 bits of info: the kind of content
    origin  = client clock        where info has 128; right origin: 64. Without both a parent stands there
    parent  = 1 name-of-a-root | 0 client clock                       and with 32 the key of an attribute
    deletions = count { client count { clock length } }

Each step consumes at least a byte, so reading takes time in proportion to the bytes, whatever counts they announce.
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from scrollkeeper.sandbox.refusals import Refusal

Id = tuple[int, int]  # client, clock

GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, SUBDOCUMENT, SKIP = range(11)
# Of content TYPE. Elements carry a name.
ARRAY, MAP, TEXT, XML_ELEMENT, XML_FRAGMENT, XML_HOOK, XML_TEXT = range(7)

# Clients count in 53 bits (JavaScript), clocks in 32 (yrs); half of that leaves room for sums.
MAX_CLIENT, MAX_CLOCK = 2**53 - 1, 2**31 - 1
# What one value may be: an attribute, a mark of a style, a quoted passage.
MAX_VALUE_BYTES, MAX_VALUE_DEPTH, MAX_NAME_BYTES = 16 << 10, 32, 200
# A text without its end takes all that is left, so that no place is looked at twice.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


class BadUpdate(Refusal):
    """These bytes are not an update of a Yjs document, or hold more than a note may."""

    code = "bad_update"


class Struct(NamedTuple):
    """A part of a document. `parent` is the name of a root, the id of a type, or None: that of its neighbour.

    `content` is one of the kinds above, `kind` what it is of content TYPE (otherwise -1), and `size` the length of its
    value in UTF-8 where it has one.
    """

    client: int
    clock: int
    length: int
    content: int
    origin: Id | None = None
    right: Id | None = None
    parent: str | Id | None = None
    key: str | None = None
    kind: int = -1
    size: int = 0


class Reader:
    """Reads values from the front; `steps` counts what was done, for the tests."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at, self.steps = data, 0, 0

    def byte(self) -> int:
        self.steps += 1
        try:
            value = self.data[self.at]
        except IndexError:
            raise BadUpdate("It ends in the middle.") from None
        self.at += 1
        return value

    def number(self, most: int = MAX_CLIENT) -> int:
        try:
            value = self.data[self.at]
        except IndexError:
            raise BadUpdate("It ends in the middle.") from None
        self.at += 1
        self.steps += 1
        if value > 127:
            value &= 127
            for shift in range(7, 63, 7):
                part = self.byte()
                value |= (part & 127) << shift
                if part < 128:
                    break
            else:
                raise BadUpdate("A number in it does not end.")
        if value > most:
            raise BadUpdate("A number in it is too large.")
        return value

    def bytes(self, most: int | None = None) -> bytes:
        length = self.number()
        if most is not None and length > most:
            raise BadUpdate(f"A value in it is longer than {most:,} bytes.")
        end = self.at + length
        if end > len(self.data):
            raise BadUpdate("It ends in the middle.")
        value = self.data[self.at : end]
        self.at = end
        return value

    def text(self, most: int | None = None) -> str:
        try:
            return self.bytes(most).decode()
        except UnicodeDecodeError:
            raise BadUpdate("A text in it is not UTF-8.") from None

    def id(self) -> Id:
        return self.number(), self.number(MAX_CLOCK)

    def any(self) -> int:
        """A value of lib0's `any`; gives its size in bytes. What is inside of what is counted, not called."""
        began, open_counts = self.at, [1]
        names = [False]  # Whether a name stands before each value: in objects.
        while open_counts:
            if open_counts[-1] == 0:
                open_counts.pop()
                names.pop()
                continue
            open_counts[-1] -= 1
            if names[-1]:
                self.text(MAX_NAME_BYTES)
            kind = self.byte()
            if kind in (117, 118):
                if len(open_counts) > MAX_VALUE_DEPTH:
                    raise BadUpdate(f"A value in it is nested deeper than {MAX_VALUE_DEPTH} levels.")
                open_counts.append(self.number())
                names.append(kind == 118)
            elif kind == 119:
                self.text(MAX_VALUE_BYTES)
            elif kind == 116:
                self.bytes(MAX_VALUE_BYTES)
            elif kind == 125:
                while self.byte() & 128:
                    if self.at - began > MAX_VALUE_BYTES:
                        raise BadUpdate("A number in it does not end.")
            elif kind in (122, 123, 124):
                self.skip(4 if kind == 124 else 8)
            elif kind not in (120, 121, 126, 127):
                raise BadUpdate("There is a value in it of a kind that is not known.")
            if self.at - began > MAX_VALUE_BYTES:
                raise BadUpdate(f"A value in it is longer than {MAX_VALUE_BYTES:,} bytes.")
        return self.at - began

    def skip(self, count: int) -> None:
        self.at += count
        if self.at > len(self.data):
            raise BadUpdate("It ends in the middle.")

    def json(self) -> int:
        """A value as JSON text; gives its size. Every reader parses it, so it must be JSON and not deep."""
        text = self.text(MAX_VALUE_BYTES)
        if text != "undefined":
            check_json(text)
        return len(text.encode())


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


_json = json.JSONDecoder(parse_constant=_refuse_constant)


def check_json(text: str) -> None:
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > MAX_VALUE_DEPTH:
            raise BadUpdate(f"A value in it is nested deeper than {MAX_VALUE_DEPTH} levels.")
    try:
        _json.decode(text)
    except (ValueError, RecursionError):
        raise BadUpdate("A value in it is not JSON.") from None


def read_structs(reader: Reader) -> Iterator[Struct]:
    """The blocks of an update. Raises BadUpdate at the first thing that is not right."""
    for _ in range(reader.number()):
        count, client, clock = reader.number(), reader.number(), reader.number(MAX_CLOCK)
        for _ in range(count):
            struct = _read_struct(reader, client, clock)
            clock += struct.length
            if clock > MAX_CLOCK:
                raise BadUpdate("A number in it is too large.")
            yield struct


def _read_struct(reader: Reader, client: int, clock: int) -> Struct:
    info = reader.byte()
    content = info & 31
    if content in (GC, SKIP):
        return Struct(client, clock, reader.number(MAX_CLOCK), content)
    origin = reader.id() if info & 128 else None
    right = reader.id() if info & 64 else None
    parent: str | Id | None = None
    key = None
    if not info & 192:
        parent = reader.text(MAX_NAME_BYTES) if reader.number() == 1 else reader.id()
        key = reader.text(MAX_NAME_BYTES) if info & 32 else None
    length, kind, size = _read_content(reader, content)
    if length == 0:
        raise BadUpdate("There is a part without content in it.")
    return Struct(client, clock, length, content, origin, right, parent, key, kind, size)


def _read_content(reader: Reader, content: int) -> tuple[int, int, int]:
    """Length in units of the clock, kind of type, size of the value."""
    if content == STRING:
        text = reader.text()
        return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2, -1, 0
    if content == TYPE:
        kind = reader.number()
        if kind > XML_TEXT or kind == XML_HOOK:
            raise BadUpdate("There is a type in it that no note has.")
        if kind == XML_ELEMENT:
            reader.text(MAX_NAME_BYTES)
        return 1, kind, 0
    if content == DELETED:
        return reader.number(MAX_CLOCK), -1, 0
    if content in (ANY, JSON):
        read = reader.any if content == ANY else reader.json
        length = reader.number(MAX_CLOCK)
        return length, -1, max((read() for _ in range(length)), default=0)
    if content == FORMAT:
        reader.text(MAX_NAME_BYTES)
        return 1, -1, reader.json()
    if content == EMBED:
        return 1, -1, reader.json()
    if content == BINARY:
        return 1, -1, len(reader.bytes(MAX_VALUE_BYTES))
    raise BadUpdate("There is content in it that no note has.")


def read_deletions(reader: Reader, most: int) -> None:
    """What was deleted, in at most so many ranges. Nothing may come after it."""
    ranges = 0
    for _ in range(reader.number()):
        reader.number()
        for _ in range(reader.number()):
            if reader.number(MAX_CLOCK) + reader.number(MAX_CLOCK) > MAX_CLOCK:
                raise BadUpdate("A number in it is too large.")
            ranges += 1
            if ranges > most:
                raise BadUpdate(f"It deletes in more than {most:,} places.")
    if reader.at != len(reader.data):
        raise BadUpdate("There is something after its end.")
