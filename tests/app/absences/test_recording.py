"""An absence is recorded whole or refused with the field to put right; its days are nobody else's of that person."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from app.absences import absences, queries
from app.absences.errors import AbsenceRefused
from app.absences.models import Absence, AbsenceEvent
from app.accounts.models import User
from app.accounts.roles import as_actor
from tests.factories.cases import make_user
from workflows import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)


@pytest.fixture
def monday(db: None) -> None:
    clock.begin(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
def anne() -> User:
    return make_user("anne", "caseworker")


@pytest.fixture
def bram() -> User:
    return make_user("bram", "caseworker")


def record(person: User, first: date = MONDAY, last: date | None = FRIDAY, **named: User) -> Absence:
    return absences.record(
        person,
        first_day=first,
        last_day=last,
        substitutes={"": named["by_default"]} if named else {},
        by=as_actor(person),
    )


def test_a_recorded_absence_hands_the_work_to_the_substitute(anne: User, bram: User) -> None:
    record(anne, by_default=bram)
    assert queries.find_stand_in(anne.pk, "question", FRIDAY) == bram.pk
    assert queries.find_stand_in(anne.pk, "question", date(2026, 3, 7)) == anne.pk


def test_an_open_absence_lasts_until_somebody_ends_it(anne: User, bram: User) -> None:
    absence = record(anne, last=None, by_default=bram)
    assert queries.find_stand_in(anne.pk, "question", date(2027, 1, 1)) == bram.pk
    clock.move_to(datetime(2026, 3, 5, 9, 0, tzinfo=UTC))
    absences.come_back(absence.pk, by=as_actor(anne))
    assert Absence.objects.get().last_day == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (FRIDAY, MONDAY, "last_day"),
        (date(2026, 2, 2), date(2026, 2, 6), "last_day"),
        (date(2026, 3, 6), date(2026, 3, 9), "first_day"),
    ],
    ids=["the wrong way round", "over already", "on days of another"],
)
def test_days_that_cannot_be_are_refused(anne: User, first: date, last: date, field: str) -> None:
    record(anne)
    with pytest.raises(AbsenceRefused) as refused:
        record(anne, first, last)
    assert (refused.value.field, Absence.objects.count()) == (field, 1)


def test_whoever_stands_in_must_be_another_in_one_of_the_roles(anne: User) -> None:
    finance, gone = make_user("fons", "finance_officer"), make_user("gina", "caseworker")
    gone.is_active = False
    for substitute in (anne, finance, gone):
        with pytest.raises(AbsenceRefused) as refused:
            record(anne, by_default=substitute)
        assert refused.value.field == "substitute"


def test_a_cancelled_absence_frees_its_days(anne: User, bram: User) -> None:
    absence = record(anne, by_default=bram)
    absences.come_back(absence.pk, by=as_actor(anne))
    assert queries.find_stand_in(anne.pk, "question", MONDAY) == anne.pk
    record(anne)
    assert list(AbsenceEvent.objects.order_by("id").values_list("kind", flat=True)) == [
        "recorded",
        "cancelled",
        "recorded",
    ]


def test_the_database_keeps_what_was_recorded(anne: User, bram: User) -> None:
    absence = record(anne, by_default=bram)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.filter(pk=absence.pk).update(person=bram)
    with pytest.raises(IntegrityError), transaction.atomic():
        absence.substitutes.all().delete()


def test_an_absence_that_is_over_cannot_be_ended(anne: User) -> None:
    absence = record(anne)
    clock.move_to(datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    with pytest.raises(AbsenceRefused):
        absences.come_back(absence.pk, by=as_actor(anne))
