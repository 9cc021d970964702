"""A transaction that collides with another is done again; any other failure is not."""

import pytest
from django.db import OperationalError

from workflows.errors import InstanceBusy
from workflows.transactions import in_transaction

pytestmark = pytest.mark.django_db(transaction=True)


class Collision(Exception):
    sqlstate = "40P01"


def collide() -> None:
    raise OperationalError("deadlock detected") from Collision()


def test_a_deadlock_is_tried_again() -> None:
    attempts: list[int] = []

    @in_transaction
    def work() -> str:
        attempts.append(1)
        if len(attempts) < 3:
            collide()
        return "done"

    assert (work(), len(attempts)) == ("done", 3)


def test_after_three_retries_the_instance_is_busy() -> None:
    attempts: list[int] = []

    @in_transaction
    def work() -> None:
        attempts.append(1)
        collide()

    with pytest.raises(InstanceBusy):
        work()
    assert len(attempts) == 4


def test_another_database_error_is_not_retried() -> None:
    attempts: list[int] = []

    @in_transaction
    def work() -> None:
        attempts.append(1)
        raise OperationalError("server closed the connection")

    with pytest.raises(OperationalError):
        work()
    assert len(attempts) == 1
