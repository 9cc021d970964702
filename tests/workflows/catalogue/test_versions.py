from datetime import UTC, datetime

import pytest
from viewflow.fsm import TransitionNotAllowed

from workflows.actors import user
from workflows.models import DefinitionVersion
from workflows.models.states import VersionState
from workflows.versions import VersionLife

NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)


def follow(state: VersionState, *names: str) -> DefinitionVersion:
    version = DefinitionVersion(state=state)
    life = VersionLife(version, by=user(7), now=NOW)
    for name in names:
        getattr(life, name)()
    return version


def test_a_version_is_reviewed_before_it_is_published():
    version = follow(VersionState.DRAFT, "submit", "publish")
    assert (version.state, version.published_by, version.published_at) == ("published", "user:7", NOW)


def test_a_retired_version_may_be_published_again():
    assert follow(VersionState.RETIRED, "publish").state == VersionState.PUBLISHED


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (VersionState.DRAFT, "publish"),
        (VersionState.DRAFT, "retire"),
        (VersionState.PUBLISHED, "submit"),
        (VersionState.RETIRED, "send_back"),
    ],
)
def test_other_ways_are_refused(state, name):
    with pytest.raises(TransitionNotAllowed):
        follow(state, name)
