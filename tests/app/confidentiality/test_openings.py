"""Opening a restricted file in an emergency: a reason, an hour, an alert, a line for everything seen."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from app.accounts.models import User
from app.confidentiality.clearances import grant, withdraw
from app.confidentiality.errors import ConfidentialityRefused
from app.confidentiality.marks import lift, mark
from app.confidentiality.models import Alert, Opening, RestrictedFile
from app.confidentiality.openings import open_file
from app.confidentiality.staff_files import link
from app.inbox import work
from app.people.models import Party
from app.people.read_models import FileRead
from tests.app.confidentiality.test_own_file import open_case_of
from tests.factories.cases import make_user, task_of
from tests.factories.people import make_person
from tests.factories.secret import restrict

pytestmark = pytest.mark.django_db
REASON = "His child was born today and the deadline is tonight"


@pytest.fixture
def anna() -> User:
    return make_user("anna", "caseworker", name="Anna Lambert")


@pytest.fixture
def minister() -> Party:
    party = make_person("Jan Minister")
    restrict(party)
    return party


def sign_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_it_opens_for_an_hour_and_no_longer(anna: User, minister: Party) -> None:
    browser, page = sign_in(anna), f"/people/{minister.reference}/"
    assert browser.get(page).status_code == 404
    browser.post("/restricted/open/", {"text": minister.reference, "reason": REASON})
    assert browser.get(page).status_code == 200
    opening = Opening.objects.get()
    assert opening.expires_at - opening.opened_at == timedelta(hours=1)
    # The row itself may not be changed: a second one, over since a minute, stands for an hour later.
    browser.post(f"/restricted/openings/{opening.pk}/end/")
    Opening.objects.create(
        user=anna,
        party=minister,
        reason=REASON,
        opened_at=opening.opened_at - timedelta(hours=2),
        expires_at=opening.opened_at - timedelta(minutes=1),
    )
    assert browser.get(page).status_code == 404


def test_what_is_seen_is_recorded(anna: User, minister: Party) -> None:
    browser = sign_in(anna)
    browser.post("/restricted/open/", {"text": minister.reference, "reason": REASON})
    browser.get(f"/people/{minister.reference}/")
    assert FileRead.objects.filter(user=anna, party=minister).count() == 1


@pytest.mark.parametrize("who", ["data_protection_officer", "supervisor"])
def test_those_who_must_know_are_told(anna: User, minister: Party, who: str) -> None:
    open_file(minister.reference, reason=REASON, by=anna)
    told = make_user("dan", who) if who != "supervisor" else RestrictedFile.objects.get().supervisor
    response = sign_in(told).get("/restricted/")
    assert [(one.user, one.kind, one.words) for one in response.context["alerts"]] == [
        (anna, "opened", REASON)
    ]
    assert [one.reason for one in response.context["openings"]] == [REASON]


def test_others_are_not_told(anna: User, minister: Party) -> None:
    open_file(minister.reference, reason=REASON, by=anna)
    response = sign_in(make_user("lea", "team_lead")).get("/restricted/")
    assert "Minister" not in response.content.decode()


def test_it_takes_a_reason(anna: User, minister: Party) -> None:
    with pytest.raises(ConfidentialityRefused):
        open_file(minister.reference, reason="urgent", by=anna)
    assert not Opening.objects.exists()


def test_ones_own_file_does_not_open(anna: User) -> None:
    herself = make_person("Anna Lambert")
    restrict(herself, ground="staff")
    link(anna, herself.reference, by=make_user("dirk", "director"))
    with pytest.raises(ConfidentialityRefused, match="own file"):
        open_file(herself.reference, reason=REASON, by=anna)
    assert (Opening.objects.count(), Alert.objects.get().kind) == (0, "own")


@pytest.mark.parametrize("text", ["P9999999", "open"])
def test_what_is_unknown_and_what_is_open_answer_alike(anna: User, text: str) -> None:
    """Nobody learns from the answer whether somebody is known, or restricted."""
    reference = make_person("Open Affiliate").reference if text == "open" else text
    with pytest.raises(ConfidentialityRefused, match="No file under this reference"):
        open_file(reference, reason=REASON, by=anna)
    assert Alert.objects.get().kind == "unknown"


def test_a_refused_address_is_told_once_an_hour(anna: User, minister: Party) -> None:
    browser = sign_in(anna)
    for _ in range(3):
        assert browser.get(f"/people/{minister.reference}/").status_code == 404
    assert [one.kind for one in Alert.objects.all()] == ["restricted"]


def test_a_mark_gives_tasks_back_that_nobody_could_finish(anna: User) -> None:
    party = make_person("Jan Minister")
    task = task_of(open_case_of(party))
    work.claim(task, anna)
    restrict(party)
    task.refresh_from_db()
    assert (task.state, task.assignee) == ("ready", None)


def test_an_open_form_is_refused_once_the_clearance_is_gone(anna: User) -> None:
    party, dirk = make_person("Jan Minister"), make_user("dirk", "director")
    task = task_of(open_case_of(party))
    restrict(party)
    row = grant(anna, "vip", reason="Handles politicians", by=dirk)
    browser = sign_in(anna)
    browser.post(f"/inbox/{task.pk}/claim/")
    assert browser.get(f"/inbox/{task.pk}/").status_code == 200
    withdraw(row.pk, by=dirk)
    assert browser.post(f"/inbox/{task.pk}/", {"answer": "Done"}).status_code == 404
    task.refresh_from_db()
    assert task.state == "claimed"


def test_lifting_takes_a_keeper_and_a_reason(anna: User, minister: Party) -> None:
    row, dirk = RestrictedFile.objects.get(), make_user("dirk", "director")
    with pytest.raises(ConfidentialityRefused):
        lift(row.pk, reason="Left the government", by=make_user("lea", "team_lead"))
    with pytest.raises(ConfidentialityRefused):
        lift(row.pk, reason=" ", by=dirk)
    lift(row.pk, reason="Left the government", by=dirk)
    assert sign_in(anna).get(f"/people/{minister.reference}/").status_code == 200


def test_a_caseworker_marks_nothing(anna: User) -> None:
    party = make_person("Jan Minister")
    with pytest.raises(ConfidentialityRefused):
        mark(party, ground="vip", reason="I like him", supervisor=anna, by=anna)


def test_nobody_clears_themself(minister: Party) -> None:
    dirk = make_user("dirk", "director")
    with pytest.raises(ConfidentialityRefused):
        grant(dirk, "vip", reason="I want to see", by=dirk)


def test_the_history_of_marks_cannot_be_rewritten(minister: Party) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RestrictedFile.objects.update(reason="Nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        RestrictedFile.objects.all().delete()
