"""Judicial files: four eyes, no order without its notice, the opposition window, the order of states."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from viewflow.fsm import TransitionNotAllowed

from app.recovery import files
from app.recovery.errors import EvidenceMissing, FileUnknown, FourEyes, NoticeMissing
from app.recovery.models import JudicialFile
from tests.factories.people import make_person
from tests.factories.recovery import attempt, make_file

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 3)
LETTER = "6f0f9d3a-7a0c-4f0c-9a55-0d3a3b8f3c10"


@pytest.fixture
def file() -> JudicialFile:
    party = make_person()
    attempt(party, outcome="reached")
    return make_file(party)


def approve(file: JudicialFile) -> JudicialFile:
    return files.approve(file.pk, by="user:2", on=DAY, route="order", rule="undisputed")


def test_an_order_served_on_20_june_2025_may_be_opposed_until_22_july() -> None:
    assert files.find_opposition_end(date(2025, 6, 20)) == date(2025, 7, 22)


def test_who_prepared_a_file_does_not_approve_it(file: JudicialFile) -> None:
    with pytest.raises(FourEyes):
        files.approve(file.pk, by="user:1", on=DAY, route="order", rule="undisputed")


def test_the_database_wants_four_eyes_as_well(file: JudicialFile) -> None:
    with pytest.raises(IntegrityError, match="judicial_four_eyes"):
        JudicialFile.objects.filter(pk=file.pk).update(approved_by="user:1", state="approved")


def test_the_database_keeps_an_unapproved_file_from_the_court(file: JudicialFile) -> None:
    with pytest.raises(IntegrityError, match="judicial_approved_before_court"):
        JudicialFile.objects.filter(pk=file.pk).update(state="summoned", summoned_on=DAY)


def test_an_order_cannot_exist_without_the_registered_notice(file: JudicialFile) -> None:
    JudicialFile.objects.filter(pk=file.pk).update(notice_sent_on=None)
    with pytest.raises(NoticeMissing):
        files.keep_order(file.pk, letter=LETTER, sums={})
    with pytest.raises(IntegrityError, match="judicial_order_after_notice"), transaction.atomic():
        JudicialFile.objects.filter(pk=file.pk).update(order_letter=LETTER)


def test_each_change_says_who_and_when(file: JudicialFile) -> None:
    approve(file)
    files.change_file(file.pk, "summon", by="user:3", on=DAY, reason="disputed")
    told = [(one.source, one.target, one.by) for one in file.changes.all()]
    assert told == [
        ("", "prepared", "user:1"),
        ("prepared", "approved", "user:2"),
        ("approved", "summoned", "user:3"),
    ]


def test_a_file_is_not_summoned_before_it_is_approved(file: JudicialFile) -> None:
    with pytest.raises(TransitionNotAllowed):
        files.change_file(file.pk, "summon", by="user:3", on=DAY)


def test_nothing_is_given_up_without_evidence(file: JudicialFile) -> None:
    approve(file)
    with pytest.raises(EvidenceMissing):
        files.give_up(file.pk, on=DAY, evidence="  ", by="user:2")
    with pytest.raises(IntegrityError, match="judicial_lost_with_evidence"):
        JudicialFile.objects.filter(pk=file.pk).update(state="irrecoverable")


def test_a_file_is_never_deleted(file: JudicialFile) -> None:
    with pytest.raises(IntegrityError):
        JudicialFile.objects.filter(pk=file.pk)._raw_delete("default")


def test_a_wrong_reference_is_refused() -> None:
    with pytest.raises(FileUnknown):
        files.read_reference("X1")
