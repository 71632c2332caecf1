"""Keys that seal what must not lie open: seeds in the database, and facts that a browser carries for us.

There may be several keys. The newest, which comes first, seals; all of them open. So a key is changed by putting a new
one before the others: nothing that was sealed is lost. Nobody is signed out, since sessions are random secrets.
"""

import base64
import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from scrollkeeper.core.settings import settings

FILE = "secret.keys"


class Unsealable(Exception):
    """It was not sealed by us, not for this purpose, too long ago, or with a key that is gone."""


def keys_file() -> Path:
    return settings().secret_keys_file or settings().data_dir / FILE


def prepare() -> None:
    """Make the key file where there is none; only its owner may read it."""
    if not settings().secret_keys and not keys_file().exists():
        _write(keys_file(), [secrets.token_urlsafe(32)], only_new=True)


def add_key() -> None:
    """From now on a new key seals; running servers notice by themselves."""
    prepare()
    _write(keys_file(), [secrets.token_urlsafe(32), *_lines(keys_file().read_text())], only_new=False)


def fingerprints() -> list[str]:
    """What can be told openly of each key, the newest first; none where there are no keys yet."""
    if not settings().secret_keys and not keys_file().exists():
        return []
    return [hashlib.sha256(b"scrollkeeper fingerprint" + _derived(key)).hexdigest()[:16] for key in _secrets()]


def export_keys() -> str:
    """All keys, one a line, for an encrypted backup; empty where there are none yet."""
    return "\n".join(_secrets()) if fingerprints() else ""


def import_keys(keys: str) -> None:
    """Put these keys before those of the key file."""
    own = _lines(keys_file().read_text()) if keys_file().exists() else []
    _write(keys_file(), list(dict.fromkeys(_lines(keys) + own)), only_new=False)


def source() -> str:
    """Where the keys come from, for whoever has to change them."""
    return "SCROLLKEEPER_SECRET_KEYS" if settings().secret_keys else str(keys_file())


def seal(purpose: str, plain: bytes) -> bytes:
    return _ring().encrypt(_label(purpose) + plain)


def unseal(purpose: str, sealed: bytes, *, seconds: int | None = None) -> bytes:
    """What was sealed for this purpose, at most so many seconds ago; raises Unsealable."""
    try:
        plain = _ring().decrypt(sealed, ttl=seconds)
    except InvalidToken:
        raise Unsealable from None
    if not plain.startswith(_label(purpose)):
        raise Unsealable
    return plain.removeprefix(_label(purpose))


def is_stale(sealed: bytes) -> bool:
    """Whether an older key than the newest sealed it, so that it should be sealed again."""
    try:
        _newest().decrypt(sealed)
    except InvalidToken:
        return True
    return False


def _label(purpose: str) -> bytes:
    return purpose.encode() + b"\0"


def _ring() -> MultiFernet:
    return _fernets(*_secrets())


def _newest() -> Fernet:
    return _fernet(_secrets()[0])


def _secrets() -> tuple[str, ...]:
    given = settings().secret_keys
    if given:
        return tuple(given.get_secret_value().split())
    prepare()
    return _read(keys_file(), keys_file().stat().st_mtime_ns)


@lru_cache(2)
def _read(path: Path, _changed: int) -> tuple[str, ...]:
    return tuple(_lines(path.read_text()))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@lru_cache(2)
def _fernets(*keys: str) -> MultiFernet:
    return MultiFernet([_fernet(key) for key in keys])


def _fernet(key: str) -> Fernet:
    """Any long random text is a key."""
    return Fernet(base64.urlsafe_b64encode(_derived(key)))


def _derived(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _write(path: Path, keys: list[str], *, only_new: bool) -> None:
    """All at once, so that nobody reads half a file; of several that make the first one, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        if only_new:
            path.hardlink_to(draft)
        else:
            draft.replace(path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
