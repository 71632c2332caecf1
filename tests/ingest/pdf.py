"""PDFs for upload tests: as small or as large as one likes, each with bytes of its own."""

import hashlib
import itertools
import os

_numbers = itertools.count(1)


def pdf_bytes(size: int = 2_000) -> bytes:
    """`size` bytes that begin like a PDF and that no other call gives; for what only stores bytes."""
    head = f"%PDF-1.7\n% {os.getpid()} {next(_numbers)} ".encode()
    # Not compressible, not repeating: a part put in the wrong place cannot go unseen.
    return (head + os.urandom(max(size - len(head), 0)))[:size]


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
