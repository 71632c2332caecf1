"""Structured log lines; secrets never get into them because only named values are logged."""

import logging
import sys

import structlog

from scrollkeeper.core.settings import Settings


def set_up(settings: Settings) -> None:
    """Send our lines and those of the libraries through one format to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    renderer: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if settings.log_format == "json"
        else [_console()]
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
    for noisy in ("procrastinate", "alembic", "asyncio", "httpx"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _console() -> structlog.typing.Processor:
    # The fancy tracebacks show the value of every variable, and passwords are among them.
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
