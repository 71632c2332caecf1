"""Storage keys of files: content-addressed, so the same bytes in several teams are one object."""

from uuid import UUID

FILES, THUMBNAILS = "files/", "thumbnails/"
UNLOCKED = "unlocked/"


def file_key(sha256: str) -> str:
    """Where bytes with this hash (lower-case hexadecimal) lie; they may go only when no team has them."""
    return f"{FILES}{sha256[:2]}/{sha256}.pdf"


def thumbnail_key(sha256: str) -> str:
    """Where the picture of the first page of these bytes lies; it goes with them."""
    return f"{THUMBNAILS}{sha256}.webp"


def unlocked_key(file_id: UUID) -> str:
    """Where the copy of a locked file lies that needs no password. By file and not by hash: another team that has the
    same bytes has not given the password."""
    return f"{UNLOCKED}{file_id}.pdf"


def sha256_of_key(key: str) -> str | None:
    """The hash again, or None where the key is not one of ours."""
    stem = key.rsplit("/", 1)[-1].partition(".")[0]
    return stem if len(stem) == 64 and key in (file_key(stem), thumbnail_key(stem)) else None


def file_of_key(key: str) -> UUID | None:
    """The file whose unlocked copy this is, or None where the key is not one of ours."""
    try:
        return UUID(key.removeprefix(UNLOCKED).removesuffix(".pdf"))
    except ValueError:
        return None
