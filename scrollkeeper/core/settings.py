"""Settings from the environment and `.env`, checked at the start; the descriptions are their documentation."""

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from scrollkeeper.core import secret_files
from scrollkeeper.core.connections import LEAST_OF_PROCESS
from scrollkeeper.core.email_addresses import normalise_domain
from scrollkeeper.core.providers import Provider, read_providers

PREFIX = "SCROLLKEEPER_"
Bytes = Annotated[int, Field(gt=0)]
Seconds = Annotated[int, Field(gt=0)]


class SettingsRefused(Exception):
    """A setting is unknown or malformed; the message names it and says what it should be."""


def _named(name: str) -> AliasChoices:
    return AliasChoices(name, name.lower())


class Settings(BaseSettings):
    """One field a setting: `data_dir` is read from SCROLLKEEPER_DATA_DIR, unless it says another name."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", populate_by_name=True, env_ignore_empty=True
    )

    data_dir: Path = Field(Path("data"), description="Folder of the embedded database and of the files.")
    database_url: str | None = Field(
        None,
        validation_alias=_named("DATABASE_URL"),
        repr=False,
        pattern=r"^postgres(ql)?(\+psycopg)?://",
        description="A PostgreSQL 16 or newer to use. Without it ScrollKeeper runs its own in the data folder.",
    )
    request_database_url: str | None = Field(
        None,
        repr=False,
        pattern=r"^postgres(ql)?(\+psycopg)?://",
        description="The same database, for requests: a login that may do what `scrollkeeper_app` may, no more. "
        "Without it requests take that role on the login of DATABASE_URL.",
    )
    database_connections: int = Field(
        30,
        ge=LEAST_OF_PROCESS,
        le=1_000,
        description="Connections to the database that one `serve` with all its processes may hold (at least 12), or "
        "one `web` or `worker` (at least 5); with fewer it works more slowly.",
    )
    web_processes: int | None = Field(
        None,
        ge=1,
        le=32,
        description="Web apps of one `serve` behind its address, each with its share of connections and cache; unless "
        "set, as many as there are cores, at most 4 and as many as the connections are enough for.",
    )
    linger_seconds: float = Field(
        0,
        ge=0,
        le=10,
        description="After SIGTERM new requests are answered for at least this long, while /api/ready says 503: as "
        "long as a load balancer needs to notice.",
    )
    storage_url: str | None = Field(
        None,
        validation_alias=_named("STORAGE_URL"),
        pattern=r"^(s3://[^/?]+|file:///|memory://)",
        description="s3://bucket/prefix?endpoint=http://host:port&region=… or file:///folder. "
        "Without it: the data folder. Keys are read from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    )
    mail_url: SecretStr | None = Field(
        None,
        validation_alias=_named("MAIL_URL"),
        description="smtp://user:password@host:587 or smtps://… for outgoing mail. "
        "Without it `serve` prints the links.",
    )
    mail_from: str | None = Field(
        None,
        pattern=r"^[^@\s<>]+@[^@\s<>]+$",
        description="The address that emails come from. Without it: scrollkeeper@ and the host of PUBLIC_URL.",
    )
    host: str = Field("127.0.0.1", description="Address that `serve` listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that `serve` listens on; 0 takes a free one.")
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/]+$",
        description="The address people use, such as https://papers.example.org, when a proxy stands in front.",
    )
    mode: Literal["development", "production"] = Field(
        "development",
        description="In production nothing is parsed unless the sandbox can be set up, and nothing starts unless "
        "PUBLIC_URL is an https address.",
    )
    hsts_subdomains: bool = Field(
        False,
        description="Whether browsers are to use https for every subdomain of PUBLIC_URL's host as well "
        "(`includeSubDomains`). They remember it for two years: turn it on once all of them speak https.",
    )
    metrics_token: SecretStr | None = Field(
        None,
        description="What Prometheus sends as a bearer token to read /metrics. Without it, only programs on this "
        "machine may read it.",
    )
    max_upload_bytes: Bytes = Field(512 << 20, description="Largest file that may be uploaded.")
    team_quota_bytes: Bytes = Field(100 << 30, description="Room that a new team gets.")
    min_free_bytes: Bytes = Field(
        512 << 20,
        description="Where files lie in a local folder, none are taken in that would leave its disk with less than "
        "this: a database beside them stops when there is no room.",
    )
    upload_expiry_seconds: Seconds = Field(
        7 * 24 * 3600, description="An unfinished upload is kept this long after its last byte."
    )
    secret_keys: SecretStr | None = Field(
        None,
        description="Keys that seal what must not lie open in the database, such as seeds of authenticator apps: long "
        "random texts with spaces between them, the newest first. Without it they are in SECRET_KEYS_FILE.",
    )
    secret_keys_file: Path | None = Field(
        None,
        description="A file with those keys, one a line, the newest first. Without it: `secret.keys` in the data "
        "folder, made at the first start.",
    )
    backup_key: SecretStr | None = Field(
        None,
        description="With it backups are encrypted: a random text of at least 32 characters, as `openssl rand -base64 "
        "32` gives it. Keep a copy elsewhere: without it no backup can be read.",
    )
    backup_url: str | None = Field(
        None,
        pattern=r"^(s3://[^/?]+|file:///|off$)",
        description="Where a backup is put each night and before the database is brought up to date: file:///folder, "
        "s3://bucket/prefix, which needs BACKUP_KEY, or `off`. Without it: `data-backups` beside the data folder "
        "`data`, where the database is the embedded one, and nowhere where it is another.",
    )
    backup_before_migrating: bool = Field(
        True, description="Whether a backup is made before a database is brought up to date."
    )
    backup_max_age_hours: int = Field(
        50,
        gt=0,
        description="When the last backup is older, the log says so each hour, and `doctor` does.",
    )
    sign_up: str = Field(
        "open",
        description="Who may make an account: `open` for everyone, `invitation` for those invited to a team, "
        "or domains of email addresses, such as `uni.example,lab.example`. Invited people may always.",
    )
    require_verified_email: bool = Field(
        False,
        description="Whether one changes nothing in teams before one's email address is confirmed. "
        "With domains in SIGN_UP it is always so.",
    )
    require_second_factor: bool = Field(
        False,
        description="Whether everybody needs a second factor (a passkey or an authenticator app, or one that their "
        "identity provider says it asked for). Who has none gets no further than to setting one up.",
    )
    emails_to_others_per_day: int = Field(
        100,
        ge=0,
        description="Emails, such as invitations, that one person may cause to others in a day, over all teams. One "
        "address gets at most five a day that way, from whomever.",
    )
    teams_per_person: int = Field(
        20, ge=0, description="Shared teams that one person may own. Who owns as many makes no other."
    )
    oidc: SecretStr | None = Field(
        None,
        description="Identity providers to sign in with, as JSON: "
        '`[{"name": "lab", "title": "Lab", "issuer": "https://…", "client_id": "…", "client_secret": "…"}]`; '
        "`client_secret_file`, `scopes` and `sign_out_url` may be given as well.",
    )
    oidc_file: Path | None = Field(None, description="A file with that JSON, instead of OIDC.")
    sign_in: Literal["any", "provider"] = Field(
        "any",
        description="`provider` leaves identity providers as the only sign-in method: no passwords, no passkeys alone, "
        "no sign-up.",
    )
    session_days: int = Field(30, gt=0, le=365, description="A session ends after this long without use.")
    session_max_days: int = Field(
        90, gt=0, le=3650, description="However much it is used, a session ends this long after it began."
    )
    parse_processes: int = Field(
        max(1, min(os.cpu_count() or 1, 8)), ge=1, le=128, description="Documents parsed at the same time."
    )
    parse_timeout_seconds: Seconds = Field(300, description="A document that takes longer to parse is refused.")
    parse_memory_bytes: Bytes = Field(1 << 30, description="Memory that the parser of one document may use.")
    reread_papers: bool = Field(
        True,
        description="Whether papers that an older version of the parser has read are read again by themselves, when "
        "nothing else waits. What people have set stays.",
    )
    file_cache_bytes: Bytes = Field(128 << 20, description="Memory for documents that many people have open.")
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of proxies in front of us, by comma: `127.0.0.1, 10.0.0.0/8`. Only they may "
        "say where a request comes from (X-Forwarded-For, X-Forwarded-Proto).",
    )
    outbound_hosts: str = Field(
        "",
        description="Hosts within your own network that webhooks and look-ups may reach all the same, by comma: "
        "`chat.lab.example, 10.0.0.5:8080`. Without it only public addresses are fetched.",
    )
    lookups: bool = Field(
        True,
        description="Whether identifiers that people enter are looked up at Crossref, DataCite, arXiv, PubMed and Open "
        "Library. A team can switch it off for itself.",
    )
    lookup_mirror: str | None = Field(
        None,
        pattern=r"^https?://[^?#\s]*[^/?#\s]$",
        description="A proxy through which registries are asked, for networks that are closed: "
        "`http://mirror.example` is asked for `/api.crossref.org/works/…`. List its host in OUTBOUND_HOSTS.",
    )
    contact_email: str | None = Field(
        None,
        pattern=r"^[^@\s<>]+@[^@\s<>]+$",
        description="Sent to registries with look-ups, as they ask for, so that they can write to whoever hosts this.",
    )
    web_push: bool = Field(
        True,
        description="Whether people may have news shown by their browser while no window is open. Each turns it on in "
        "each browser; messages are encrypted and go through the push service of the browser's vendor.",
    )
    log_format: Literal["console", "json"] = Field("console", description="How log lines are written.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged.")

    @field_validator("mail_url")
    @classmethod
    def _is_mail_url(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts and (parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path not in ("", "/")):
            raise ValueError("it should look like smtp://user:password@host:587 or smtps://user:password@host:465")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _is_networks(cls, value: str) -> str:
        for written in filter(None, map(str.strip, value.split(","))):
            try:
                ip_network(written, strict=False)
            except ValueError:
                raise ValueError(f"{written} is no address or network, such as 10.0.0.1 or 10.0.0.0/8") from None
        return value

    @property
    def trusted_networks(self) -> list[str]:
        return [written for written in map(str.strip, self.trusted_proxies.split(",")) if written]

    @field_validator("sign_up")
    @classmethod
    def _is_sign_up(cls, value: str) -> str:
        parts = [normalise_domain(part.strip().removeprefix("@")) for part in value.split(",") if part.strip()]
        domain = re.compile(r"^[^@\s,/]+\.[^@\s,/.]+$")
        if parts not in (["open"], ["invitation"]) and not (parts and all(domain.match(part) for part in parts)):
            raise ValueError("it should be `open`, `invitation`, or domains such as uni.example,lab.example")
        return ",".join(parts)

    @property
    def sign_up_domains(self) -> tuple[str, ...]:
        """Domains whose addresses may make an account; none where sign-up goes by another rule."""
        return () if self.sign_up in ("open", "invitation") else tuple(self.sign_up.split(","))

    @property
    def needs_verified_email(self) -> bool:
        """An address of a domain says nothing until it is known to be one's own."""
        return self.require_verified_email or bool(self.sign_up_domains)

    @field_validator("oidc")
    @classmethod
    def _is_oidc(cls, value: SecretStr | None) -> SecretStr | None:
        if value:
            read_providers(value.get_secret_value())
        return value

    @field_validator("oidc_file")
    @classmethod
    def _is_oidc_file(cls, value: Path | None) -> Path | None:
        if value:
            if not value.is_file():
                raise ValueError("there is no such file")
            read_providers(value.read_text())
        return value

    @field_validator("sign_in")
    @classmethod
    def _is_sign_in(cls, value: str, known: ValidationInfo) -> str:
        if value == "provider" and not (known.data.get("oidc") or known.data.get("oidc_file")):
            raise ValueError("`provider` needs a provider in SCROLLKEEPER_OIDC")
        return value

    @property
    def providers(self) -> tuple[Provider, ...]:
        if self.oidc_file:
            return read_providers(self.oidc_file.read_text())
        return read_providers(self.oidc.get_secret_value()) if self.oidc else ()

    @property
    def passwords(self) -> bool:
        """Whether one may sign in without an identity provider."""
        return self.sign_in == "any"

    @property
    def base_url(self) -> str:
        """Where people find us. Never taken from a request: a forged Host must not get into an email."""
        anywhere = self.host in ("0.0.0.0", "::")  # noqa: S104  compared, not bound
        shown = "localhost" if anywhere else f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{shown}:{self.port}"

    @property
    def secure_cookies(self) -> bool:
        return bool(self.public_url and self.public_url.startswith("https://"))


def setting_names() -> dict[str, str]:
    """Environment name of each field: {"DATABASE_URL": "database_url", "SCROLLKEEPER_HOST": "host", …}."""
    names = {}
    for field, info in Settings.model_fields.items():
        alias = info.validation_alias
        names[str(alias.choices[0]) if isinstance(alias, AliasChoices) else PREFIX + field.upper()] = field
    return names


def _refuse_unknown(written: Mapping[str, str | None]) -> None:
    known = set(setting_names()) | secret_files.file_names()
    names = {name for name in written if not name.startswith("AWS_")}
    for name in sorted(names | {n for n in os.environ if n.startswith(PREFIX)}):
        if name not in known:
            raise SettingsRefused(f"{name} is not a setting of ScrollKeeper. Known are: {', '.join(sorted(known))}.")


def _refuse_plain_http(chosen: Settings) -> None:
    """Passwords and sessions of a production instance never travel unencrypted."""
    if chosen.mode == "production" and not chosen.secure_cookies:
        raise SettingsRefused(
            "SCROLLKEEPER_MODE=production needs an https address: set SCROLLKEEPER_PUBLIC_URL to the one that people "
            "use, such as https://papers.example.org, and put a proxy with TLS in front. To try things out on this "
            "machine, leave SCROLLKEEPER_MODE at development."
        )


def read_settings(**overrides: object) -> Settings:
    """Settings of this process; raises SettingsRefused with the name of the first one that is wrong."""
    written = dotenv_values(".env") if Path(".env").is_file() else {}
    _refuse_unknown(written)
    try:
        secret_files.read_files(written)
    except secret_files.SecretRefused as error:
        raise SettingsRefused(str(error)) from None
    try:
        chosen = Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        name = {f: n for n, f in setting_names().items()}.get(field, field.upper())
        raise SettingsRefused(f"{name} is malformed: {first['msg']}.") from None
    _refuse_plain_http(chosen)
    return chosen


@lru_cache(1)
def settings() -> Settings:
    """The settings of this process, read once; `configure` replaces them before anything else starts."""
    return read_settings()


def configure(chosen: Settings) -> Settings:
    """Make these the settings of this process, and of the processes it starts."""
    settings.cache_clear()
    for name, field in setting_names().items():
        value = getattr(chosen, field)
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return settings()
