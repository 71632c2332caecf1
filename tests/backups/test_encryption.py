"""Encryption of backups: what comes back, and what does not."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.backups import encryption
from scrollkeeper.backups.encryption import Damaged, Encryption, WeakKey
from tests.backups.commands import KEY

SEGMENT = encryption.SEGMENT_BYTES


async def pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def encrypted(key: str | None, data: bytes, *, name: str = "name", size: int = 1 << 16) -> bytes:
    async def run() -> bytes:
        return b"".join([one async for one in Encryption(key).encrypt(name, pieces(data, size))])

    return asyncio.run(run())


def decrypted(key: str | None, data: bytes, *, name: str = "name", size: int = 1 << 16) -> bytes:
    async def run() -> bytes:
        return b"".join([one async for one in Encryption(key).decrypt(name, pieces(data, size))])

    return asyncio.run(run())


@pytest.mark.parametrize("length", [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 2 * SEGMENT + 5])
@pytest.mark.parametrize("key", [KEY, None])
def test_bytes_come_back_and_take_the_room_that_is_said(key: str | None, length: int) -> None:
    data = bytes(range(256)) * (length // 256) + b"x" * (length % 256)
    stored = encrypted(key, data)
    assert len(stored) == Encryption(key).stored_size(length)
    assert decrypted(key, stored) == data


@given(st.binary(max_size=300), st.integers(1, 400), st.integers(1, 400))
def test_pieces_of_any_size_do(data: bytes, in_pieces: int, out_pieces: int) -> None:
    assert decrypted(KEY, encrypted(KEY, data, size=in_pieces), size=out_pieces) == data


@given(st.data())
def test_any_changed_or_missing_byte_is_noticed(data: st.DataObject) -> None:
    stored = encrypted(KEY, b"What somebody wrote.")
    at = data.draw(st.integers(0, len(stored) - 1))
    changed = bytearray(stored)
    changed[at] ^= data.draw(st.integers(1, 255))
    for wrong in (bytes(changed), stored[:at], stored + b"x"):
        with pytest.raises(Damaged):
            decrypted(KEY, wrong)


def test_segments_cannot_be_left_out_or_moved() -> None:
    stored = encrypted(KEY, b"a" * SEGMENT + b"b" * SEGMENT + b"c")
    head, one = encryption.HEADER_BYTES, SEGMENT + encryption.TAG_BYTES
    first, second, last = stored[head : head + one], stored[head + one : head + 2 * one], stored[head + 2 * one :]
    for wrong in (second + first + last, first + last, first + second, first):
        with pytest.raises(Damaged):
            decrypted(KEY, stored[:head] + wrong)


def test_no_object_stands_for_another_and_no_key_for_another() -> None:
    stored = encrypted(KEY, b"one")
    with pytest.raises(Damaged):
        decrypted(KEY, stored, name="other")
    with pytest.raises(Damaged):
        decrypted(KEY[::-1], stored)


def test_names_tell_nothing_without_the_key() -> None:
    sha256 = "ab" * 32
    names = {Encryption(key).name_of(sha256) for key in (KEY, KEY[::-1], None)}
    assert len(names) == 3
    assert Encryption(KEY).name_of(sha256) == Encryption(KEY).name_of(sha256) != sha256


def test_a_short_key_is_refused() -> None:
    with pytest.raises(WeakKey, match="at least 32"):
        Encryption("password")
