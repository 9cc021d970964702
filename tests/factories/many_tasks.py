"""As many open tasks as a large team has, each of a case of its own, written at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar
from uuid import uuid4

from app.cases.models import Case
from workflows.models import HumanTask, ProcessInstance, TaskCandidate
from workflows.models.human_task import NEVER

Row = TypeVar("Row", Case, ProcessInstance, HumanTask)
LONG = "Beitragsermäßigung für Hinterbliebenenversicherungsleistungen der Selbständigen"


def make_many(case: Case, number: int) -> None:
    """Copies of a case and its open task; every third has a long German subject, every second due date differs."""
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    task = HumanTask.objects.get(case_ref=case.reference, closed_at=None)
    cases, instances, tasks = [], [], []
    for at in range(number):
        reference = f"Q-2025-{at:06}"
        cases.append(
            copy(
                case, reference=reference, opening_key=uuid4(), subject=LONG if at % 3 == 0 else case.subject
            )
        )
        instances.append(copy(instance, id=uuid4(), case_ref=reference, business_key=reference))
        due = task.due_at and task.due_at + timedelta(hours=at // 2)
        tasks.append(
            copy(
                task, id=uuid4(), instance=instances[-1], case_ref=reference, due_at=due, engine_task=str(at)
            )
        )
    queued = [TaskCandidate(task=one, role=one.role, sort_due=one.due_at or NEVER) for one in tasks]
    Case.objects.bulk_create(cases, batch_size=2000)
    ProcessInstance.objects.bulk_create(instances, batch_size=2000)
    HumanTask.objects.bulk_create(tasks, batch_size=2000)
    TaskCandidate.objects.bulk_create(queued, batch_size=2000)


def copy(row: Row, **changes: object) -> Row:
    fields = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not (field.primary_key or field.generated)
    }
    made = type(row)(**fields)
    for name, value in changes.items():
        setattr(made, name, value)
    return made
