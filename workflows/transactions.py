"""One unit of work: a transaction, done again when the database says two of them collided."""

from collections.abc import Callable
from functools import wraps
from random import random
from time import sleep
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from workflows.errors import InstanceBusy, InstanceChanged

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 4
COLLISIONS = {
    "40001",  # serialization_failure
    "40P01",  # deadlock_detected
    "55P03",  # lock_not_available: lock_timeout has passed
}


def is_collision(error: Exception) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in COLLISIONS


def in_transaction(function: Callable[P, R]) -> Callable[P, R]:
    """Run in one transaction, retried up to three times on a collision, then InstanceBusy.

    Inside a transaction that is already open it is a savepoint of it: whole or not at all, but only the outermost
    can retry.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return function(*args, **kwargs)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except (OperationalError, InstanceChanged) as error:
                if isinstance(error, OperationalError) and not is_collision(error):
                    raise
                if attempt == ATTEMPTS:
                    raise InstanceBusy(cause=type(error.__cause__ or error).__name__) from error
                sleep(0.01 * attempt * random())  # noqa: S311 – only spreads the competitors
        raise AssertionError("unreachable")

    return run
