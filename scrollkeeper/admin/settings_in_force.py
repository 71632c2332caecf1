"""The settings in force; of secrets only whether they are set."""

from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from scrollkeeper.core.settings import Settings, setting_names, settings


@dataclass(frozen=True, slots=True)
class SettingInForce:
    name: str
    value: str
    is_set: bool
    about: str


def list_settings() -> list[SettingInForce]:
    """Every setting as it is in force; of a secret only whether there is one."""
    found = []
    for name, field in sorted(setting_names().items()):
        info = Settings.model_fields[field]
        value = getattr(settings(), field)
        shown = "" if value is None else str(value)
        if isinstance(value, SecretStr) or _is_secret(info.annotation) or ("://" in shown and "@" in shown):
            shown = "(secret)" if value else ""
        found.append(SettingInForce(name, shown, value != info.default, info.description or ""))
    return found


def _is_secret(annotation: Any) -> bool:
    return "SecretStr" in str(annotation)
