"""Watching a case, the list of what one was told, the marks of what is new, and the e-mails one chose."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.teamwork.following_events import tell_watchers
from app.teamwork.mailing import post_mail
from app.teamwork.models import How, Kind, MailChoice, PersonalNotice, Watch
from app.teamwork.notes import write
from tests.factories.cases import make_user, task_of
from workflows import api, clock, outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(db: None) -> User:
    made = make_user("ben", "caseworker", name="Ben Maes")
    made.email = "ben@fund.example"
    made.save()
    return made


def mention(case: Case, author: User, text: str = "Look, @ben") -> None:
    write(case, text, author=author, now=clock.now())


def send_all() -> list[str]:
    outbox.run_due()
    return [one.body for one in mail.outbox]


def test_watching_and_no_longer(browser: Client, case: Case, caseworker: User) -> None:
    address = f"/teamwork/{case.reference}/watch/"
    assert ">Watched</button>" in "".join(
        browser.post(address, {"watch": "yes"}, follow=True).content.decode().split("</svg>")
    )
    assert Watch.objects.get().user == caseworker
    browser.post(address, {"watch": "no"})
    assert not Watch.objects.exists()


def test_a_watcher_hears_of_notes_but_not_of_their_own(case: Case, caseworker: User, ben: User) -> None:
    for person in (caseworker, ben):
        Watch.objects.create(case=case, user=person, since=clock.now())
    mention(case, caseworker, "No name here")
    assert [(one.user, one.kind) for one in PersonalNotice.objects.all()] == [(ben, "note")]


def test_a_watcher_hears_once_of_what_happens(case: Case, caseworker: User, ben: User) -> None:
    Watch.objects.create(case=case, user=ben, since=clock.now() - timedelta(minutes=1))
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=api.user(caseworker.pk))
    tell_watchers(clock.now())
    tell_watchers(clock.now())
    assert [(one.kind, one.what) for one in PersonalNotice.objects.all()] == [("event", "task_completed")]


def test_a_watcher_who_may_no_longer_see_the_case_hears_nothing(
    case: Case, caseworker: User, ben: User
) -> None:
    Watch.objects.create(case=case, user=ben, since=clock.now() - timedelta(minutes=1))
    ben.groups.clear()
    mention(case, caseworker, "No name here")
    assert not PersonalNotice.objects.exists()


def test_the_bell_counts_and_the_list_tells(client: Client, case: Case, caseworker: User, ben: User) -> None:
    mention(case, caseworker)
    client.force_login(ben)
    page = client.get("/notices/").content.decode()
    assert "Anna Lambert mentions you in a note" in page
    newest = PersonalNotice.objects.get().pk
    client.post("/teamwork/read/", {"upto": newest})
    assert "mentions you" not in client.get("/notices/").content.decode()
    assert "mentions you" in client.get("/notices/?show=all").content.decode()


def test_opening_the_case_reads_what_was_told_of_it(
    client: Client, case: Case, caseworker: User, ben: User
) -> None:
    mention(case, caseworker)
    client.force_login(ben)
    assert '<span class="chip info">new</span>' in client.get("/cases/").content.decode()
    client.get(f"/cases/{case.reference}/")
    assert PersonalNotice.objects.get().read_at is not None
    assert '<span class="chip info">new</span>' not in client.get("/cases/").content.decode()


def test_a_task_one_is_given_is_new_until_one_has_looked(
    client: Client, case: Case, ben: User, team_lead: User
) -> None:
    client.force_login(team_lead)
    api_task = task_of(case)
    type(api_task).objects.filter(pk=api_task.pk).update(role="team_lead")
    client.post(f"/inbox/{api_task.pk}/assign/", {"assignee": ben.pk})
    client.force_login(ben)
    assert ">new</span>" in client.get("/inbox/").content.decode()
    assert "Lea Peeters gave you a task" in client.get("/notices/").content.decode()
    client.get(f"/inbox/{api_task.pk}/")
    assert ">new</span>" not in client.get("/inbox/").content.decode()


def test_the_daily_mail_gathers_what_is_unread_and_is_sent_once(
    case: Case, caseworker: User, ben: User
) -> None:
    mention(case, caseworker)
    mention(case, caseworker, "@ben again")
    assert (post_mail(How.DAILY, now=clock.now()), post_mail(How.DAILY, now=clock.now())) == (1, 0)
    [body] = send_all()
    assert body.count(f"{case.reference} – Anna Lambert mentions you in a note") == 2
    assert "Joke" not in body
    assert mail.outbox[0].subject == "Vigie: 2 notices for you"


def test_who_has_read_everything_gets_no_mail(
    client: Client, case: Case, caseworker: User, ben: User
) -> None:
    mention(case, caseworker)
    client.force_login(ben)
    client.get(f"/cases/{case.reference}/")
    assert post_mail(How.DAILY, now=clock.now()) == 0


def test_each_kind_is_mailed_as_the_person_chose(
    client: Client, case: Case, caseworker: User, ben: User
) -> None:
    client.force_login(ben)
    chosen = {kind.value: "never" for kind in Kind} | {"mention": "at_once"}
    client.post("/teamwork/preferences/", chosen)
    mention(case, caseworker)
    assert (post_mail(How.DAILY, now=clock.now()), post_mail(How.AT_ONCE, now=clock.now())) == (0, 1)


def test_a_choice_nobody_offers_is_refused(client: Client, ben: User) -> None:
    client.force_login(ben)
    assert client.post("/teamwork/preferences/", {"mention": "hourly"}).status_code == 422
    assert not MailChoice.objects.exists()


def test_no_mail_goes_to_who_may_no_longer_see_the_case(case: Case, caseworker: User, ben: User) -> None:
    mention(case, caseworker)
    post_mail(How.DAILY, now=clock.now())
    ben.groups.clear()
    assert send_all() == []
