"""Settings: read from the environment and .env, and refused by name when they are unknown or malformed."""

from pathlib import Path

import pytest

from scrollkeeper.core.settings import SettingsRefused, read_settings, setting_names


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)


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
