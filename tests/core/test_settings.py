"""Settings: read from the environment and .env, and refused by name when they are unknown or malformed."""

import os
from pathlib import Path

import pytest

from scrollkeeper.core.secret_files import FROM_FILES
from scrollkeeper.core.settings import SettingsRefused, read_settings, setting_names


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [*setting_names(), *FROM_FILES, *(f"{one}_FILE" for one in FROM_FILES)]:
        monkeypatch.setenv(name, "")  # So that what is set here goes again.
        monkeypatch.delenv(name)


def test_defaults_serve_one_laptop() -> None:
    settings = read_settings()
    assert (settings.host, settings.data_dir, settings.secure_cookies) == ("127.0.0.1", Path("data"), False)


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SCROLLKEEPER_PORT=9001\nSTORAGE_URL=s3://papers/lab\nAWS_ACCESS_KEY_ID=x\n")
    assert (read_settings().port, read_settings().storage_url) == (9001, "s3://papers/lab")
    monkeypatch.setenv("SCROLLKEEPER_PORT", "9002")
    assert read_settings().port == 9002
    assert read_settings(port=9003).port == 9003


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SCROLLKEEPER_PORT", "eighty"),
        ("SCROLLKEEPER_PORT", "70000"),
        ("SCROLLKEEPER_MODE", "prod"),
        ("SCROLLKEEPER_MAX_UPLOAD_BYTES", "-1"),
        ("SCROLLKEEPER_PUBLIC_URL", "papers.example.org"),
        ("DATABASE_URL", "mysql://x"),
        ("STORAGE_URL", "ftp://x"),
        ("SCROLLKEEPER_PROT", "8000"),
    ],
)
def test_what_is_wrong_is_named(name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused, match=name):
        read_settings()
    monkeypatch.delenv(name)
    (tmp_path / ".env").write_text(f"{name}={value}\n")
    with pytest.raises(SettingsRefused, match=name):
        read_settings()


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_URL", "smtp://lab:hunter2@mail.example")
    assert "hunter2" not in repr(read_settings())


@pytest.mark.parametrize("public_url", [None, "http://papers.example.org"])
def test_production_does_not_start_without_tls(public_url: str | None) -> None:
    with pytest.raises(SettingsRefused, match=r"set SCROLLKEEPER_PUBLIC_URL .*https"):
        read_settings(mode="production", public_url=public_url)
    assert read_settings(mode="production", public_url="https://papers.example.org").secure_cookies
    assert read_settings(mode="development", public_url=public_url).mode == "development"


@pytest.mark.parametrize("in_file", [False, True])
def test_secrets_come_from_files(in_file: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "database").write_text("postgresql://lab:s3cret@db/papers\n")
    (tmp_path / "key").write_text("  AKIA-of-a-test\n")
    names = {"DATABASE_URL_FILE": tmp_path / "database", "AWS_ACCESS_KEY_ID_FILE": tmp_path / "key"}
    if in_file:
        (tmp_path / ".env").write_text("".join(f"{name}={path}\n" for name, path in names.items()))
    else:
        for name, path in names.items():
            monkeypatch.setenv(name, str(path))
    settings = read_settings()
    assert settings.database_url == "postgresql://lab:s3cret@db/papers"
    assert "s3cret" not in repr(settings)
    # What we start, and S3, find them in the environment; nobody reads the files again.
    assert os.environ["AWS_ACCESS_KEY_ID"] == "AKIA-of-a-test"
    (tmp_path / "database").unlink()
    assert read_settings().database_url == settings.database_url


@pytest.mark.parametrize("name", ["DATABASE_URL", "MAIL_URL", "SCROLLKEEPER_OIDC", "SCROLLKEEPER_SECRET_KEYS"])
def test_a_secret_is_given_once(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "hunter2")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    with pytest.raises(SettingsRefused, match=f"Both {name} and {name}_FILE are set") as refused:
        read_settings()
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe\x00", b"a\0b", b"x" * 70_000])
def test_a_file_without_a_secret_is_named(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    for name in ("MAIL_URL", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"{name}_FILE", str(path))
        with pytest.raises(SettingsRefused, match=f"{name}_FILE names .*secret"):
            read_settings()
        monkeypatch.delenv(f"{name}_FILE")
    monkeypatch.setenv("SCROLLKEEPER_SECRET_KEYS_FILE", str(tmp_path))
    with pytest.raises(SettingsRefused, match="SCROLLKEEPER_SECRET_KEYS_FILE names"):
        read_settings()
