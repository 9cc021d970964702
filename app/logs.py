"""What a log may say of a failure: what it was and where, never with which values.

The words of an exception may carry what a person typed (a database quotes the row, an expression its input). They
stand in the incident, which operators may read, and in no log. Nothing that is logged can begin a line of its own or
colour a terminal: events are JSON, one a line, and control characters of other messages are written out.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: A national number in its usual spellings, typed where a reference goes: Django logs the addresses it does not know.
NUMBER = re.compile(r"(?<!\d)\d{2}[ ./-]?\d{2}[ ./-]?\d{2}[ ./-]?\d{3}[ ./-]?\d{2}(?!\d)")
Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Tracebacks as usual, each exception by its class alone; a message is one line."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 – logging names it
        record.message = write_out(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Failure) -> str:  # noqa: N802 – logging names it
        return "\n".join(describe(ei[1])) if ei[1] is not None else ""


class NumberFilter(logging.Filter):
    """A national number in what is logged becomes dots, whichever handler writes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        masked = NUMBER.sub("•••", text)
        if masked != text:
            record.msg, record.args = masked, ()
        return True


def write_out(text: str) -> str:
    """Control characters as their escapes: what a person is called or typed forges no line and no colour."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def tell_failure(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The failure an event tells of, as everywhere: classes and places."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["failure"] = describe(error)
    return event


def configure_events() -> None:
    """structlog's events as lines of JSON."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            tell_failure,
            structlog.processors.JSONRenderer(default=str),
        ],
        cache_logger_on_first_use=False,
    )


def describe(error: BaseException) -> list[str]:
    """The lines of a traceback, causes first, without the exceptions' words."""
    lines: list[str] = []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        lines += [*describe(cause), "which led to:"]
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
    lines += [line.rstrip() for line in frames]
    return [*lines, f"{type(error).__module__}.{type(error).__qualname__}"]


def describe_logging() -> dict[str, Any]:
    """Django's settings of logging: warnings and worse to the error output, where supervisors and journals read."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "discreet": {
                "()": "app.logs.DiscreetFormatter",
                "format": "%(asctime)s [%(levelname)s] %(name)s: %(message)s",
            }
        },
        "filters": {"numbers": {"()": "app.logs.NumberFilter"}},
        "handlers": {
            "errors": {
                "class": "logging.StreamHandler",
                "formatter": "discreet",
                "filters": ["numbers"],
            }
        },
        "root": {"handlers": ["errors"], "level": "WARNING"},
        # Django's own handlers mail administrators and print only while debugging: ours sees all of it.
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"filters": ["numbers"], "level": "WARNING", "propagate": True},
        },
    }
