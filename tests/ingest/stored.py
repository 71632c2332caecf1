"""What uploads left in the storage."""

from uuid import UUID

from scrollkeeper.core.storage import Storage
from scrollkeeper.library.files.keys import file_key
from tests.ingest.pdf import sha256_of


async def stored_file(store: Storage, data: bytes) -> bytes:
    return b"".join([chunk async for chunk in store.stream(file_key(sha256_of(data)))])


async def keys_below(store: Storage, prefix: str) -> list[str]:
    return [one.key async for one in store.list(prefix)]


def id_of(url: str) -> UUID:
    return UUID(url.rsplit("/", 1)[1])
