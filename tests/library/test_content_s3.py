"""Files on a real S3 server: the same bytes, and one read of the store for everybody who opens the document."""

import asyncio
import hashlib
import os
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from scrollkeeper.core import db as database
from scrollkeeper.core import storage as stores
from scrollkeeper.core.settings import settings
from scrollkeeper.library import service as library
from scrollkeeper.library.files.cache import CHUNK_BYTES, HITS, MISSES
from scrollkeeper.library.files.keys import file_key

pytestmark = pytest.mark.s3


@pytest.fixture
def on_s3(app: FastAPI, s3_url: str) -> Iterator[None]:
    before = stores.storage()
    stores.use(stores.open_storage(s3_url, settings().data_dir))
    yield
    stores.use(before)


async def test_thirty_people_open_one_document_and_s3_is_read_once(on_s3, ada):
    data = b"%PDF-1.7\n" + os.urandom(8 * CHUNK_BYTES)
    sha256 = hashlib.sha256(data).hexdigest()
    await stores.storage().put(file_key(sha256), data)
    async with database.open_system_session.begin() as db:
        _, file, _ = await library.add_file(db, ada.scope, name="hot.pdf", sha256=sha256, size=len(data))
    address = ada.url(f"/files/{file.id}/content")
    before = MISSES._value.get(), HITS._value.get()
    answers = await asyncio.gather(*(ada.http.get(address) for _ in range(30)))
    assert all(answer.content == data for answer in answers)
    misses, hits = MISSES._value.get() - before[0], HITS._value.get() - before[1]
    assert misses == 9
    assert hits >= 29 * 9
    part = await ada.http.get(address, headers={"Range": f"bytes={CHUNK_BYTES - 5}-{CHUNK_BYTES + 4}"})
    assert (part.status_code, part.content) == (206, data[CHUNK_BYTES - 5 : CHUNK_BYTES + 5])
    assert MISSES._value.get() - before[0] == 9
    await stores.storage().delete([file_key(sha256)])
    metrics = (await ada.http.get("/metrics")).text
    assert "scrollkeeper_file_cache_misses_total" in metrics
    assert "scrollkeeper_file_cache_hits_total" in metrics
