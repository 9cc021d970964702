"""The board's pages: for those who steer, each number a link to a list of as many lines."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.people import make_person
from tests.factories.promises import promise
from tests.factories.secret import restrict
from workflows import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client, team_lead: User) -> Client:
    client.force_login(team_lead)
    return client


@pytest.fixture
def late(case: Case) -> Case:
    ago = clock.now() - timedelta(days=9)
    promise(
        case,
        1,
        "running",
        started_at=ago,
        target_at=ago + timedelta(days=2),
        breached_at=ago + timedelta(days=2),
    )
    return case


@pytest.mark.parametrize("by", ["process", "promise", "team", "age", "nonsense"])
def test_every_number_opens_a_list_of_as_many(lead: Client, late: Case, by: str) -> None:
    page = lead.get("/board/", {"by": by}).content.decode()
    links = re.findall(r'href="(/board/promises/\?[^"]*)"[^>]*>(?:<strong>)?(\d+)<', page)
    assert links
    for address, number in links:
        assert f"{number} promise" in lead.get(address.replace("&amp;", "&")).content.decode(), address


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
    "query", ["condition=x&age=y&within=7&team=z&kind=q&after=nonsense", "after=~", "process=%00"]
)
def test_nonsense_in_the_address_counts_as_not_given(lead: Client, late: Case, query: str) -> None:
    assert lead.get(f"/board/promises/?{query}").status_code == 200


def test_the_board_costs_few_statements(
    lead: Client, late: Case, django_assert_max_num_queries: object
) -> None:
    lead.get("/board/")
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        lead.get("/board/")


def test_a_restricted_file_is_neither_counted_nor_listed(lead: Client, late: Case) -> None:
    party = make_person()
    Case.objects.filter(pk=late.pk).update(party=party)
    assert "1 promise," in lead.get("/board/promises/").content.decode()
    restrict(party)
    assert "0 promises" in lead.get("/board/promises/").content.decode()
    assert "No promise is open" in lead.get("/board/").content.decode()


def test_the_wall_shows_the_board_s_figures_without_a_menu(lead: Client, late: Case) -> None:
    wall, board = (lead.get(f"/board/{page}?by=team").content.decode() for page in ("wall/", ""))
    figures = board[
        board.index('<ul class="figures">') : board.index("</ul>", board.index('<ul class="figures">'))
    ]
    assert figures in wall
    assert 'class="side"' not in wall
    assert late.reference not in wall
