"""A published version never changes, not even by a statement of the database."""

import pytest
from django.db import ProgrammingError

from tests.factories.workflows import launch, one_task
from workflows.errors import VersionUnknown
from workflows.models import DefinitionVersion

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", [{"files": {}}, {"manifest": {}}, {"number": 9}])
def test_the_content_of_a_published_version_cannot_be_changed(change: dict[str, object]) -> None:
    one_task()
    with pytest.raises(ProgrammingError, match="its content never changes"):
        DefinitionVersion.objects.update(**change)


def test_a_draft_may_be_changed() -> None:
    version = one_task()
    DefinitionVersion.objects.update(state="draft")
    DefinitionVersion.objects.filter(id=version.id).update(number=9)
    assert DefinitionVersion.objects.get().number == 9


def test_a_running_instance_keeps_its_version() -> None:
    one_task()
    instance = launch()
    one_task(variables={"amount": {"type": "number"}})
    instance.refresh_from_db()
    assert (instance.version.number, launch().version.number) == (1, 2)


def test_an_older_version_can_still_be_started() -> None:
    one_task()
    one_task(variables={})
    assert launch(version=1).version.number == 1
    with pytest.raises(VersionUnknown):
        launch(version=3)
