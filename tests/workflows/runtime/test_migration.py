"""Running instances go to a new version by a plan: all of one or nothing of it, and back while nothing has moved."""

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories.workflows import deploy, launch, person, task_at
from tests.workflows.engine.drawing import boundary, ended, flows, started, timer, user
from workflows import api, invariants, migration
from workflows.errors import PlanRefused, ReasonMissing, UndoRefused
from workflows.models import HumanTask, MigrationBatch, ProcessInstance, Snapshot, Timer

pytestmark = pytest.mark.django_db
PLAN = {"check": "verify", "expired": "expired"}


def first() -> None:
    """check with a deadline of five days."""
    deploy(
        started(),
        user("check", name="Check"),
        boundary("expired", "check", timer("Duration", "P5D")),
        ended(),
        flows("started > check > ended", "expired > ended"),
    )


def second() -> None:
    """The same, called verify, and a second look behind it."""
    deploy(
        started(),
        user("verify", name="Verify"),
        boundary("expired", "verify", timer("Duration", "P5D")),
        user("look"),
        ended(),
        flows("started > verify > look > ended", "expired > ended"),
    )


def migrate(**options: object) -> MigrationBatch:
    return api.migrate("sample", 1, 2, PLAN, reason="new rule", by=person(), **options)  # type: ignore[arg-type]


@pytest.fixture
def instance() -> ProcessInstance:
    first()
    started_one = launch(data={"name": "Ada"})
    second()
    return started_one


def test_a_migrated_instance_goes_on_in_the_new_version(instance: ProcessInstance) -> None:
    migrate()
    api.complete(task_at(instance, "verify").id, {}, by=person())
    assert task_at(instance, "look").state == "ready"
    assert api.read_variables(instance.id) == {"name": "Ada"}


def test_the_task_keeps_its_row_and_takes_its_new_name(instance: ProcessInstance) -> None:
    before = task_at(instance, "check")
    migrate()
    after = HumanTask.objects.get()
    assert (after.id, after.node_id, after.name) == (before.id, "verify", "Verify")


def test_a_draft_keeps_its_text_and_a_claim_its_person(instance: ProcessInstance) -> None:
    task = task_at(instance, "check")
    api.claim(task.id, by=person())
    api.save_draft(task.id, {"text": "half"}, rev=0, by=person())
    migrate()
    task.refresh_from_db()
    assert (task.draft, task.draft_rev, task.assignee_id) == ({"text": "half"}, 1, person().user_id)


def test_a_timer_stays_due_when_it_was(instance: ProcessInstance) -> None:
    before = Timer.objects.get()
    migrate()
    after = Timer.objects.get()
    assert (after.id, after.due_at) == (before.id, before.due_at)


def test_an_unmapped_active_node_is_named_and_nothing_moves(instance: ProcessInstance) -> None:
    batch = api.migrate("sample", 1, 2, {}, reason="new rule", by=person())
    item = batch.items.get()
    assert item.state == "failed"
    assert "check: a token is here" in item.error
    instance.refresh_from_db()
    assert (instance.rev, instance.version.number) == (1, 1)


def test_a_plan_with_unknown_nodes_names_each(instance: ProcessInstance) -> None:
    with pytest.raises(PlanRefused) as refused:
        api.migrate("sample", 1, 2, {"chek": "verify", "check": "verfy"}, reason="x", by=person())
    assert refused.value.context["problems"] == (
        "chek: version 1 has no such node.",
        "check → verfy: version 2 has no node verfy.",
    )


def test_a_migration_needs_a_reason(instance: ProcessInstance) -> None:
    with pytest.raises(ReasonMissing):
        api.migrate("sample", 1, 2, PLAN, reason=" ", by=person())


def test_a_trial_says_what_would_happen_and_writes_nothing(instance: ProcessInstance) -> None:
    assert [trial.problem for trial in migration.try_out("sample", 1, 2, PLAN)] == [""]
    assert "check: a token is here" in migration.try_out("sample", 1, 2, {})[0].problem
    instance.refresh_from_db()
    assert (instance.rev, Snapshot.objects.count()) == (1, 0)


def test_the_suggested_plan_keeps_equal_names(instance: ProcessInstance) -> None:
    plan = migration.suggest_plan("sample", 1, 2)
    assert (plan["expired"], "check" in plan) == ("expired", False)


def test_undoing_brings_the_old_version_back(instance: ProcessInstance) -> None:
    batch = migrate()
    assert migration.undo(batch.id, by=person(), reason="wrong plan") == 1
    instance.refresh_from_db()
    assert (instance.version.number, task_at(instance, "check").name, instance.rev) == (1, "Check", 3)
    api.complete(task_at(instance, "check").id, {}, by=person())
    instance.refresh_from_db()
    assert instance.status == "completed"


def test_an_instance_that_moved_on_is_not_undone(instance: ProcessInstance) -> None:
    batch = migrate()
    api.complete(task_at(instance, "verify").id, {}, by=person())
    with pytest.raises(UndoRefused):
        migration.undo(batch.id, by=person(), reason="wrong plan")
    assert task_at(instance, "look")


def test_a_stopped_batch_goes_on_where_it_was(instance: ProcessInstance) -> None:
    second_version = instance.version.definition.versions.get(number=2)
    first_again = [api.start("sample", {}, by=person(), version=1) for _ in range(2)]
    batch = migration.prepare("sample", 1, 2, PLAN, reason="new rule", by=person())
    migration.run(batch.id, by=person(), limit=1)
    assert sorted(batch.items.values_list("state", flat=True)) == ["migrated", "waiting", "waiting"]
    migration.run(batch.id, by=person())
    batch.refresh_from_db()
    assert batch.ended_at is not None
    assert ProcessInstance.objects.filter(version=second_version).count() == 1 + len(first_again)


def test_one_that_ended_meanwhile_fails_alone(instance: ProcessInstance) -> None:
    other = api.start("sample", {}, by=person(), version=1)
    batch = migration.prepare("sample", 1, 2, PLAN, reason="new rule", by=person())
    api.cancel(other.id, "twice", by=person())
    migration.run(batch.id, by=person())
    assert dict(batch.items.values_list("instance_id", "state")) == {
        instance.id: "migrated",
        other.id: "failed",
    }


def test_rows_and_state_agree_after_migration_and_undo(instance: ProcessInstance) -> None:
    batch = migrate()
    assert list(invariants.check(everything=True)) == []
    migration.undo(batch.id, by=person(), reason="wrong plan")
    assert list(invariants.check(everything=True)) == []


def test_the_command_tries_runs_and_undoes(
    instance: ProcessInstance, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text('{"check": "verify", "expired": "expired"}')
    call_command("migrate_instances", "try", "sample", "1", "2", f"--plan={plan}")
    call_command(
        "migrate_instances", "run", "sample", "1", "2", f"--plan={plan}", "--reason=new rule", "--by=7"
    )
    batch = MigrationBatch.objects.get()
    call_command("migrate_instances", "undo", str(batch.id), "--reason=wrong plan", "--by=7")
    told = capsys.readouterr().out.splitlines()
    assert told == [
        f"{instance.id}\tcan migrate",
        f"Batch {batch.id}: 1 migrated",
        f"Batch {batch.id}: 1 instances taken back.",
    ]


def test_the_command_names_what_a_plan_forgets(
    instance: ProcessInstance, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        call_command("migrate_instances", "run", "sample", "1", "2", "--reason=new rule", "--by=7")
    assert "check: a token is here" in capsys.readouterr().err
