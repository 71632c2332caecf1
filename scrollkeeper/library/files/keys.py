"""Storage keys of files: content-addressed, so the same bytes in several teams are one object."""

from uuid import UUID

FILES = "files/"
UNLOCKED = "unlocked/"


def file_key(sha256: str) -> str:
    """Where bytes with this hash (lower-case hexadecimal) lie; they may go only when no team has them."""
    return f"{FILES}{sha256[:2]}/{sha256}.pdf"


def unlocked_key(file_id: UUID) -> str:
    """Where the copy of a locked file lies that needs no password. By file and not by hash: another team that has the
    same bytes has not given the password."""
    return f"{UNLOCKED}{file_id}.pdf"


def sha256_of_key(key: str) -> str | None:
    """The hash again, or None where the key is not one of ours."""
    stem = key.rsplit("/", 1)[-1].removesuffix(".pdf")
    return stem if len(stem) == 64 and file_key(stem) == key else None
