"""F18, F19: deployments and migrations that stop half-way, or meet others."""

import signal
import time
from collections.abc import Callable

from tests.faults.fund import Fund
from tests.faults.rounds import race
from tests.faults.sizes import SIZES
from tests.workflows.engine.drawing import ended, flows, started, user
from tests.workflows.jobs.models import one_task, publish
from workflows import actors, api, migration
from workflows.errors import WorkflowError
from workflows.models import DefinitionVersion, HumanTask, MigrationItem, ProcessDefinition, ProcessInstance

OPERATOR = actors.operator(1)
BY = actors.system("test")


def test_f18_a_deployment_killed_before_its_end_leaves_nothing(fund: Fund) -> None:
    killed = fund.start("django", "deploy", "question", fault="deployment_before_commit:1")
    assert killed.wait(60) == -signal.SIGKILL
    assert not DefinitionVersion.objects.exists()
    assert not ProcessDefinition.objects.exists()
    assert fund.start("django", "deploy", "question").wait(60) == 0
    assert ProcessDefinition.objects.get().current is not None


def test_f18_of_two_deployments_at_once_one_makes_the_version(fund: Fund) -> None:
    both = [fund.start("django", "deploy", "question") for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert DefinitionVersion.objects.get().number == 1


def second_version() -> tuple[str, ...]:
    """The task is called reviewed now, and another follows."""
    return (
        started(), user("reviewed"), user("signed"), ended(), flows("started > reviewed > signed > ended"),
    )  # fmt: skip


def prepare(count: int) -> int:
    publish("sample", *one_task())
    for _ in range(count):
        api.start("sample", {}, by=BY)
    publish("sample", *second_version())
    batch = migration.prepare("sample", 1, 2, {"checked": "reviewed"}, reason="new law", by=OPERATOR)
    return batch.id


def count_states(batch: int) -> dict[str, int]:
    states = list(MigrationItem.objects.filter(batch=batch).values_list("state", flat=True))
    return {state: states.count(state) for state in set(states)}


def test_f19_a_migration_killed_half_way_goes_on_where_it_stopped(
    fund: Fund, measured: Callable[[str], None]
) -> None:
    count, half = SIZES.migrated, SIZES.migrated // 2
    batch = prepare(count)
    killed = fund.start("tests.faults.migrating", str(batch), fault=f"step_before_commit:{half + 1}")
    assert killed.wait(60 * SIZES.patience) == -signal.SIGKILL
    assert count_states(batch) == {"migrated": half, "waiting": count - half}
    begun = time.monotonic()
    migration.run(batch, by=OPERATOR)
    rate = (count - half) / (time.monotonic() - begun)
    assert count_states(batch) == {"migrated": count}
    assert migration.run(batch, by=OPERATOR) == 0
    assert HumanTask.objects.filter(node_id="reviewed", state="ready").count() == count
    measured(f"F19: {count} instances, killed after {half}; the rest migrated at {rate:.0f}/s")


def test_f19_people_who_work_during_a_migration_lose_nothing(fund: Fund) -> None:
    batch = prepare(40)
    tasks = list(HumanTask.objects.order_by("id").values_list("id", flat=True))

    def complete_half() -> list[WorkflowError]:
        refused = []
        for task in tasks[::2]:
            try:
                api.complete(task, {}, by=BY)
            except WorkflowError as error:
                refused.append(error)
        return refused

    _, refused = race(lambda: migration.run(batch, by=OPERATOR), complete_half)
    states = count_states(batch)
    assert refused == []
    assert sum(states.values()) == 40
    ended_before = ProcessInstance.objects.filter(version__number=1, status="completed").count()
    assert states.get("failed", 0) == ended_before
    assert states["migrated"] == 40 - ended_before
