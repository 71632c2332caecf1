"""Identity providers (OpenID Connect) as whoever hosts this sets them up."""

import json
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError, field_validator

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def is_safe(url: str) -> bool:
    """Whether secrets may be sent there: by TLS, or without leaving this machine."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


class Provider(BaseModel):
    """One provider; `name` is part of its address here, `title` stands on its button."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    title: str = Field("", max_length=60)
    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: SecretStr | None = None
    client_secret_file: Path | None = None
    scopes: str = Field("openid email profile", pattern=r"\bopenid\b")
    # Asks for the password again by `prompt=login` as well, for providers that do not know `max_age`.
    prompt_login: bool = False
    # Where to sign out, for providers that do not say it themselves; taken as it stands.
    sign_out_url: str | None = None

    @field_validator("issuer", "sign_out_url")
    @classmethod
    def _is_safe(cls, value: str | None) -> str | None:
        if value is not None and not is_safe(value):
            raise ValueError("it should begin with https://")
        return value

    @property
    def shown(self) -> str:
        return self.title or self.name.replace("-", " ").title()

    @property
    def secret(self) -> str | None:
        if self.client_secret_file:
            return self.client_secret_file.read_text().strip()
        return self.client_secret.get_secret_value() if self.client_secret else None


_LIST = TypeAdapter(tuple[Provider, ...])


@lru_cache(8)
def read_providers(text: str) -> tuple[Provider, ...]:
    """From JSON; raises ValueError with what is wrong, without any secret in it."""
    try:
        providers = _LIST.validate_python(json.loads(text))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise ValueError(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON (at character {error.pos})") from None
    names = [provider.name for provider in providers]
    if len(set(names)) < len(names):
        raise ValueError("two providers have the same name")
    return providers
