"""The pages of alerts: made from a number of the board, shown on it, seen, changed, removed and put back."""

from datetime import timedelta

import pytest
from django.test import Client

from app.accounts.models import User
from app.board.alert_judging import judge_all
from app.board.models import Alert, Crossing
from app.board.rollups import roll_up
from app.cases.models import Case
from app.teamwork.models import PersonalNotice
from tests.factories.cases import make_user
from tests.factories.promises import promise
from workflows import clock

pytestmark = pytest.mark.django_db
NEW = "/board/alerts/new/?of=promise&condition=breached&process=question"


@pytest.fixture
def lead(client: Client, team_lead: User) -> Client:
    client.force_login(team_lead)
    return client


def save(browser: Client, address: str, user: User, **changes: object) -> None:
    given = {"name": "Broken questions", "threshold": 0, "clears_at": "", "told": [user.pk], **changes}
    assert browser.post(address, given).status_code == 302


@pytest.fixture
def over(lead: Client, team_lead: User, case: Case) -> Alert:
    """One promise is broken, where none is allowed."""
    ago = clock.now() - timedelta(days=9)
    promise(case, 1, "running", started_at=ago, target_at=ago, first_target_at=ago, breached_at=ago)
    save(lead, NEW, team_lead)
    roll_up(clock.now())
    judge_all(clock.now())
    return Alert.objects.get()


def test_a_list_of_the_board_leads_to_the_alert_on_its_number(lead: Client, case: Case) -> None:
    roll_up(clock.now())
    page = lead.get("/board/promises/?condition=breached&process=question&as_of=1").content.decode()
    assert NEW.replace("&", "&amp;") in page


def test_the_board_shows_it_until_somebody_has_seen_it(lead: Client, over: Alert) -> None:
    assert "stood at 1, more than 0" in lead.get("/board/").content.decode()
    answer = lead.post(f"/board/alerts/seen/{Crossing.objects.get().pk}/", {"from": "board"})
    assert (answer["Location"], Crossing.objects.get().seen_by.username) == ("/board/", "lea")  # type: ignore[union-attr]
    assert "stood at 1" not in lead.get("/board/").content.decode()
    assert "still over" in lead.get(f"/board/alerts/{over.pk}/").content.decode()


def test_the_notices_of_the_person_name_it_and_lead_to_it(lead: Client, over: Alert) -> None:
    page = lead.get("/notices/").content.decode()
    assert f'href="/board/alerts/{over.pk}/">Broken questions</a>' in page
    assert "stands at 1, more than 0" in page


def test_its_page_opens_the_list_as_it_is_now(lead: Client, over: Alert, case: Case) -> None:
    page = lead.get(f"/board/alerts/{over.pk}/").content.decode()
    address = "/board/promises/?condition=breached&process=question"
    assert address.replace("&", "&amp;") in page
    assert case.reference in lead.get(address).content.decode()


def test_it_is_changed(lead: Client, over: Alert, team_lead: User) -> None:
    save(lead, f"/board/alerts/{over.pk}/change/", team_lead, threshold=5, clears_at=2)
    over.refresh_from_db()
    assert (over.threshold, over.clears_at) == (5, 2)


def test_removed_it_is_put_back_with_its_history(lead: Client, over: Alert) -> None:
    lead.post(f"/board/alerts/{over.pk}/remove/")
    assert "stood at 1" not in lead.get("/board/").content.decode()
    assert "Put back" in lead.get("/board/alerts/").content.decode()
    lead.post(f"/board/alerts/{over.pk}/put-back/")
    assert "stood at 1" in lead.get("/board/").content.decode()


def test_a_slip_is_told_at_its_question(lead: Client, team_lead: User) -> None:
    given = {"name": "Broken", "threshold": 3, "clears_at": 4, "told": [team_lead.pk]}
    answer = lead.post(NEW, given)
    assert (answer.status_code, Alert.objects.count()) == (422, 0)
    assert "It cannot be back above the threshold itself." in answer.content.decode()


def test_tasks_nobody_holds_open_the_list_they_count(lead: Client, team_lead: User, case: Case) -> None:
    asked = {"process": "question", "team": "", "older": 0, "threshold": 0}
    save(lead, "/board/alerts/new/?of=unheld", team_lead, **asked)
    roll_up(clock.now())
    page = lead.get(f"/board/alerts/{Alert.objects.get().pk}/").content.decode()
    assert "/board/workload/0/?process=question" in page
    lists = [
        lead.get(f"/board/workload/0/?process={of}&older=0").content.decode() for of in ("question", "x")
    ]
    assert [case.reference in one for one in lists] == [True, False]


def test_whoever_is_not_told_does_not_see_it(lead: Client, over: Alert, client: Client) -> None:
    client.force_login(make_user("dora", "director"))
    assert client.get(f"/board/alerts/{over.pk}/").status_code == 404
    assert client.post(f"/board/alerts/{over.pk}/remove/").status_code == 404
    assert client.post(f"/board/alerts/seen/{Crossing.objects.get().pk}/").status_code == 404
    assert "Broken questions" not in client.get("/board/").content.decode()


def test_every_crossing_leaves_as_a_file(lead: Client, over: Alert) -> None:
    answer = lead.get("/board/alerts/export/")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert (len(lines), "Broken questions" in lines[1]) == (2, True)


def test_only_those_who_steer_choose_the_e_mail_for_it(lead: Client, browser: Client) -> None:
    words = "A number of the board crosses a threshold I watch"
    assert words not in browser.get("/teamwork/preferences/").content.decode()
    browser.force_login(User.objects.get(username="lea"))
    assert words in browser.get("/teamwork/preferences/").content.decode()


def test_a_number_told_twice_is_one_notice(over: Alert) -> None:
    judge_all(clock.now())
    assert PersonalNotice.objects.count() == 1
