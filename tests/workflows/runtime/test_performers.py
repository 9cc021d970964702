"""Who completed a task of a case last."""

from uuid import UUID

import pytest

from tests.factories.workflows import launch, one_task, person, task_at
from workflows import api, queries
from workflows.models import HumanTask

pytestmark = pytest.mark.django_db
LOW, HIGH = UUID(int=1), UUID(int=2**128 - 1)


@pytest.mark.parametrize("second", [LOW, HIGH], ids=["smaller id", "greater id"])
def test_of_two_looks_of_one_instant_the_later_token_counts(second: UUID) -> None:
    one_task()
    first = task_at(launch(case_ref="QU-1"), "check")
    api.complete(first.id, {}, by=person("anna"))
    done = HumanTask.objects.get()
    HumanTask.objects.update(engine_task="9")
    HumanTask.objects.bulk_create(
        [HumanTask(**{**read(done), "id": second, "engine_task": "11", "closed_by": str(person("ben"))})]
    )
    assert queries.find_performer("QU-1", "check", otherwise="") == str(person("ben"))


def read(task: HumanTask) -> dict[str, object]:
    return {field.attname: getattr(task, field.attname) for field in HumanTask._meta.concrete_fields}
