"""A locked PDF is opened once: a decrypted copy is stored beside it, and the password is never written down."""

from scrollkeeper.core.db import open_team_session
from scrollkeeper.core.errors import Conflict, Invalid, NotFound
from scrollkeeper.core.storage import storage
from scrollkeeper.ingest.pipeline.reasons import PASSWORD_CODES
from scrollkeeper.ingest.pipeline.sandboxes import open_document
from scrollkeeper.ingest.pipeline.status import lock_file, queue_file
from scrollkeeper.library.files.keys import file_key, unlocked_key
from scrollkeeper.library.models import File
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused, SandboxMissing


class WrongPassword(Invalid):
    """That password doesn't open this PDF. Check it and try again."""


async def readable_key(file: File) -> str:
    """The bytes that can be read without a password: the file itself, or its decrypted copy."""
    if file.encrypted and await storage().size(unlocked_key(file.id)) is not None:
        return unlocked_key(file.id)
    return file_key(file.sha256)


async def unlock_file(file: File, password: str) -> None:
    """Store a decrypted copy and queue the file. Raises WrongPassword, Conflict where nothing is locked, Invalid."""
    if not file.needs_password:
        raise Conflict("This PDF opens without a password; none is needed.")
    try:
        async with open_document(file_key(file.sha256), password) as document:
            await storage().put_stream(unlocked_key(file.id), document.stream("decrypt"))
    except Refused as error:
        if error.code in PASSWORD_CODES:
            raise WrongPassword from None
        raise Invalid(f"The PDF could not be opened with it: {error}") from None
    except (ChildDied, ChildTimedOut, SandboxMissing) as error:
        raise Invalid(f"The PDF could not be opened with it: {error}") from None
    async with open_team_session(file.team_id) as db:
        locked = await lock_file(db, file.id)
        if locked is None:
            raise NotFound
        await queue_file(db, locked, needs_password=False, encrypted=True)
