"""An operator suspends a process with a reason; whoever would open, reads or steers its cases is told."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import make_user
from tests.journeys.conftest import case, caseworker  # noqa: F401 – a question that runs, and who opened it
from workflows import actors, suspensions
from workflows.models import ProcessSuspension

pytestmark = pytest.mark.django_db
REASON = "The table of topics is wrong"
PAGE = "/incidents/processes/question/"


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def visit(user: User, page: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(page).content.decode()


def suspend(*, holds_running: bool = True) -> None:
    suspensions.suspend("question", REASON, holds_running=holds_running, by=actors.operator(1, "Otto Maes"))


def test_it_is_suspended_once_what_would_happen_is_confirmed(desk: Client, case: Case) -> None:  # noqa: F811
    told = {"running": "stand_still", "reason": REASON}
    assert "1 running case does nothing by itself" in desk.post(PAGE, told).content.decode()
    assert not ProcessSuspension.objects.exists()
    page = desk.post(PAGE, {**told, "confirmed": "1"}, follow=True).content.decode()
    row = ProcessSuspension.objects.get()
    assert (row.reason, row.holds_running) == (REASON, True)
    assert "The process is suspended." in page


def test_a_reason_is_asked_for(desk: Client, case: Case) -> None:  # noqa: F811
    answer = desk.post(PAGE, {"running": "go_on", "reason": "", "confirmed": "1"})
    assert (answer.status_code, ProcessSuspension.objects.count()) == (422, 0)


def test_it_goes_on_and_the_log_shows_both_reasons(desk: Client, case: Case) -> None:  # noqa: F811
    suspend()
    page = desk.post(PAGE, {"reason": "The table is mended", "confirmed": "1"}, follow=True).content.decode()
    assert "The process goes on." in page
    assert page.count(REASON) == 1
    assert "The table is mended" in page


def test_the_list_shows_suspended_ones_first(desk: Client, case: Case) -> None:  # noqa: F811
    suspend()
    page = desk.get("/incidents/processes/").content.decode()
    assert REASON in page
    assert page.index("suspended</span>") < page.index("</tr>", page.index("<tbody>"))


def test_who_would_open_a_case_sees_it_and_is_refused_with_the_reason(case: Case, caseworker: User) -> None:  # noqa: F811
    suspend()
    assert "suspended</span>" in visit(caseworker, "/cases/new/")
    assert REASON in visit(caseworker, "/cases/new/question/")


def test_the_page_of_a_running_case_says_that_it_stands_still(case: Case, caseworker: User) -> None:  # noqa: F811
    suspend()
    page = visit(caseworker, f"/cases/{case.reference}/")
    assert "running cases do nothing by themselves" in page
    assert REASON in page


def test_the_board_tells_it_without_a_name(case: Case) -> None:  # noqa: F811
    suspend(holds_running=False)
    page = visit(make_user("lea", "team_lead", name="Lea Peeters"), "/board/")
    assert "running cases go on" in page
    assert REASON in page
    assert "Otto" not in page


def test_the_studio_tells_it(case: Case) -> None:  # noqa: F811
    suspend()
    assert REASON in visit(make_user("olga", "process_owner", name="Olga Jacobs"), "/studio/question/")


def test_only_operators_suspend(case: Case, caseworker: User) -> None:  # noqa: F811
    client = Client()
    client.force_login(caseworker)
    assert client.get(PAGE).status_code == 403
