"""The running model in numbers: each number names its cases, and the cases are as many as it says."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.cases.opening import open_case
from app.cases.positions import read_models
from app.inbox import work
from app.periods import Period
from app.recovery.starting import describe_start
from app.studio import figures
from app.studio.figures import Asked, What
from tests.app.studio.conftest import NOW
from tests.app.studio.test_pages import Open, open_client
from tests.factories.cases import deploy_question, make_user, open_question, task_of
from tests.factories.ledger import owe
from tests.factories.people import make_person
from tests.factories.secret import restrict
from workflows import api, clock
from workflows.models import Incident, ProcessInstance
from workflows.models.definition import DefinitionVersion

__all__ = ["open_client"]


@pytest.fixture
def caseworker(db: None) -> User:
    clock.begin(NOW)
    clock.freeze()
    deploy_question()
    return make_user("anna", "caseworker")


def ask(version: int | None = None, days: int = 30, process: str = "question") -> Asked:
    now = clock.now()
    return Asked(process, version, Period((NOW - timedelta(days=days)).date(), now.date()), now)


def answer(case: Case, by: User, *, after: timedelta) -> None:
    clock.move_to(NOW + after)
    work.complete(task_of(case), {"answer": "Yes"}, by)


def count(asked: Asked, what: What, node: str) -> int:
    return figures.list_runs(asked, what, [node]).count()


def test_cases_wait_where_their_tasks_and_timers_are(caseworker: User) -> None:
    first, _second = open_question(caseworker), open_question(caseworker)
    answer(first, caseworker, after=timedelta(days=1))
    waiting = {node: len(runs) for node, runs in figures.read_waiting(ask()).items()}
    assert waiting == {"answer": 1, "overdue": 1, "check": 1}
    assert count(ask(), What.WAITING, "answer") == 1


def test_half_and_nine_in_ten_lie_between_the_times_in_proportion(caseworker: User) -> None:
    """Of 2 and 4 days: half 2 + 0.5 × 2 = 3; nine tenths 2 + 0.9 × 2 = 3.8 days."""
    first, second = open_question(caseworker), open_question(caseworker)
    answer(first, caseworker, after=timedelta(days=2))
    answer(second, caseworker, after=timedelta(days=4))
    took = figures.read_took(ask())["answer"]
    assert (took.cases, took.median, took.p90) == (2, timedelta(days=3), timedelta(days=3.8))
    assert count(ask(), What.DONE, "answer") == 2


def test_what_was_done_before_the_period_is_not_counted(caseworker: User) -> None:
    answer(open_question(caseworker), caseworker, after=timedelta(days=1))
    clock.move_to(NOW + timedelta(days=9))
    later = Period((NOW + timedelta(days=3)).date(), (NOW + timedelta(days=9)).date())
    assert figures.read_took(Asked("question", None, later, clock.now())) == {}


def test_a_task_is_late_once_its_day_has_passed(caseworker: User) -> None:
    """Due on 20 May at 18:00 in Brussels."""
    open_question(caseworker)
    clock.move_to(NOW + timedelta(days=16))
    assert figures.read_late(ask()) == {}
    clock.move_to(NOW + timedelta(days=17))
    assert count(ask(), What.LATE, "answer") == 1


def test_incidents_are_counted_where_they_happened(caseworker: User) -> None:
    open_question(caseworker)
    run = ProcessInstance.objects.get()
    for _number in range(2):
        Incident.objects.create(instance=run, node_id="check", kind="dead_end", message="x", opened_at=NOW)
    assert {node: len(runs) for node, runs in figures.read_errors(ask()).items()} == {"check": 1}


def test_a_version_counts_its_own_cases(caseworker: User) -> None:
    open_question(caseworker)
    deploy_question(titles={"en": "Another"})
    open_question(caseworker)
    assert [count(ask(number), What.WAITING, "answer") for number in (None, 1, 2)] == [2, 1, 1]


def test_what_waits_inside_a_call_counts_for_the_step_that_calls(recovery: str) -> None:
    version = DefinitionVersion.objects.get(definition="recovery")
    folded = figures.fold_calls("recovery", read_models(version.pk))
    assert "contact_person" in folded["speak"]
    assert "step_due" not in folded["await_step"] | folded["speak"] | folded["hand_over"]


def test_a_run_in_a_called_process_waits_at_the_step_that_calls(recovery: str, owner: User) -> None:
    debt = owe(make_person("Joke Vermeulen"), "1000.00", quarter="2026Q2", first_claimed_on=date(2026, 4, 15))
    open_case("recovery", describe_start(debt), by=api.system("tests"))
    found = figures.read_waiting(ask(process="recovery"))
    assert {node: len(found[node]) for node in ("await_step", "step_due")} == {"await_step": 1, "step_due": 1}


def test_a_hidden_file_is_in_no_number(caseworker: User, open_client: Open) -> None:
    person = make_person("Jan Minister")
    case = open_question(caseworker)
    Case.objects.filter(pk=case.pk).update(party=person)
    lead = open_client(make_user("leo", "team_lead"))
    assert read_number(lead, "waiting", "answer") == (1, 1)
    restrict(person)
    assert read_number(lead, "waiting", "answer") == (0, 0)


def read_number(client: Client, what: str, node: str) -> tuple[int, int]:
    """What the table says, and how many cases its link opens."""
    page = client.get("/studio/question/figures/").content.decode()
    found = re.search(rf'href="([^"]*what={what}&amp;node={node})">(\d+)<', page)
    if found is None:
        return 0, 0
    cases = client.get(found[1].replace("&amp;", "&")).content.decode()
    return int(found[2]), cases.count('<td class="nowrap" data-label="Since">')


def test_a_number_opens_as_many_cases(caseworker: User, open_client: Open) -> None:
    for _number in range(3):
        open_question(caseworker)
    assert read_number(open_client(make_user("leo", "team_lead")), "waiting", "answer") == (3, 3)


def test_the_diagram_carries_the_numbers(caseworker: User, open_client: Open) -> None:
    open_question(caseworker)
    client = open_client(make_user("leo", "team_lead"))
    told = client.get("/studio/question/figures/position/").json()
    assert told["badges"]["answer"] == "1"
    assert "answer" in told["marks"]["heat-3"]


@pytest.mark.parametrize(
    ("show", "badge"), [("took", "3 hours"), ("slow", "5 hours"), ("done", "2"), ("waiting", None)]
)
def test_the_diagram_shows_where_cases_stayed_longest(
    caseworker: User, open_client: Open, show: str, badge: str | None
) -> None:
    cases = [open_question(caseworker) for _number in range(2)]
    for case, hours in zip(cases, (1, 5), strict=True):
        answer(case, caseworker, after=timedelta(hours=hours))
    client = open_client(make_user("leo", "team_lead"))
    told = client.get(f"/studio/question/figures/position/?show={show}").json()
    assert told["badges"].get("answer") == badge
    assert ("answer" in told["marks"].get("heat-3", [])) is (badge is not None)


def test_the_scale_says_where_the_most_is(caseworker: User, open_client: Open) -> None:
    answer(open_question(caseworker), caseworker, after=timedelta(hours=4))
    page = open_client(make_user("leo", "team_lead")).get("/studio/question/figures/?show=slow")
    assert "more; the most is 4 hours, at “Answer the question”" in page.content.decode()


def test_a_caseworker_sees_no_figures(caseworker: User, open_client: Open) -> None:
    assert open_client(caseworker).get("/studio/question/figures/").status_code == 403


def test_days_that_are_none_are_told(caseworker: User, open_client: Open) -> None:
    client = open_client(make_user("leo", "team_lead"))
    assert client.get("/studio/question/figures/?from=x&until=y").status_code == 422
    assert client.get("/studio/question/figures/?from=2020-01-01&until=2026-01-01").status_code == 422
    assert client.get("/studio/question/figures/cases/?what=nothing&node=answer").status_code == 404
