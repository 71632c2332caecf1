"""Uploads as rows: begun within quota and size, claimed by one writer at a time, moved on part by part, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, case, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.models import Person
from scrollkeeper.core.db import lock
from scrollkeeper.core.errors import Conflict, Forbidden, NotFound, Problem, TooMany, Unavailable, require
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.paging import cut_page, read_cursor
from scrollkeeper.core.settings import settings
from scrollkeeper.core.storage import storage
from scrollkeeper.ingest.uploads import policy
from scrollkeeper.ingest.uploads.models import Upload, UploadPart
from scrollkeeper.library import service as library
from scrollkeeper.library.models import File
from scrollkeeper.teams.scope import Scope


class MayNotUpload(Forbidden):
    """You have read-only access to this team. Ask an owner."""


class UploadNotFound(NotFound):
    """There is no such upload."""


class UploadEnded(Problem):
    """This upload has ended. Start a new one."""

    status, title = 410, "Upload has ended"


class WrongOffset(Conflict):
    """The upload is at another offset. Ask for it with HEAD and go on from there."""

    title = "Wrong offset"


class UploadLocked(Problem):
    """Another request is writing this upload. Ask for the offset with HEAD and go on from there."""

    status, title = 423, "Taken over"


class TooLarge(Problem):
    """The file is too large."""

    status, title = 413, "Too large"


class TooManyEmptyUploads(TooMany):
    """You have begun many uploads of which no byte has come. Send them or cancel them, then begin others."""


class DiskAlmostFull(Unavailable):
    """The server’s disk is almost full, so uploads are paused. Contact your administrator, then try again."""

    title, noted = "Disk almost full", "the disk is almost full, files are refused"


# Room for what has not come is kept this long after the last byte; whoever goes on later asks for it again.
RESERVED_FOR = timedelta(hours=1)
# Uploads of one person that keep room and have no byte yet; programs begin a few at a time.
MOST_EMPTY = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """A stored part that waits to be counted."""

    start: int
    size: int
    key: str


def in_words(size: int) -> str:
    """A number of bytes as people say it: 512 MiB."""
    amount, unit = float(size), "bytes"
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB"):
        if amount < 1024 or unit == "TiB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if amount >= 100 or amount == int(amount) else f"{amount:.1f} {unit}"


def select_uploads(scope: Scope) -> Select[Upload]:
    """The one way to uploads."""
    return select(Upload).where(Upload.team_id == scope.team_id)


def check_size(size: int) -> None:
    """Raises TooLarge over the largest file that this server takes."""
    most = settings().max_upload_bytes
    if size > most:
        raise TooLarge(f"The file has {in_words(size)}; this server takes files of up to {in_words(most)}.")


async def check_room(size: int) -> None:
    """Raises DiskAlmostFull where `size` bytes more would leave the disk with too little for everything else."""
    free = await storage().free_bytes()
    if free is not None and free - size < settings().min_free_bytes:
        raise DiskAlmostFull


async def begin_upload(
    db: AsyncSession,
    scope: Scope,
    *,
    name: str,
    size: int,
    sha256: str | None = None,
    keep: timedelta | None = None,
    version_of: UUID | None = None,
    kind: str = "article",
    writer: UUID | None = None,
    metadata: str | None = None,
) -> Upload:
    """Reserve room for a file of `size` bytes; raises TooLarge over the limit or the team's quota."""
    require(policy.can_upload(scope), MayNotUpload)
    if version_of is not None:
        await library.get_paper(db, scope, version_of)
    check_size(size)
    await check_room(size)
    await lock(db, "quota", scope.team_id)
    await _check_empty(db, scope)
    await check_quota(db, scope, size)
    upload = Upload(
        team_id=scope.team_id,
        person_id=scope.person_id,
        name=name,
        size=size,
        offset=0,
        expected_sha256=sha256,
        version_of_id=version_of,
        kind=kind,
        writer=writer,
        metadata_sent=metadata,
        reserved_until=func.now() + RESERVED_FOR,
        expires_at=func.now() + (keep or timedelta(seconds=settings().upload_expiry_seconds)),
    )
    db.add(upload)
    await db.flush()
    await db.refresh(upload)
    return upload


async def _check_empty(db: AsyncSession, scope: Scope) -> None:
    """Raises TooManyEmptyUploads; under the lock of the quota."""
    empty = select(func.count()).where(
        Upload.team_id == scope.team_id,
        Upload.person_id == scope.person_id,
        Upload.status == "open",
        Upload.offset == 0,
        Upload.reserved_until > func.now(),
    )
    if (await db.execute(empty)).scalar_one() >= MOST_EMPTY:
        raise TooManyEmptyUploads(
            f"You have begun {MOST_EMPTY} uploads of which no byte has come. Send them or cancel them, then begin "
            "others; after an hour they no longer count.",
            headers={"Retry-After": "60"},
        )


async def check_quota(db: AsyncSession, scope: Scope, size: int) -> None:
    """Raises TooLarge where there is no room for `size` bytes more beside what is kept for uploads under way."""
    left, quota = await find_room(db, scope)
    if size > left:
        raise TooLarge(
            f"There are {in_words(size)} to come, but only {in_words(left)} of the team's {in_words(quota)} are free. "
            "Delete papers, or ask your administrator for more storage.",
        )


async def find_room(db: AsyncSession, scope: Scope) -> tuple[int, int]:
    """Bytes that are left of the team's quota beside what is kept for uploads under way, and the quota."""
    _, used, quota = await library.get_usage(db, scope)
    kept = case((Upload.reserved_until > func.now(), Upload.size), else_=Upload.offset)
    under_way = select(func.coalesce(func.sum(kept), 0)).where(Upload.team_id == scope.team_id, Upload.status == "open")
    reserved = int((await db.execute(under_way)).scalar_one())
    return max(quota - used - reserved, 0), quota


async def record_known(
    db: AsyncSession, scope: Scope, file: File, *, name: str, metadata: str | None = None
) -> tuple[Upload, bool]:
    """A finished upload of a file that the team has; says too whether its paper was restored from the trash."""
    require(policy.can_upload(scope), MayNotUpload)
    paper = await library.get_paper(db, scope, file.paper_id, for_update=True)
    restored = paper.deleted_at is not None
    if restored:
        await library.restore_papers(db, scope, [paper.id])
    upload = Upload(
        team_id=scope.team_id,
        person_id=scope.person_id,
        name=name,
        size=file.size,
        offset=file.size,
        status="finished",
        sha256=file.sha256,
        expected_sha256=file.sha256,
        paper_id=paper.id,
        file_id=file.id,
        already_here=True,
        expires_at=func.now(),
        metadata_sent=metadata,
    )
    db.add(upload)
    await db.flush()
    await db.refresh(upload)
    return upload, restored


async def get_upload(db: AsyncSession, scope: Scope, upload_id: UUID, *, for_update: bool = False) -> Upload:
    query = select_uploads(scope).where(Upload.id == upload_id)
    upload = (await db.execute(query.with_for_update() if for_update else query)).scalar_one_or_none()
    if upload is None:
        raise UploadNotFound
    return upload


async def find_open_upload(db: AsyncSession, scope: Scope, upload_id: UUID) -> Upload:
    """An upload that bytes can still be asked of; raises UploadEnded for one that is over without a file."""
    require(policy.can_see_uploads(scope), UploadNotFound)
    upload = await get_upload(db, scope, upload_id)
    require_alive(upload, await _now(db))
    return upload


def require_alive(upload: Upload, now: datetime) -> None:
    """Raises UploadEnded, with what happened, unless the upload is open or finished."""
    if upload.status == "open" and upload.expires_at <= now and upload.offset < upload.size:
        raise UploadEnded("This upload has expired. Start a new one.")
    if upload.status not in ("open", "finished"):
        raise UploadEnded(upload.reason or UploadEnded.__doc__)


async def _now(db: AsyncSession) -> datetime:
    return (await db.execute(select(func.now()))).scalar_one()


async def claim_upload(
    db: AsyncSession, scope: Scope, upload_id: UUID, *, offset: int, length: int | None = None
) -> Upload:
    """Become its writer at this offset, from whoever was; an upload that is finished is given as it is."""
    upload = await get_upload(db, scope, upload_id, for_update=True)
    require(policy.can_continue_upload(scope, upload), UploadNotFound)
    require_alive(upload, await _now(db))
    if offset != upload.offset:
        raise WrongOffset(
            f"The upload is at offset {upload.offset}, not {offset}. Go on from there.",
            headers={"Upload-Offset": str(upload.offset)},
        )
    if length is not None and offset + length > upload.size:
        raise TooLarge(f"The upload was announced with {upload.size} bytes; that would be more.")
    if upload.status == "open":
        if upload.reserved_until <= await _now(db):
            await lock(db, "quota", scope.team_id)
            await check_quota(db, scope, upload.size - upload.offset)
        upload.writer, upload.reserved_until = new_id(), func.now() + RESERVED_FOR
        await db.flush()
    return upload


async def move_on(
    db: AsyncSession,
    upload_id: UUID,
    writer: UUID | None,
    pieces: Sequence[Piece],
    *,
    keep: timedelta | None = None,
    is_whole: bool = False,
) -> tuple[int, int, datetime]:
    """Count stored parts, which follow each other; gives offset, size and expiry as they are now.

    Raises UploadLocked or UploadEnded when the upload is no longer ours.
    With `is_whole` they are the last, and their end is the size of an upload that was begun with an upper bound.
    """
    start, end = pieces[0].start, pieces[-1].start + pieces[-1].size
    values: dict[str, Any] = {"offset": end, "reserved_until": func.now() + RESERVED_FOR}
    values["expires_at"] = func.now() + (keep or timedelta(seconds=settings().upload_expiry_seconds))
    if is_whole:
        values["size"] = end
    moved = await db.execute(
        update(Upload)
        .where(Upload.id == upload_id, Upload.writer == writer, Upload.status == "open", Upload.offset == start)
        .values(values)
        .returning(Upload.offset, Upload.size, Upload.expires_at)
    )
    now = moved.first()
    if now is None:
        status, reason = (
            await db.execute(select(Upload.status, Upload.reason).where(Upload.id == upload_id))
        ).one_or_none() or ("gone", None)
        if status in ("open", "finished"):
            raise UploadLocked
        raise UploadEnded(reason)
    rows = [{"upload_id": upload_id, "start": one.start, "size": one.size, "key": one.key} for one in pieces]
    await db.execute(insert(UploadPart), rows)
    return now.offset, now.size, now.expires_at


async def restart_upload(db: AsyncSession, upload_id: UUID, *, offset: int) -> bool:
    """Back to offset 0, without parts and writer, where it is still open at this offset; whether it was."""
    query = update(Upload).where(Upload.id == upload_id, Upload.status == "open", Upload.offset == offset)
    if (await db.execute(query.values(offset=0, writer=None).returning(Upload.id))).first() is None:
        return False
    await drop_parts(db, upload_id)
    return True


async def end_upload(
    db: AsyncSession, upload_id: UUID, status: str, reason: str, *, writer: UUID | None = None
) -> bool:
    """Refuse, cancel or expire an open upload (only as its writer, where one is given); whether it was open."""
    query = update(Upload).where(Upload.id == upload_id, Upload.status == "open")
    if writer is not None:
        query = query.where(Upload.writer == writer)
    return (await db.execute(query.values(status=status, reason=reason).returning(Upload.id))).first() is not None


async def cancel_upload(db: AsyncSession, scope: Scope, upload_id: UUID) -> None:
    """End an open upload; raises UploadEnded for one that is over, and points to the paper of a finished one."""
    upload = await get_upload(db, scope, upload_id, for_update=True)
    require(policy.can_cancel_upload(scope, upload), UploadNotFound)
    require_alive(upload, await _now(db))
    if upload.status == "finished":
        raise UploadEnded("This upload has finished and its paper is in the library. Delete the paper instead.")
    await end_upload(db, upload_id, "cancelled", "The upload was cancelled.")


async def list_parts(db: AsyncSession, upload_id: UUID) -> Sequence[UploadPart]:
    """The stored parts in their order."""
    query = select(UploadPart).where(UploadPart.upload_id == upload_id).order_by(UploadPart.start)
    return (await db.execute(query)).scalars().all()


async def drop_parts(db: AsyncSession, upload_id: UUID) -> None:
    """Forget the parts of an upload that has ended."""
    await db.execute(delete(UploadPart).where(UploadPart.upload_id == upload_id))


class UploadRow(NamedTuple):
    """An upload and the name of who sends it."""

    upload: Upload
    person_name: str | None


async def list_uploads(
    db: AsyncSession, scope: Scope, *, status: str | None, limit: int, cursor: str | None
) -> tuple[list[UploadRow], str | None]:
    """List uploads, the newest first."""
    require(policy.can_see_uploads(scope))
    query = (
        select_uploads(scope)
        .add_columns(Person.name.label("person_name"))
        .outerjoin(Person, Person.id == Upload.person_id)
    )
    if status:
        query = query.where(Upload.status == status)
    if cursor:
        query = query.where(tuple_(Upload.created_at, Upload.id) < read_cursor(cursor, datetime, UUID))
    query = query.order_by(Upload.created_at.desc(), Upload.id.desc()).limit(limit + 1)
    rows = [UploadRow(*row) for row in await db.execute(query)]
    return cut_page(rows, limit, lambda row: (row.upload.created_at, row.upload.id))


async def describe_upload(db: AsyncSession, scope: Scope, upload_id: UUID) -> UploadRow:
    """Return an upload that the caller may see; raises UploadNotFound."""
    require(policy.can_see_uploads(scope), UploadNotFound)
    query = (
        select_uploads(scope)
        .add_columns(Person.name.label("person_name"))
        .outerjoin(Person, Person.id == Upload.person_id)
    )
    row = (await db.execute(query.where(Upload.id == upload_id))).first()
    if row is None:
        raise UploadNotFound
    return UploadRow(*row)
