"""The tus 1.0.0 protocol (tus.io/protocols/resumable-upload) as pure functions: headers in, values or a refusal out."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from scrollkeeper.core.errors import Problem

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
BODY_TYPE = "application/offset+octet-stream"
MAX_METADATA = 8_192

# The protocol names its algorithms in lower case; sha1 and md5 guard against accidents, not against attackers.
ALGORITHMS: dict[str, Callable[[], Any]] = {
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
    "md5": lambda: hashlib.md5(usedforsecurity=False),
}


class BadHeader(Problem):
    """A header of the upload is missing or malformed."""

    status, title = 400, "Bad upload request"


class EmptyFile(Problem):
    """The file is empty."""

    status, title = 400, "Empty file"


class WrongVersion(Problem):
    """This server speaks tus 1.0.0: send the header Tus-Resumable: 1.0.0."""

    status, title = 412, "Wrong tus version"


class WrongContentType(Problem):
    """Bytes of an upload are sent with Content-Type: application/offset+octet-stream."""

    status, title = 415, "Wrong content type"


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the body of one request must hash to."""

    algorithm: str
    digest: bytes

    def hasher(self) -> Any:
        return ALGORITHMS[self.algorithm]()


def check_version(value: str | None) -> None:
    """Raises WrongVersion unless the client speaks the version that we speak."""
    if value != VERSION:
        raise WrongVersion(headers={"Tus-Version": VERSION})


def check_body_type(value: str | None) -> None:
    """Raises WrongContentType unless the body is announced as a piece of an upload."""
    if (value or "").partition(";")[0].strip().lower() != BODY_TYPE:
        raise WrongContentType


def parse_number(name: str, value: str | None) -> int:
    """A header that holds a number of bytes; raises BadHeader with the header's name."""
    if value is None or not value.strip():
        raise BadHeader(f"The header {name} is missing.")
    if not re.fullmatch(r"[0-9]{1,18}", value.strip(), re.ASCII):
        raise BadHeader(f"The header {name} must be a number of bytes, not negative.")
    return int(value)


def refuse_unspoken(headers: Mapping[str, str]) -> None:
    """Raises BadHeader for extensions that we do not announce, since an upload without them would be another one."""
    if "upload-concat" in headers:
        raise BadHeader("This server does not join uploads: send the file as one, without Upload-Concat.")
    if "upload-defer-length" in headers:
        raise BadHeader("The length must be known from the beginning: send Upload-Length, without Upload-Defer-Length.")


def parse_length(value: str | None) -> int:
    """Upload-Length in bytes; raises BadHeader for none and EmptyFile for 0."""
    length = parse_number("Upload-Length", value)
    if length == 0:
        raise EmptyFile
    return length


def parse_content_length(value: str | None) -> int | None:
    """Content-Length in bytes, or None for a body of unknown length."""
    return None if value is None else parse_number("Content-Length", value)


def parse_metadata(value: str | None) -> dict[str, str]:
    """Upload-Metadata: `key base64,key base64,…` with UTF-8 inside; raises BadHeader for anything else."""
    if not value or not value.strip():
        return {}
    if len(value) > MAX_METADATA:
        raise BadHeader(f"Upload-Metadata is longer than {MAX_METADATA} characters.")
    found: dict[str, str] = {}
    for pair in value.split(","):
        key, _, encoded = pair.strip().partition(" ")
        if not re.fullmatch(r"[!-+\--~]+", key):
            raise BadHeader("Upload-Metadata must be pairs of a key and a base64 value, separated by commas.")
        if key in found:
            raise BadHeader(f"Upload-Metadata names {key} twice.")
        try:
            found[key] = base64.b64decode(encoded.strip(), validate=True).decode()
        except (binascii.Error, UnicodeError, ValueError):
            raise BadHeader(f"The value of {key} in Upload-Metadata must be UTF-8 text in base64.") from None
    return found


def format_metadata(metadata: Mapping[str, str]) -> str:
    """The header for these values; the reverse of `parse_metadata`."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}".rstrip() for key, value in metadata.items())


def parse_sha256(value: str | None) -> str | None:
    """The announced hash of the whole file in lower-case hexadecimal; raises BadHeader if it cannot be one."""
    if value is None or not value.strip():
        return None
    if not re.fullmatch(r"[0-9a-fA-F]{64}", value.strip(), re.ASCII):
        raise BadHeader("sha256 in Upload-Metadata must be 64 hexadecimal digits.")
    return value.strip().lower()


def parse_paper(value: str | None) -> UUID | None:
    """`paper` of Upload-Metadata: the id of the paper that the file is another version of."""
    try:
        return UUID(value) if value else None
    except ValueError:
        raise BadHeader("The paper in Upload-Metadata must be its id.") from None


def parse_checksum(value: str | None) -> Checksum | None:
    """Upload-Checksum: `algorithm base64`; raises BadHeader for an algorithm that we do not offer."""
    if value is None:
        return None
    algorithm, _, encoded = value.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadHeader(f"Upload-Checksum must use one of {', '.join(ALGORITHMS)}.")
    try:
        digest = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    checksum = Checksum(algorithm, digest)
    if len(digest) != checksum.hasher().digest_size:
        raise BadHeader(f"Upload-Checksum must hold a {algorithm} digest in base64.")
    return checksum


def format_time(moment: datetime) -> str:
    """A moment as HTTP headers write it (RFC 9110 section 5.6.7)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def upload_path(team: str, upload: object) -> str:
    """Where an upload lives; without a host, so that it holds behind any proxy."""
    return f"/api/teams/{quote(team, safe='')}/uploads/{upload}"
