"""Keys that seal: made once and privately, several at a time, changed without losing anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from scrollkeeper.core import keyring, settings


@pytest.fixture
def folder(database_url: str, tmp_path: Path) -> Iterator[Path]:
    before = settings.settings()
    settings.configure(before.model_copy(update={"data_dir": tmp_path}))
    yield tmp_path
    settings.configure(before)


def test_the_first_key_is_made_once_and_only_its_owner_reads_it(folder: Path) -> None:
    sealed = keyring.seal("seed", b"secret")
    file = folder / "secret.keys"
    assert (file.stat().st_mode & 0o777, b"secret" in sealed) == (0o600, False)
    text = file.read_text()
    keyring.prepare()
    assert (file.read_text(), [path.name for path in folder.iterdir()]) == (text, ["secret.keys"])
    assert keyring.unseal("seed", sealed, seconds=60) == b"secret"


def test_what_was_sealed_for_one_purpose_does_not_open_for_another(folder: Path) -> None:
    sealed = keyring.seal("seed of ada", b"secret")
    for purpose, text in (("seed of eve", sealed), ("seed of ada", sealed[:-4] + b"AAAA"), ("seed of ada", b"")):
        with pytest.raises(keyring.Unsealable):
            keyring.unseal(purpose, text)
    with pytest.raises(keyring.Unsealable):
        keyring.unseal("seed of ada", sealed, seconds=-1)


def test_a_new_key_seals_and_the_older_still_open(folder: Path) -> None:
    old = keyring.seal("seed", b"secret")
    keyring.add_key()
    assert (keyring.unseal("seed", old), keyring.is_stale(old)) == (b"secret", True)
    new = keyring.seal("seed", b"secret")
    assert not keyring.is_stale(new)
    assert (folder / "secret.keys").stat().st_mode & 0o777 == 0o600
    newest, older = (folder / "secret.keys").read_text().split()
    given = settings.settings().model_copy(update={"secret_keys": SecretStr(newest)})
    settings.configure(given)
    assert keyring.unseal("seed", new) == b"secret", "keys may come from the environment as well"
    with pytest.raises(keyring.Unsealable):
        keyring.unseal("seed", old)
    assert older not in str(given)
