"""Clashes between transactions: nobody's fault, so they are tried again and use up no attempt."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import Error, InterfaceError, OperationalError, connection

from workflows.errors import InstanceBusy, InstanceChanged, WorkflowError
from workflows.transactions import COLLISIONS

Answer = TypeVar("Answer")
TRIES = 5


class ClashUnresolved(WorkflowError):
    """Other transactions kept this one from ending; it may be tried again later."""


def is_clash(error: BaseException) -> bool:
    """Whether the database asks to try again, here or in the error behind this one."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, InstanceBusy | InstanceChanged) or getattr(seen, "sqlstate", None) in COLLISIONS:
            return True
        seen = seen.__cause__
    return False


def has_waited(error: BaseException) -> bool:
    """Whether a lock was not to be had within the time allowed."""
    return isinstance(error, InstanceBusy) or getattr(error.__cause__, "sqlstate", None) == "55P03"


def is_connection_lost(error: BaseException) -> bool:
    """Whether the connection itself is gone: a restart, a killed backend."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    # A killed backend says so first (57P01); the driver notices the closed socket only later.
    if str(getattr(error.__cause__, "sqlstate", None) or "")[:3] in {"57P", "080"}:
        return True
    return connection.connection is None or bool(connection.connection.closed)


def retry_clashes(action: Callable[[], Answer]) -> Answer:
    """Run a transaction again after a clash or a lost connection, a few times with a short random rest.

    After a lost connection the outcome of its COMMIT is unknown: the action itself must find out (a fence does).
    Raises ClashUnresolved when it never went through, and at once after a lock was waited for in vain: whoever calls
    this has other work to do than to wait again.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return action()
        except (Error, InstanceBusy, InstanceChanged) as error:
            lost = is_connection_lost(error)
            if not (lost or is_clash(error)):
                raise
            if lost:
                connection.close()
            if attempt == TRIES or connection.in_atomic_block or has_waited(error):
                raise ClashUnresolved(tries=attempt) from error
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311
    raise ClashUnresolved(tries=TRIES)
