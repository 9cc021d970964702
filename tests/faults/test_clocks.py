"""F8: the clock of an application host is wrong by hours; the database's decides."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.faults.fund import Fund
from tests.workflows.jobs.models import one_call, one_wait, publish
from workflows import actors, api
from workflows.models import HumanTask, Timer
from workflows.worker import Worker

BY = actors.system("test")
WRONG = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_f8_nothing_fires_early_late_or_twice(fund: Fund, wrong: timedelta) -> None:
    publish("waiting", *one_wait("PT30M"))
    publish("due", *one_wait("PT0S"))
    api.start("waiting", {}, by=BY)
    api.start("due", {}, by=BY)
    with time_machine.travel(datetime.now(UTC) + wrong):
        Worker().drain()
    Worker().drain()
    assert list(HumanTask.objects.values_list("instance__definition_key", flat=True)) == ["due"]
    assert Timer.objects.get().node_id == "waited"


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_f8_work_begun_on_a_wrong_host_is_done_now(fund: Fund, wrong: timedelta) -> None:
    publish("due", *one_wait("PT0S"))
    publish("paying", *one_call("outside.pay"))
    with time_machine.travel(datetime.now(UTC) + wrong):
        api.start("paying", {}, by=BY)
        Worker().drain()
    Worker().drain()
    assert fund.effects() == (1, 1)
