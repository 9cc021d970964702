"""A deployment is whole or nothing, and two at once are one after the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from tests.workflows.catalogue.conftest import CLERK, NOW, write
from workflows import catalogue
from workflows.models import DefinitionVersion, ProcessDefinition, Subscription, Timer


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["find_or_create", "refuse_unrunnable", "advance", "switch"])
def test_a_deployment_killed_half_way_leaves_nothing(folder, monkeypatch, place):
    calls = 0
    real = getattr(catalogue, place)

    def die(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(catalogue, place, die)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        catalogue.deploy(by=CLERK, now=NOW)
    assert not ProcessDefinition.objects.exists()
    assert not DefinitionVersion.objects.exists()
    assert not Timer.objects.exists()
    assert not Subscription.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_deployers_at_once_make_one_version(folder):
    barrier = Barrier(2)

    def deploy() -> list[bool]:
        barrier.wait(10)
        try:
            return [one.changed for one in catalogue.deploy(by=CLERK, now=NOW)]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(deploy) for _ in range(2)]
        changed = sorted(run.result(30) for run in runs)
    assert changed == [[False, False], [True, True]]
    assert DefinitionVersion.objects.count() == 2
    assert (Timer.objects.count(), Subscription.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_running_instance_keeps_its_version(publish, folder):
    from workflows import api

    publish()
    running = api.start("library_loan", {"book": "Tintin"}, by=CLERK)
    write(folder, {"processes/library_loan/letters/reminder.fr.typ": "Bonsoir"})
    publish()
    later = api.start("library_loan", {"book": "Tintin"}, by=CLERK)
    running.refresh_from_db()
    assert (running.version.number, later.version.number) == (1, 2)
