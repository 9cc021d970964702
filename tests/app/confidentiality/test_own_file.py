"""Nobody handles their own file or that of their household, whichever way they come to it."""

from datetime import date

import pytest
from django.test import Client

from app.absences.absences import record as record_absence
from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.models import Case
from app.confidentiality.errors import ConfidentialityRefused, OwnFile
from app.confidentiality.models import Alert, StaffFile
from app.confidentiality.staff_files import end, link, reseal
from app.inbox import bulk, work
from app.inbox.bulk import Order
from app.inbox.models import BulkVerb
from app.people.links import join_household
from app.people.links import link as tie
from app.people.models import Party
from tests.factories.cases import deploy_question, make_user, open_question, task_of
from tests.factories.people import CLERK, make_niss, make_person
from workflows import clock
from workflows.actors import system

pytestmark = pytest.mark.django_db
START = date(2020, 1, 1)


@pytest.fixture
def anna() -> User:
    return make_user("anna", "caseworker", name="Anna Lambert")


@pytest.fixture
def director() -> User:
    return make_user("dirk", "director")


@pytest.fixture
def herself() -> Party:
    return make_person("Anna Lambert")


@pytest.fixture
def husband(herself: Party) -> Party:
    party = make_person("Bert Lambert")
    join_household(herself, None, "head", by=CLERK, started_on=START)
    join_household(party, herself, "partner", by=CLERK, started_on=START)
    return party


def open_case_of(party: Party) -> Case:
    deploy_question()
    case = open_question(make_user("opener", "caseworker"))
    Case.objects.filter(pk=case.pk).update(party=party)
    return Case.objects.get(pk=case.pk)


def sign_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_the_address_of_ones_own_file_says_so(anna: User, herself: Party, director: User) -> None:
    link(anna, herself.reference, by=director)
    response = sign_in(anna).get(f"/people/{herself.reference}/")
    assert response.status_code == 403
    assert "Nobody handles their own file" in response.content.decode()
    assert Alert.objects.get().kind == "own"


def test_the_household_is_ones_own(anna: User, herself: Party, husband: Party, director: User) -> None:
    link(anna, herself.reference, by=director)
    case = open_case_of(husband)
    browser = sign_in(anna)
    assert browser.get(f"/cases/{case.reference}/").status_code == 403
    assert case.reference not in browser.get("/inbox/?view=free").content.decode()


def test_a_spouse_under_another_roof_is_ones_own(anna: User, herself: Party, director: User) -> None:
    spouse = make_person("Bert Lambert")
    tie(spouse, herself, "spouse", by=CLERK, started_on=START)
    link(anna, herself.reference, by=director)
    assert sign_in(anna).get(f"/people/{spouse.reference}/").status_code == 403


def test_a_number_known_before_the_person_counts_once_they_are(anna: User, director: User) -> None:
    niss = make_niss()
    link(anna, niss, by=director)
    later = make_person("Anna Lambert", niss=niss)
    assert StaffFile.objects.get().party is None
    assert sign_in(anna).get(f"/people/{later.reference}/").status_code == 403


def test_her_task_is_neither_claimed_nor_finished(anna: User, herself: Party, director: User) -> None:
    task = task_of(open_case_of(herself))
    link(anna, herself.reference, by=director)
    for act in (lambda: work.claim(task, anna), lambda: work.complete(task, {}, anna)):
        with pytest.raises(OwnFile):
            act()
    assert sign_in(anna).post(f"/inbox/{task.pk}/claim/").status_code == 403
    task.refresh_from_db()
    assert (task.state, task.assignee) == ("ready", None)


def test_a_lead_who_gives_it_to_her_hears_why_not(anna: User, herself: Party, director: User) -> None:
    task = task_of(open_case_of(herself))
    link(anna, herself.reference, by=director)
    lead = make_user("lea", "team_lead", "caseworker")
    response = sign_in(lead).post(f"/inbox/{task.pk}/assign/", {"assignee": anna.pk}, follow=True)
    assert "somebody else must do it" in response.content.decode()
    task.refresh_from_db()
    assert task.assignee is None


def test_a_substitute_does_not_get_her_own_file(anna: User, herself: Party, director: User) -> None:
    task, bob = task_of(open_case_of(herself)), make_user("bob", "caseworker")
    work.claim(task, bob)
    link(anna, herself.reference, by=director)
    today = clock.today()
    record_absence(bob, first_day=today, last_day=None, substitutes={"": anna}, by=as_actor(bob))
    assert task.case_ref not in sign_in(anna).get("/inbox/?view=mine").content.decode()
    assert sign_in(anna).get(f"/inbox/{task.pk}/").status_code == 403


def test_many_at_once_leave_hers_out(anna: User, herself: Party, director: User) -> None:
    task = task_of(open_case_of(herself))
    link(anna, herself.reference, by=director)
    action = bulk.prepare(anna, Order(BulkVerb.CLAIM), [task.pk])
    assert "not yours to see" in bulk.foresee(anna, action)[task.pk]
    bulk.confirm(anna, action.pk)
    assert bulk.go_on(anna, action.pk).failed == 1


def test_many_given_to_her_leave_hers_out(anna: User, herself: Party, director: User) -> None:
    task, lead = task_of(open_case_of(herself)), make_user("lea", "team_lead", "caseworker")
    link(anna, herself.reference, by=director)
    action = bulk.prepare(lead, Order(BulkVerb.ASSIGN, assignee=anna), [task.pk])
    bulk.confirm(lead, action.pk)
    assert bulk.go_on(lead, action.pk).failed == 1
    task.refresh_from_db()
    assert task.assignee is None


def test_an_ended_link_closes_nothing(anna: User, herself: Party, director: User) -> None:
    row = link(anna, herself.reference, by=director)
    end(row.pk, by=director)
    assert sign_in(anna).get(f"/people/{herself.reference}/").status_code == 200


def test_only_who_keeps_the_files_links_them(anna: User, herself: Party) -> None:
    with pytest.raises(ConfidentialityRefused):
        link(anna, herself.reference, by=anna)


def test_a_new_key_finds_the_same_person(anna: User, director: User, settings: object) -> None:
    niss = make_niss()
    link(anna, niss, by=director)
    settings.FIELD_KEYS = {"k9": b"9" * 32, **settings.FIELD_KEYS}  # type: ignore[attr-defined]
    assert reseal(10) == 1
    later = make_person("Anna Lambert", niss=niss, by=system("tests"))
    assert sign_in(anna).get(f"/people/{later.reference}/").status_code == 403
