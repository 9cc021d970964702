"""Operations offered by nobody but these tests."""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from time import sleep

from workflows.models import Queue
from workflows.operations import BusinessError, Call, Retry, operation

#: How often each idempotency key was called, and what was asked.
calls: Counter[str] = Counter()
#: What `trial.fail` does next: the number of failures left.
failures = {"left": 0}


@dataclass(frozen=True)
class Booked:
    amount: Decimal
    key: str


@operation("trial.book", retry=Retry(attempts=3, backoff=timedelta(seconds=10), jitter=0))
def book(call: Call, *, amount: Decimal = Decimal(0)) -> Booked:
    """Book an amount."""
    calls[call.idempotency_key] += 1
    return Booked(amount=amount, key=call.idempotency_key)


@operation("trial.fail", retry=Retry(attempts=3, backoff=timedelta(seconds=10), jitter=0))
def fail(call: Call) -> dict[str, str]:
    """Fail as often as asked."""
    calls[call.idempotency_key] += 1
    if failures["left"] > 0:
        failures["left"] -= 1
        raise ConnectionError("the register does not answer")
    return {"answer": "yes"}


@operation("trial.refuse")
def refuse(call: Call) -> None:
    """Refuse for a business reason."""
    raise BusinessError("refused", "no such account")


@operation("trial.dawdle", timeout=timedelta(seconds=0.3), retry=Retry(attempts=1))
def dawdle(call: Call) -> None:
    """Take longer than allowed."""
    sleep(20)


@operation("trial.send", queue=Queue.LETTERS)
def send(call: Call, *, letter: str) -> dict[str, str]:
    """Send a letter."""
    return {"letter": letter}


@operation("trial.crash", retry=Retry(attempts=3))
def crash(call: Call) -> None:
    """Take the whole process down."""
    os._exit(9)


@operation("trial.quote", retry=Retry(attempts=1))
def quote(call: Call, *, name: str, addressee: str = "") -> None:
    """Fail with the words it was given, as a database or a partner does."""
    raise ConnectionError(f"the register knows no {name} at {addressee}")
