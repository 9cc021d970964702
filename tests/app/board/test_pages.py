"""The board's pages: for those who steer, each number a link to a list of as many lines."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from app.accounts.models import User
from app.board.models import Rollup
from app.board.rollups import roll_up
from app.cases.models import Case
from tests.factories.cases import task_of
from tests.factories.people import make_person
from tests.factories.promises import promise
from tests.factories.secret import restrict
from workflows import api, clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client, team_lead: User) -> Client:
    client.force_login(team_lead)
    return client


def count_again(minutes: int = 0) -> None:
    """As the worker does each minute."""
    roll_up(clock.now() + timedelta(minutes=minutes))


@pytest.fixture
def late(case: Case) -> Case:
    """A broken promise and an open task of one case, counted."""
    ago = clock.now() - timedelta(days=9)
    promise(
        case,
        1,
        "running",
        started_at=ago,
        target_at=ago + timedelta(days=2),
        breached_at=ago + timedelta(days=2),
    )
    count_again()
    return case


WAYS = [
    ("promise", "process"), ("promise", "promise"), ("promise", "team"), ("promise", "age"), ("promise", "nonsense"),
    ("task", "process"), ("task", "step"), ("task", "team"), ("task", "age"),
]  # fmt: skip
WORDS = {"promise": "promise", "task": "open task"}


def list_links(page: str) -> list[tuple[str, str]]:
    links = re.findall(r'href="(/board/(?:promises|tasks)/\?[^"]*)"[^>]*>(?:<strong>)?(\d+)<', page)
    return [(address.replace("&amp;", "&"), number) for address, number in links]


@pytest.mark.parametrize(("of", "by"), WAYS)
def test_every_number_opens_a_list_of_as_many(lead: Client, late: Case, of: str, by: str) -> None:
    links = list_links(lead.get("/board/", {"of": of, "by": by}).content.decode())
    assert links
    for address, number in links:
        page = lead.get(address).content.decode()
        assert f"{number} {WORDS[of]}" in page, address
        assert page.count(f">{late.reference}<") == int(number), address


@pytest.mark.parametrize(("of", "by"), [("promise", "process"), ("task", "step")])
def test_a_list_opened_later_is_that_of_the_number(lead: Client, late: Case, of: str, by: str) -> None:
    links = list_links(lead.get("/board/", {"of": of, "by": by}).content.decode())
    api.cancel(task_of(late).instance_id, reason="Gone", by=api.system("tests"))
    count_again(minutes=1)
    for address, number in links:
        page = lead.get(address).content.decode()
        assert (f"{number} {WORDS[of]}" in page, "Ended since" in page) == (True, number != "0"), address


def test_the_next_count_no_longer_holds_what_has_ended(lead: Client, late: Case) -> None:
    api.cancel(task_of(late).instance_id, reason="Gone", by=api.system("tests"))
    count_again(minutes=1)
    assert "No promise is open" in lead.get("/board/").content.decode()
    assert "No task is open" in lead.get("/board/?of=task").content.decode()


def test_before_the_first_count_the_board_says_so(lead: Client, case: Case) -> None:
    assert "Nothing has been counted yet" in lead.get("/board/").content.decode()
    assert lead.get("/board/promises/").status_code == 200


def test_a_board_nobody_counts_for_says_since_when(lead: Client, late: Case) -> None:
    assert "Last counted:" not in lead.get("/board/").content.decode()
    Rollup.objects.update(minute=clock.now() - timedelta(hours=1), at=clock.now() - timedelta(minutes=4))
    assert "Last counted:" in lead.get("/board/").content.decode()


def test_a_count_no_longer_kept_is_replaced_by_the_newest_and_says_so(lead: Client, late: Case) -> None:
    page = lead.get("/board/promises/?as_of=999999").content.decode()
    assert ("The count you came from is no longer kept" in page, late.reference in page) == (True, True)


def test_the_list_tells_the_case_and_how_late_it_is(lead: Client, late: Case) -> None:
    page = lead.get("/board/promises/?condition=breached").content.decode()
    assert (late.reference in page, "late" in page) == (True, True)


def test_a_list_without_a_match_says_so_and_leads_back(lead: Client, late: Case) -> None:
    page = lead.get("/board/promises/?condition=paused").content.decode()
    assert "No open promise fits these filters." in page


def test_the_export_holds_the_same_lines(lead: Client, late: Case) -> None:
    answer = lead.get("/board/promises/export/?condition=breached&taken_for=work")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert late.reference in lines[1]


def test_a_caseworker_does_not_enter(browser: Client) -> None:
    assert browser.get("/board/").status_code == 403
    assert browser.get("/board/workload/").status_code == 403


@pytest.mark.parametrize(
    "query", ["as_of=x&condition=x&age=y&within=7&team=z&kind=q&after=nonsense", "after=~", "process=%00"]
)
def test_nonsense_in_the_address_counts_as_not_given(lead: Client, late: Case, query: str) -> None:
    assert lead.get(f"/board/promises/?{query}").status_code == 200


def test_the_board_costs_few_statements(
    lead: Client, late: Case, django_assert_max_num_queries: object
) -> None:
    lead.get("/board/")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        lead.get("/board/")


def test_a_restricted_file_is_neither_counted_nor_listed(lead: Client, late: Case) -> None:
    party = make_person()
    Case.objects.filter(pk=late.pk).update(party=party)
    assert "1 promise," in lead.get("/board/promises/").content.decode()
    restrict(party)
    assert "0 open tasks" in lead.get("/board/tasks/").content.decode()
    assert "No task is open" in lead.get("/board/?of=task").content.decode()
    assert "0 promises" in lead.get("/board/promises/").content.decode()
    assert "No promise is open" in lead.get("/board/").content.decode()


def test_a_process_leads_to_its_diagram_where_it_waits(lead: Client, late: Case) -> None:
    assert "/studio/question/figures/?show=took" in lead.get("/board/?by=process").content.decode()
    assert "/figures/?show=took" not in lead.get("/board/?by=team").content.decode()
    assert lead.get("/studio/question/figures/?show=took").status_code == 200


def test_the_wall_shows_the_board_s_figures_without_a_menu(lead: Client, late: Case) -> None:
    wall, board = (lead.get(f"/board/{page}?by=team").content.decode() for page in ("wall/", ""))
    figures = board[
        board.index('<ul class="figures">') : board.index("</ul>", board.index('<ul class="figures">'))
    ]
    assert figures in wall
    assert 'class="side"' not in wall
    assert late.reference not in wall
