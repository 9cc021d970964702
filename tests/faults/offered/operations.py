"""Operations with an effect that can be counted: the receiver honours the idempotency key."""

import os
import time
from datetime import timedelta

import psycopg
from django.conf import settings
from django.db import connection

from workflows import faults
from workflows.operations import Call, Retry, operation

EFFECT = """
INSERT INTO effect (key, calls) VALUES (%s, 1) ON CONFLICT (key) DO UPDATE SET calls = effect.calls + 1
"""
SOON = Retry(attempts=3, backoff=timedelta(seconds=0.2), factor=1, jitter=0)


def record(key: str) -> None:
    """One line in the receiver's own ledger, over its own connection."""
    given = connection.settings_dict
    with psycopg.connect(
        dbname=given["NAME"], host=given["HOST"], port=given["PORT"], user=given["USER"], autocommit=True
    ) as ledger:
        ledger.execute(EFFECT, [key])


@operation("outside.pay", retry=SOON)
def pay(call: Call) -> dict[str, str]:
    """Pay once a key."""
    record(call.idempotency_key)
    faults.point("during_effect")
    return {"paid": call.idempotency_key}


@operation("outside.pay_slowly", retry=SOON)
def pay_slowly(call: Call) -> dict[str, str]:
    """Pay, after a while."""
    time.sleep(getattr(settings, "SLOW_SECONDS", 0.3))
    record(call.idempotency_key)
    return {"paid": call.idempotency_key}


@operation("outside.crash", retry=SOON)
def crash(call: Call) -> None:
    """Kill the process, as a faulty library would."""
    record(call.idempotency_key)
    os._exit(139)


@operation("outside.poison", retry=SOON)
def poison(call: Call) -> None:
    """Always fail."""
    raise ConnectionError("always")
