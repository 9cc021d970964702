"""The chip of a case with several clocks shows the one that runs out first."""

from datetime import timedelta

from app.cases.clocks import find_urgent
from app.cases.models import Case
from tests.factories.promises import NOW, promise
from workflows.models import ServiceLevelClock


def list_clocks() -> list[ServiceLevelClock]:
    return list(ServiceLevelClock.objects.all())


def test_of_several_running_clocks_the_first_to_run_out_is_shown(case: Case) -> None:
    promise(case, 1, "running", level="slow", target_at=NOW + timedelta(days=20))
    soon = promise(case, 1, "running", level="quick", target_at=NOW + timedelta(days=2))
    promise(case, 1, "paused", level="still", target_at=NOW + timedelta(days=1))
    promise(case, 1, "met", level="kept", target_at=NOW)
    alone = find_urgent([soon], NOW)
    assert alone is not None
    assert find_urgent(list_clocks(), NOW) == alone


def test_a_case_whose_clocks_stand_still_has_no_chip(case: Case) -> None:
    promise(case, 1, "paused")
    assert find_urgent(list_clocks(), NOW) is None
