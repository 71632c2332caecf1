"""Updates that nobody's window sends: written byte by byte, as an attacker would."""

from collections.abc import Iterable, Sequence

DELETE_NOTHING = b"\0"


def number(value: int) -> bytes:
    """A varint."""
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def text(value: str) -> bytes:
    encoded = value.encode()
    return number(len(encoded)) + encoded


def identity(client: int, clock: int) -> bytes:
    return number(client) + number(clock)


def update(blocks: Iterable[tuple[int, int, Sequence[bytes]]], deletions: bytes = DELETE_NOTHING) -> bytes:
    """Blocks are client, first clock, structs."""
    written = [
        number(len(structs)) + number(client) + number(clock) + b"".join(structs) for client, clock, structs in blocks
    ]
    return number(len(written)) + b"".join(written) + deletions


def in_root(content: int, rest: bytes, *, root: str = "default") -> bytes:
    return bytes([content]) + b"\1" + text(root) + rest


def below(client: int, clock: int, content: int, rest: bytes) -> bytes:
    return bytes([content]) + b"\0" + identity(client, clock) + rest


def after(client: int, clock: int, content: int, rest: bytes) -> bytes:
    return bytes([content | 128]) + identity(client, clock) + rest


def nested_any(depth: int) -> bytes:
    """A value of arrays in arrays: recursion in every reader."""
    return update([(1, 0, [in_root(8, number(1) + b"\x75\x01" * depth + b"\x7e")])])


def nested_json(depth: int) -> bytes:
    return update([(1, 0, [in_root(6, text("bold") + text("[" * depth + "]" * depth))])])


def siblings(count: int) -> bytes:
    """Items of so many clients that all claim the place after one and the same item."""
    first = (1, 0, [in_root(7, b"\3" + text("paragraph"))])
    return update([first, *((n + 2, 0, [after(1, 0, 7, b"\3" + text("p"))]) for n in range(count))])


def levels(count: int, *, client: int = 1, below_client: int | None = None, below_clock: int = 0) -> bytes:
    """Elements in elements."""
    element = b"\3" + text("p")
    first = in_root(7, element) if below_client is None else below(below_client, below_clock, 7, element)
    return update([(client, 0, [first, *(below(client, n, 7, element) for n in range(count - 1))])])


def formula(length: int) -> bytes:
    element = in_root(7, b"\3" + text("blockMath"))
    latex = bytes([8 | 32]) + b"\0" + identity(1, 0) + text("latex") + number(1) + b"\x77" + text("x" * length)
    return update([(1, 0, [element, latex])])
