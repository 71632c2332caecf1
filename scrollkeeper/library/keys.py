"""Storage keys of files: content-addressed, so the same bytes in several teams are one object."""

FILES = "files/"


def file_key(sha256: str) -> str:
    """Where bytes with this hash (lower-case hexadecimal) lie; they may go only when no team has them."""
    return f"{FILES}{sha256[:2]}/{sha256}.pdf"


def sha256_of_key(key: str) -> str | None:
    """The hash again, or None where the key is not one of ours."""
    stem = key.rsplit("/", 1)[-1].removesuffix(".pdf")
    return stem if len(stem) == 64 and file_key(stem) == key else None
