"""A lock that others hold is waited for; one that is never freed is said so; a stale revision is never overwritten."""

from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from tests.factories.workflows import launch, one_task, person, task_at, two_tasks
from workflows import actors, api, faults, instances, running, saving
from workflows.commands import Administer
from workflows.engine import Cancel
from workflows.errors import InstanceBusy, InstanceChanged
from workflows.models import HistoryEvent, HumanTask, ProcessInstance

pytestmark = pytest.mark.django_db(transaction=True)


class Holder:
    """Another session that holds the lock of an instance until told otherwise."""

    def __init__(self, instance: ProcessInstance) -> None:
        self.held, self.free = Event(), Event()
        self.thread = Thread(target=self._hold, args=(instance.id,))
        self.thread.start()
        assert self.held.wait(10)

    def _hold(self, key: object) -> None:
        with transaction.atomic():
            ProcessInstance.objects.select_for_update().get(id=key)
            self.held.set()
            self.free.wait(10)
        connection.close()

    def release(self) -> None:
        self.free.set()
        self.thread.join(10)


def test_a_completion_waits_for_the_one_before_it() -> None:
    one_task()
    task = task_at(launch(), "check")
    holder = Holder(task.instance)
    waiting = Thread(target=lambda: (api.complete(task.id, {}, by=api.system("test")), connection.close()))
    waiting.start()
    holder.release()
    waiting.join(10)
    task.refresh_from_db()
    assert task.state == "completed"


def test_a_lock_that_is_never_freed_is_said_so_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "LOCK_TIMEOUT", "20ms")
    one_task()
    task = task_at(launch(), "check")
    holder = Holder(task.instance)
    try:
        with pytest.raises(InstanceBusy):
            api.complete(task.id, {}, by=person())
    finally:
        holder.release()
    task.refresh_from_db()
    assert task.state == "ready"


def test_a_revision_written_meanwhile_is_never_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    two_tasks()
    task = task_at(launch(), "check")
    monkeypatch.setattr(saving.Batch, "execute", lambda self: 0)
    with pytest.raises(InstanceBusy) as refused:
        api.complete(task.id, {}, by=person())
    assert isinstance(refused.value.__cause__, InstanceChanged)


def test_a_failure_after_the_write_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    two_tasks()
    task = task_at(launch(), "check")
    lines = HistoryEvent.objects.count()
    monkeypatch.setenv("VIGIE_FAULT", "step_before_commit:1:raise")
    faults._passed.clear()
    with pytest.raises(faults.FaultProvoked):
        api.complete(task.id, {}, by=person())
    assert (HistoryEvent.objects.count(), HumanTask.objects.count()) == (lines, 1)
    assert ProcessInstance.objects.get().rev == 1


def test_a_connection_lost_in_the_middle_leaves_nothing_behind() -> None:
    two_tasks()
    instance = launch()

    def cut(_: running.Running) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        instances.step(instance.id, Administer(Cancel("x"), "x"), guard=cut)
    connection.close()
    instance.refresh_from_db()
    assert (instance.status, instance.rev) == ("active", 1)
    assert task_at(instance, "check").state == "ready"


def wait_for_blocked_session() -> None:
    """Until another session waits for a lock this one holds."""
    for _ in range(1000):
        with connection.cursor() as cursor:
            # The list of locks is read anew each time; that of sessions stays as it was first seen in a transaction.
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    pytest.fail("nobody waits for the lock")


def test_a_task_is_found_although_its_instance_was_migrated_while_its_lock_was_awaited() -> None:
    one_task()
    task = task_at(launch(), "check")
    one_task(summary="the second version")
    raised: list[Exception] = []

    def complete() -> None:
        try:
            api.complete(task.id, {}, by=api.system("test"))
        except Exception as error:  # noqa: BLE001  the outcome is what it raised
            raised.append(error)
        finally:
            connection.close()

    waiting = Thread(target=complete)
    with transaction.atomic():
        api.migrate("sample", 1, 2, {"check": "check"}, reason="new words", by=actors.system("test"))
        waiting.start()
        wait_for_blocked_session()
    waiting.join(10)
    task.refresh_from_db()
    assert (raised, task.state) == ([], "completed")
