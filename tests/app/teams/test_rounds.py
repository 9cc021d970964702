"""Rounds at the same time, and runs that somebody else is at."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from app.teams import changes
from app.teams.assigning import assign_waiting
from app.teams.models import Decision, WaitingTask
from tests.factories.cases import deploy_question, make_user, open_question, task_of
from workflows import api
from workflows.models import HumanTask, ProcessInstance

pytestmark = pytest.mark.django_db(transaction=True)
BY = api.system("tests")


def hire(*names: str) -> None:
    team = changes.make("Front office", [], by=BY)
    for name in names:
        user = make_user(name, "caseworker")
        changes.join(team, user, by=BY)
        for language in ("fr", "nl", "de"):
            changes.learn(user, language, by=BY)
        changes.schedule(user, [8] * 7, 100, by=BY)


def run_round(_number: int) -> int:
    try:
        return assign_waiting(most=5)
    finally:
        connection.close()


def test_rounds_side_by_side_give_each_task_once_and_evenly() -> None:
    hire("anna", "bob", "cem", "dora")
    deploy_question()
    opener = make_user("opener", "team_lead")
    for _ in range(40):
        open_question(opener)
    with ThreadPoolExecutor(4) as pool:
        while WaitingTask.objects.exists():
            list(pool.map(run_round, range(4)))
    held = HumanTask.objects.filter(assignee__isnull=False).values_list("assignee__username", flat=True)
    assert sorted(held) == ["anna"] * 10 + ["bob"] * 10 + ["cem"] * 10 + ["dora"] * 10
    assert Decision.objects.count() == 40


def test_a_run_somebody_is_at_waits_for_the_next_round() -> None:
    hire("anna")
    deploy_question()
    case = open_question(make_user("opener", "team_lead"))

    def lock_and_round() -> int:
        with transaction.atomic():
            ProcessInstance.objects.select_for_update().get(case_ref=case.reference)
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(run_round, 0).result(timeout=20)

    assert lock_and_round() == 0
    assert WaitingTask.objects.count() == 1
    assert assign_waiting() == 1
    assert task_of(case).assignee is not None
