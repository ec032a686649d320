"""Owns log lines: their form, the ids that tie them to a request or job, and what must never be in them.

Must not be here: metrics and traces, or what is worth a line.
"""

import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "********"
_SECRET_NAMES = re.compile(
    r"passw|secret|token|authorization|cookie|credential|signature|passphrase|api_?key|private_?key|recovery_?code|"
    r"(^|_)(otp|totp|pin|key)$",
    re.IGNORECASE,
)
# Counts and names about secrets are no secrets: "token_count", "key_id", "secret_name".
_HARMLESS_NAMES = re.compile(r"_(id|count|name|prefix|kind|expires_at|length)$", re.IGNORECASE)
_PASSWORD_IN_ADDRESS = re.compile(r"(?<=://)([^:/@\s]*):[^@/\s]+@")
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
_DEPTH_MAX = 6
# Libraries whose everyday messages say nothing to whoever runs Hanse.
_QUIET = ("uvicorn", "uvicorn.error", "httpx", "httpcore", "asyncio", "opentelemetry", "alembic")


def configure_logging(level: str = "info", form: str = "auto", stream: TextIO | None = None) -> None:
    """Send structlog and standard logging to one stream (standard error), as `console` or `json` lines.

    `auto` is console on a terminal and json elsewhere. May be called again, as a forked child does.
    """
    target = stream or sys.stderr
    console = form == "console" or (form == "auto" and target.isatty())
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if console else "iso", utc=not console),
        _add_process,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.StackInfoRenderer(),
                *_renderers(console=console, colours=target.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def _renderers(*, console: bool, colours: bool) -> list[Processor]:
    # The traceback becomes text first, so that redaction sees it too.
    first: list[Processor] = [structlog.processors.format_exc_info, redact]
    if console:
        return [
            *first,
            structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=structlog.dev.plain_traceback),
        ]
    return [*first, structlog.processors.JSONRenderer(serializer=_to_json)]


@contextmanager
def log_context(**ids: str | None) -> Iterator[None]:
    """Put ids such as `request_id`, `tenant`, `job_id` on every line logged inside; empty ones are left out."""
    with structlog.contextvars.bound_contextvars(**{name: value for name, value in ids.items() if value}):
        yield


def redact(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Hide values whose name says they are secret, at any depth, and passwords inside addresses and headers."""
    return {name: _clean(name, value, 0) for name, value in event.items()}


def _clean(name: str, value: Any, depth: int) -> Any:
    if _is_secret(name) and value not in (None, "", False, True):
        return MASK
    if isinstance(value, str):
        return _clean_text(value)
    if depth >= _DEPTH_MAX and isinstance(value, (Mapping, list, tuple)):
        return "..."
    if isinstance(value, Mapping):
        return {str(key): _clean(str(key), inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean("", inner, depth + 1) for inner in value]
    return value


def _is_secret(name: str) -> bool:
    return bool(_SECRET_NAMES.search(name)) and not _HARMLESS_NAMES.search(name)


def _clean_text(text: str) -> str:
    if "://" in text:
        text = _PASSWORD_IN_ADDRESS.sub(rf"\1:{MASK}@", text)
    if "earer" in text or "asic" in text or "EARER" in text:
        text = _BEARER.sub(rf"\1 {MASK}", text)
    return text


def _add_process(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    name = os.environ.get("HANSE_PROCESS")
    if name:
        event.setdefault("process", name)
    return event


def _to_json(value: Any, default: Any = None, **ignored: Any) -> str:
    # A line must never fail for what is in it: unknown things are shown as Python shows them.
    return msgspec.json.encode(value, enc_hook=repr).decode()
