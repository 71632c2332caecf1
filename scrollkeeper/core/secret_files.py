"""Secrets from files: `NAME_FILE=/run/secrets/name` stands for `NAME`, as Docker and Kubernetes hand secrets out.

What a file holds is put into the environment under its name, as if it had been given there; processes that we start
find it so and read no file again.
"""

import os
from collections.abc import Mapping
from pathlib import Path

# Each may come from a file that this name with `_FILE` names.
FROM_FILES = (
    "DATABASE_URL", "MAIL_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
    "SCROLLKEEPER_METRICS_TOKEN", "SCROLLKEEPER_BACKUP_KEY",
)  # fmt: skip
# These have files of their own kind, read while we run (`core/settings.py`).
WITH_OWN_FILES = ("SCROLLKEEPER_OIDC", "SCROLLKEEPER_SECRET_KEYS")
MOST_BYTES = 64 << 10


class SecretRefused(Exception):
    """A secret is given twice, or its file cannot be read; the message never holds the secret."""


def file_names() -> set[str]:
    return {f"{name}_FILE" for name in FROM_FILES}


def read_files(written: Mapping[str, str | None]) -> None:
    """Put secrets from files into the environment. `written` is what `.env` says; the environment goes before it."""
    for name in FROM_FILES + WITH_OWN_FILES:
        file = f"{name}_FILE"
        given = os.environ if os.environ.get(name) or os.environ.get(file) else written
        path = given.get(file)
        if not path:
            continue
        if given.get(name):
            raise SecretRefused(f"Both {name} and {file} are set. Keep one of them.")
        if name in FROM_FILES:
            os.environ[name] = _read(file, Path(path))
            os.environ.pop(file, None)
        elif Path(path).exists():  # A file of keys that is not there yet is made at the first start.
            _read(file, Path(path))


def _read(name: str, path: Path) -> str:
    try:
        with path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
        text = content.decode().strip()
    except OSError as error:
        raise SecretRefused(f"{name} names {path}, which cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SecretRefused(f"{name} names {path}, which holds no text.") from None
    if not text or "\0" in text or len(content) > MOST_BYTES:
        raise SecretRefused(f"{name} names {path}, which is empty or holds more than a secret.")
    return text
