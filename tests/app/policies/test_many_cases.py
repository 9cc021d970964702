"""Many cases opened at once have the clocks of policies as each would by itself."""

from typing import Any

import pytest

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.opening_many import Opening, open_cases, reserve_references
from app.policies import offering
from tests.app.policies.conftest import MONDAY
from tests.factories import policies
from tests.factories.cases import QUESTION
from tests.factories.people import make_person
from workflows.instances import MANY
from workflows.models import ServiceLevelClock
from workflows.models.history import HistoryEvent

FIRST: dict[str, Any] = {"first_action": {"value": 1, "unit": "working_days"}}
STEP: dict[str, Any] = {"step": {"value": 2, "unit": "working_days"}}


@pytest.mark.parametrize(
    ("targets", "levels"),
    [
        ({**policies.CONTENT["targets"], **FIRST}, ["answer_soon:first_action", "answer_soon:total"]),
        ({**policies.CONTENT["targets"], **STEP}, ["answer_soon:step:answer", "answer_soon:total"]),
    ],
)
def test_each_of_many_has_its_clocks_and_their_history(
    targets: dict[str, Any], levels: list[str], lead: User, director: User, caseworker: User
) -> None:
    policies.publish(lead, director, MONDAY, targets=targets)
    offering.forget()
    party = make_person("Joke Vermeulen")
    openings = [
        Opening(reference=one, party=party, data=QUESTION) for one in reserve_references("question", MANY + 1)
    ]
    open_cases("question", openings, by=as_actor(caseworker))
    for opening in openings:
        clocks = ServiceLevelClock.objects.filter(instance__case_ref=opening.reference)
        assert sorted(clocks.values_list("level", flat=True)) == levels
    assert HistoryEvent.objects.filter(kind="service_level_started").count() == 2 * len(openings)
