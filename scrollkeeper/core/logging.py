"""Structured log lines: only named values are logged, and what looks like a secret or an address is taken out."""

import logging
import re
import sys
from typing import Any

import structlog

from scrollkeeper.core.settings import Settings

# Errors of libraries and of other servers say more than we would: whom a letter was for, which address was fetched.
_SCRUBBED = (
    (re.compile(r"(://)[^\s:/@\"']*:[^\s/@\"']+@"), r"\1(secret)@"),
    (re.compile(r"[\w.!#$%&*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+"), "(address)"),
    (re.compile(r"\b(?:sk[pf]_|whsec_)[\w+/=-]{8,}"), "(secret)"),
    (
        re.compile(r"([?&](?:\w*token|code|state|\w*secret|\w*key|password|nonce)=)[^\s&\"']+", re.IGNORECASE),
        r"\1(secret)",
    ),
    (re.compile(r"(/(?:invitations|unsubscribe|invite)/)[\w-]{16,}"), r"\1(secret)"),
    (re.compile(r"(?i)\b(bearer\s+)[\w.~+/=-]{8,}"), r"\1(secret)"),
)


def scrub(line: str) -> str:
    """The line without passwords, tokens and email addresses."""
    for pattern, instead in _SCRUBBED:
        line = pattern.sub(instead, line)
    return line


class _Scrubbed:
    """A renderer whose lines are scrubbed, but for those that say `in_full`: what the host has to hand on."""

    def __init__(self, renderer: structlog.typing.Processor) -> None:
        self.renderer = renderer

    def __call__(self, logger: Any, name: str, event: structlog.typing.EventDict) -> str:
        in_full = event.pop("in_full", False)
        line = str(self.renderer(logger, name, event))
        return line if in_full else scrub(line)


def set_up(settings: Settings) -> None:
    """Send our lines and those of the libraries through one format to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    renderer: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, _Scrubbed(structlog.processors.JSONRenderer())]
        if settings.log_format == "json"
        else [_Scrubbed(_console())]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    # The access log holds addresses with query strings; ours (in main.py) does not.
    logging.getLogger("uvicorn.access").disabled = True
    for noisy in ("procrastinate", "alembic", "asyncio", "httpx", "scrollkeeper.core.db"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _console() -> structlog.typing.Processor:
    # The fancy tracebacks show the value of every variable, and passwords are among them.
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
