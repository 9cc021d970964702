"""A number that is watched: told once when it goes over, again only after it was back, whoever judges and how often."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connections, transaction

from app.accounts.models import User
from app.board import alerts
from app.board.alert_judging import judge_all
from app.board.alert_numbers import Number, count, read_number
from app.board.conditions import Condition
from app.board.errors import AlertRefused
from app.board.filters import Filters
from app.board.models import Alert, Crossing, Rollup, Subject
from app.board.rollups import roll_up
from app.cases.models import Case
from app.confidentiality import veil
from app.teamwork.mailing import post_mail
from app.teamwork.models import How, Kind, PersonalNotice, QuietHours
from tests.factories.cases import deploy_question, make_user, open_question
from tests.factories.people import make_person
from tests.factories.promises import NOW, promise
from tests.factories.secret import restrict
from workflows import api, outbox, periodic
from workflows.models import HumanTask, ServiceLevelClock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BROKEN = Number(Filters(condition=Condition.BREACHED))


def watch(by: User, *, threshold: int = 1, clears_at: int | None = None, number: Number = BROKEN) -> Alert:
    back = threshold if clears_at is None else clears_at
    return alerts.make(number, "Too many", threshold, back, told=[by], by=by, now=NOW)


@pytest.fixture
def break_so_many(case: Case) -> Callable[[int], None]:
    """Of five promises so many are broken."""
    clocks = [promise(case, 1, "running", level=f"level_{number}") for number in range(5)]

    def break_them(number: int) -> None:
        ServiceLevelClock.objects.update(breached_at=None)
        broken = [one.pk for one in clocks[:number]]
        ServiceLevelClock.objects.filter(pk__in=broken).update(breached_at=NOW)

    return break_them


def pass_minutes(break_them: Callable[[int], None], *numbers: int) -> None:
    """A count each minute, held against every alert."""
    begun = Rollup.objects.count()
    for at, number in enumerate(numbers, begun):
        break_them(number)
        roll_up(NOW + at * MINUTE)
        judge_all(NOW + at * MINUTE)


def tell_story(alert: Alert) -> list[tuple[int, int | None]]:
    return [(one.number, one.back_number) for one in alert.crossings.order_by("at")]


def test_a_number_that_goes_over_is_told_once(team_lead: User, break_so_many: Callable[[int], None]) -> None:
    alert = watch(team_lead)
    pass_minutes(break_so_many, 1, 2, 3, 4)
    assert tell_story(alert) == [(2, None)]
    told = PersonalNotice.objects.get(kind=Kind.NUMBER)
    assert (told.user, told.case_ref) == (team_lead, "")


def test_it_is_told_again_only_after_it_was_back(
    team_lead: User, break_so_many: Callable[[int], None]
) -> None:
    alert = watch(team_lead, threshold=3, clears_at=1)
    pass_minutes(break_so_many, 4, 3, 5, 2, 4, 1, 4)
    assert tell_story(alert) == [(4, 1), (4, None)]
    keys = PersonalNotice.objects.filter(kind=Kind.NUMBER).order_by("id").values_list("key", flat=True)
    first, second = alert.crossings.order_by("at").values_list("pk", flat=True)
    assert list(keys) == [f"number:{first}:crossed", f"number:{first}:back", f"number:{second}:crossed"]


def test_a_worker_that_begins_again_tells_nothing_twice(
    team_lead: User, break_so_many: Callable[[int], None]
) -> None:
    alert = watch(team_lead)
    pass_minutes(break_so_many, 3)
    assert [judge_all(NOW + at * MINUTE) for at in range(3)] == [0, 0, 0]
    Alert.objects.update(judged=None)  # as if the count had never been held against it
    judge_all(NOW)
    assert (tell_story(alert), PersonalNotice.objects.count()) == ([(3, None)], 1)


@pytest.mark.django_db(transaction=True)
def test_of_four_workers_at_once_one_tells(team_lead: User, break_so_many: Callable[[int], None]) -> None:
    alert = watch(team_lead)
    break_so_many(2)
    roll_up(NOW)

    def judge(_number: int) -> int:
        try:
            return judge_all(NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(judge, range(4)))
    assert (told, tell_story(alert), PersonalNotice.objects.count()) == ([0, 0, 0, 1], [(2, None)], 1)


def test_the_database_refuses_a_second_open_crossing(team_lead: User) -> None:
    alert = watch(team_lead)
    Crossing.objects.create(alert=alert, rollup=1, at=NOW, number=2, threshold=1)
    with pytest.raises(IntegrityError, match="crossing_open_once"), transaction.atomic():
        Crossing.objects.create(alert=alert, rollup=2, at=NOW + MINUTE, number=2, threshold=1)


def test_the_worker_judges_after_it_has_counted() -> None:
    names = [one.name for one in periodic.duties() if one.name.startswith("board_")]
    assert names == ["board_roll_up", "board_thin_out", "board_watch_numbers"]


def test_a_number_stays_told_through_removing_and_putting_back(
    team_lead: User, break_so_many: Callable[[int], None]
) -> None:
    alert = watch(team_lead)
    pass_minutes(break_so_many, 2)
    alerts.remove(alert, by=team_lead, now=NOW)
    pass_minutes(break_so_many, 0, 3)  # nobody looks
    alerts.put_back(alert)
    pass_minutes(break_so_many, 3, 0, 2)
    assert tell_story(alert) == [(2, 0), (2, None)]


def test_raised_above_the_number_it_is_back_at_the_next_count(
    team_lead: User, break_so_many: Callable[[int], None]
) -> None:
    alert = watch(team_lead)
    pass_minutes(break_so_many, 3)
    alerts.change(alert, "Too many", 4, 4, told=[team_lead])
    pass_minutes(break_so_many, 3)
    assert tell_story(alert) == [(3, 3)]


def test_a_file_hidden_from_one_who_is_told_is_not_counted(
    team_lead: User, case: Case, break_so_many: Callable[[int], None]
) -> None:
    alert = watch(team_lead)
    party = make_person()
    Case.objects.filter(pk=case.pk).update(party=party)
    restrict(party)
    pass_minutes(break_so_many, 5)
    assert tell_story(alert) == []


def test_a_process_closed_to_one_who_is_told_is_not_counted(
    team_lead: User, break_so_many: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(team_lead)
    deploy_question(confidential="health")
    monkeypatch.setattr(veil, "may_read", lambda kind, roles: False)
    pass_minutes(break_so_many, 5)
    assert not Crossing.objects.exists()


def test_whoever_steers_no_longer_is_not_told(team_lead: User, break_so_many: Callable[[int], None]) -> None:
    watch(team_lead)
    team_lead.groups.clear()
    pass_minutes(break_so_many, 5)
    assert not PersonalNotice.objects.exists()


def test_tasks_nobody_holds_are_counted_by_their_age(team_lead: User, case: Case, caseworker: User) -> None:
    old, young, held = case, open_question(caseworker), open_question(caseworker)
    HumanTask.objects.update(created_at=NOW - timedelta(days=5))
    HumanTask.objects.filter(case_ref=young.reference).update(created_at=NOW - timedelta(days=4, hours=23))
    api.assign(HumanTask.objects.get(case_ref=held.reference).pk, caseworker.pk, by=api.system("tests"))
    rollup = roll_up(NOW)
    counted = [count(Number(Filters(Subject.TASK, process=of), days), rollup) for of, days in UNHELD]
    assert (counted, old.process) == ([1, 2, 1, 0], "question")


UNHELD = [("", 5), ("", 0), ("question", 5), ("recovery", 0)]


def test_an_alert_watches_the_very_number_it_was_made_for(team_lead: User) -> None:
    asked = Number(Filters(Subject.TASK, Condition.AT_RISK, process="question", team="none", within=5))
    unheld = Number(Filters(Subject.TASK, process="question"), 5)
    assert read_number(watch(team_lead, number=asked)) == asked
    assert read_number(watch(team_lead, number=unheld)) == unheld


@pytest.mark.parametrize(
    ("name", "clears_at", "field"), [(" ", 1, "name"), ("Too many", 2, "clears_at"), ("Too many", 1, "told")]
)
def test_an_alert_that_could_tell_nobody_is_refused(
    team_lead: User, name: str, clears_at: int, field: str
) -> None:
    told = [] if field == "told" else [team_lead]
    with pytest.raises(AlertRefused) as refusal:
        alerts.make(BROKEN, name, 1, clears_at, told=told, by=team_lead, now=NOW)
    assert refusal.value.field == field


def test_the_e_mail_waits_for_the_end_of_quiet_hours_and_names_nobody(
    team_lead: User, break_so_many: Callable[[int], None]
) -> None:
    team_lead.email = "lea@fund.example"
    team_lead.save()
    QuietHours.objects.create(user=team_lead, begins="08:00", ends="12:00", closed_days=False)
    watch(team_lead)
    pass_minutes(break_so_many, 2)  # at ten in Brussels
    sent = [post_mail(How.AT_ONCE, now=NOW + timedelta(hours=hours)) for hours in (0, 3, 3)]
    outbox.run_due()
    assert (sent, len(mail.outbox)) == ([0, 1, 0], 1)
    assert "Too many – stands at 2, more than 1" in mail.outbox[0].body
    assert "Vermeulen" not in mail.outbox[0].body


def test_seen_by_one_it_is_read_for_all(team_lead: User, break_so_many: Callable[[int], None]) -> None:
    director = make_user("dora", "director")
    alert = watch(team_lead)
    alerts.change(alert, "Too many", 1, 1, told=[team_lead, director])
    pass_minutes(break_so_many, 2)
    crossing = alert.crossings.get()
    assert [alerts.acknowledge(crossing, by=one, now=NOW) for one in (director, team_lead)] == [True, False]
    assert alert.crossings.get().seen_by == director
    assert not PersonalNotice.objects.filter(read_at=None).exists()
