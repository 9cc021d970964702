"""What a log may say of a failure: what it was and where, never with which values.

The words of an exception may carry what a person typed (a database quotes the row, an expression its input). They
stand in the incident, which operators may read, and in no log.
"""

import logging
import traceback
from types import TracebackType
from typing import Any

Failure = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Tracebacks as usual, each exception by its class alone."""

    def formatException(self, ei: Failure) -> str:  # noqa: N802 – logging names it
        return "\n".join(describe(ei[1])) if ei[1] is not None else ""


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
        "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "discreet"}},
        "root": {"handlers": ["errors"], "level": "WARNING"},
        # Django's own handlers mail administrators and print only while debugging: ours sees all of it.
        "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
    }
