"""How the bytes of a backup are encrypted, named and signed with the host's key; or not, where it is plain.

Each object has a key of its own, derived with HKDF-SHA256 from the host's key and a random salt that stands before the
bytes. These are encrypted in segments of 1 MiB by AES-256-GCM; the nonce is the number of the segment and whether it is
the last (STREAM, Hoang et al. 2015), so none can be changed, moved, left out or cut off. The name of the object is
authenticated with each, so that no object stands for another.

The hash of a file would tell whoever reads the target that we have this paper: in names stands a keyed hash of it.
"""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"ScrollKeeper backup 1\n"
SALT_BYTES, SEGMENT_BYTES, TAG_BYTES = 32, 1 << 20, 16
HEADER_BYTES = len(MAGIC) + SALT_BYTES
LEAST_KEY_CHARACTERS = 32


class Damaged(Exception):
    """These bytes are not those that were written."""


class WeakKey(Exception):
    """The key is too short to be a random one."""


class Encryption:
    """The host's key and what is done with it; without one, everything is plain and signed by its hash alone."""

    def __init__(self, key: str | None) -> None:
        if key is not None and len(key) < LEAST_KEY_CHARACTERS:
            raise WeakKey(f"The backup key must be a random text of at least {LEAST_KEY_CHARACTERS} characters.")
        self._key = key.encode() if key is not None else None

    @property
    def plain(self) -> bool:
        return self._key is None

    @property
    def fingerprint(self) -> str:
        """What can be told openly of the key; empty where there is none."""
        return "" if self.plain else self._derive("fingerprint", length=8).hex()

    def name_of(self, sha256: str) -> str:
        """The name of the object with these contents: 64 hexadecimal digits."""
        return sha256 if self.plain else self._mac("name", bytes.fromhex(sha256))

    def sign(self, data: bytes) -> str:
        return hashlib.sha256(data).hexdigest() if self.plain else self._mac("signature", data)

    def has_signed(self, data: bytes, signature: str) -> bool:
        return hmac.compare_digest(self.sign(data).encode(), signature.encode())

    def stored_size(self, size: int) -> int:
        """Bytes that so many bytes take in the target."""
        segments = max(1, -(-size // SEGMENT_BYTES))
        return size if self.plain else HEADER_BYTES + size + segments * TAG_BYTES

    async def encrypt(self, name: str, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """What is stored for these chunks under this name, about a segment at a time."""
        if self.plain:
            async for chunk in chunks:
                yield chunk
            return
        salt = secrets.token_bytes(SALT_BYTES)
        cipher = self._cipher(salt)
        yield MAGIC + salt
        number = 0
        async for segment, last in _segments(chunks, SEGMENT_BYTES):
            yield await asyncio.to_thread(cipher.encrypt, _nonce(number, last), segment, name.encode())
            number += 1

    async def decrypt(self, name: str, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The bytes again, each only once it is known to be right. Raises Damaged."""
        if self.plain:
            async for chunk in chunks:
                yield chunk
            return
        head, rest = await _split(chunks, HEADER_BYTES)
        if len(head) < HEADER_BYTES or not head.startswith(MAGIC):
            raise Damaged(f"{name} does not begin as an encrypted object")
        cipher, number = self._cipher(head[len(MAGIC) :]), 0
        async for segment, last in _segments(rest, SEGMENT_BYTES + TAG_BYTES):
            try:
                yield await asyncio.to_thread(cipher.decrypt, _nonce(number, last), segment, name.encode())
            except (InvalidTag, ValueError):
                raise Damaged(f"{name} was changed or cut short") from None
            number += 1

    def _cipher(self, salt: bytes) -> AESGCM:
        return AESGCM(self._derive("object", salt=salt))

    def _mac(self, purpose: str, data: bytes) -> str:
        return hmac.new(self._derive(purpose), data, hashlib.sha256).hexdigest()

    def _derive(self, purpose: str, *, salt: bytes | None = None, length: int = 32) -> bytes:
        assert self._key is not None, "plain backups have no key"
        info = b"scrollkeeper backup " + purpose.encode()
        return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(self._key)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


async def _segments(chunks: AsyncIterator[bytes], size: int) -> AsyncIterator[tuple[bytes, bool]]:
    """The same bytes in pieces of exactly `size`, and whether each is the last, which may be shorter or empty."""
    held = bytearray()
    async for chunk in chunks:
        held += chunk
        while len(held) > size:
            yield bytes(held[:size]), False
            del held[:size]
    yield bytes(held), True


async def _split(chunks: AsyncIterator[bytes], size: int) -> tuple[bytes, AsyncIterator[bytes]]:
    """The first `size` bytes, or fewer where there are no more, and the rest."""
    held = b""
    async for chunk in chunks:
        held += chunk
        if len(held) >= size:
            break

    async def rest() -> AsyncIterator[bytes]:
        if held[size:]:
            yield held[size:]
        async for chunk in chunks:
            yield chunk

    return held[:size], rest()
