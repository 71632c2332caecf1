"""Takes bytes in: claims the upload, writes its parts, and finishes it when the last byte has come."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.errors import Problem
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import ObjectMissing, storage
from scrollkeeper.ingest.uploads import finish, hashing, service
from scrollkeeper.ingest.uploads.body import BodyCut, BodyStalled, ServerStops, until_stopping
from scrollkeeper.ingest.uploads.finish import FinishedUpload
from scrollkeeper.ingest.uploads.models import Upload
from scrollkeeper.ingest.uploads.names import clean_name
from scrollkeeper.ingest.uploads.parts import HEAD_BYTES, NotAPdf, PartWriter
from scrollkeeper.ingest.uploads.tus import Checksum, EmptyFile
from scrollkeeper.library import service as library
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.teams.scope import Scope

# A body that cannot be resumed is dead when its connection is; its room is free again after this.
UNRESUMABLE = timedelta(hours=1)


async def begin(
    scope: Scope,
    *,
    name: str,
    size: int,
    sha256: str | None,
    version_of: UUID | None = None,
    metadata: str | None = None,
) -> FinishedUpload:
    """A new upload, open; or finished at once where the team has the file with this hash and size."""
    service.check_size(size)
    if sha256:
        async with open_team_session(scope.team_id) as db:
            file = await library.find_file_by_hash(db, scope, sha256)
        # The announced length must agree, and the bytes must really be there.
        if file and file.size == size and await storage().size(file_key(sha256)) == size:
            async with open_team_session(scope.team_id) as db:
                upload, restored = await service.record_known(db, scope, file, name=clean_name(name), metadata=metadata)
            return FinishedUpload(upload, restored)
    async with open_team_session(scope.team_id) as db:
        begun = await service.begin_upload(
            db, scope, name=clean_name(name), size=size, sha256=sha256, version_of=version_of, metadata=metadata
        )
        return FinishedUpload(begun)


async def receive(
    scope: Scope,
    upload_id: UUID,
    chunks: AsyncIterator[bytes],
    *,
    offset: int,
    length: int | None = None,
    checksum: Checksum | None = None,
) -> FinishedUpload:
    """Bytes from `offset` on, `length` of them where that is known; gives the upload as it is afterwards."""
    async with open_team_session(scope.team_id) as db:
        upload = await service.claim_upload(db, scope, upload_id, offset=offset, length=length)
    if upload.status == "open":
        await _write(upload, chunks, checksum)
    finished = await _settle(scope, upload)
    if finished.upload.offset < offset:
        raise finish.PartsGone(headers={"Upload-Offset": str(finished.upload.offset)})
    return finished


async def settled(scope: Scope, upload_id: UUID) -> FinishedUpload:
    """The upload as it is; one that has all its bytes and whose finish was cut short is finished first.

    One whose stored bytes are gone, as after a restored backup, begins again at offset 0.
    """
    async with open_team_session(scope.team_id) as db:
        upload = await service.find_open_upload(db, scope, upload_id)
    return await _settle(scope, upload)


async def _settle(scope: Scope, upload: Upload) -> FinishedUpload:
    stored_elsewhere = upload.status == "open" and upload.offset and not hashing.is_known(upload.id, upload.offset)
    if stored_elsewhere and await finish.restart_without_parts(upload.id):
        async with open_team_session(scope.team_id) as db:
            upload = await service.find_open_upload(db, scope, upload.id)
    if upload.status == "open" and upload.offset == upload.size:
        return await finish.finish_upload(upload.id)
    return FinishedUpload(upload)


async def _write(upload: Upload, chunks: AsyncIterator[bytes], checksum: Checksum | None) -> None:
    """Store and count the bytes; `upload` says afterwards how far it has come."""
    with PartWriter(upload, head=await _read_head(upload), checksum=checksum) as writer:
        try:
            async for chunk in until_stopping(chunks):
                await writer.take(chunk)
            await writer.end()
        except (BodyCut, BodyStalled):
            await writer.keep()
            raise
        except ServerStops as refusal:
            await writer.keep()
            refusal.headers["Upload-Offset"] = str(writer.offset)
            raise
        except NotAPdf as refusal:
            await finish.refuse(upload.id, refusal.detail, writer=upload.writer)
            raise
        except Problem:
            await writer.forget()
            raise


async def receive_whole(
    scope: Scope,
    *,
    name: str,
    chunks: AsyncIterator[bytes],
    length: int | None,
    version_of: UUID | None = None,
    kind: str = "article",
) -> FinishedUpload:
    """A file in one go, which cannot be resumed; `length` is an upper bound where the sender gave one."""
    most = settings().max_upload_bytes
    async with open_team_session(scope.team_id) as db:
        upload = await service.begin_upload(
            db,
            scope,
            name=clean_name(name),
            size=min(length or most, most),
            keep=UNRESUMABLE,
            version_of=version_of,
            kind=kind,
            writer=new_id(),
        )
    try:
        await _write_whole(upload, chunks)
    except Problem as refusal:
        await finish.refuse(upload.id, refusal.detail)
        raise
    return await finish.finish_upload(upload.id)


async def _write_whole(upload: Upload, chunks: AsyncIterator[bytes]) -> None:
    with PartWriter(upload, head=b"", keep=UNRESUMABLE) as writer:
        async for chunk in chunks:
            await writer.take(chunk)
        # Before the last byte counts: what has its whole size becomes a paper, whoever comes by.
        if writer.is_empty:
            raise EmptyFile
        if writer.head is not None:
            raise NotAPdf
        await writer.end(is_whole=True)


async def _read_head(upload: Upload) -> bytes | None:
    """What is stored of the first bytes; None once they have decided that this is a PDF."""
    if upload.offset == 0:
        return b""
    if upload.offset >= HEAD_BYTES:
        return None
    async with open_team_session(upload.team_id) as db:
        parts = await service.list_parts(db, upload.id)
    try:
        return b"".join([await storage().read(part.key, 0, part.size) for part in parts])
    except ObjectMissing:
        raise service.UploadLocked from None
