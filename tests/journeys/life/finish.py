"""After the last chapter: nothing hangs open, every letter left whole, rights, books and history are sound."""

from __future__ import annotations

from app.benefits.detection import detect_rights
from app.cases.models import Case
from app.ledger.proofs import list_faults
from tests.journeys.life import accounts
from tests.journeys.life.childhood import find_anne
from tests.journeys.life.fund import Fund
from tests.journeys.life.outside import open_debts
from tests.journeys.life.stations import find_luc, find_nora
from workflows import clock, invariants, seals
from workflows.models import HumanTask, Incident, TaskState


def live(fund: Fund) -> None:
    assert [str(one) for one in fund.open_tasks()] == []
    assert_nothing_is_open()
    assert_letters_are_whole()
    assert_rights_are_found_once()
    assert [str(one) for one in list_faults()] == []
    assert [str(one) for one in invariants.check(everything=True)] == []
    assert seals.verify().broken is None


def assert_nothing_is_open() -> None:
    assert list(Case.objects.filter(closed_at=None).values_list("process", "reference")) == []
    assert not Incident.objects.exclude(state="resolved").exists()
    assert not HumanTask.objects.filter(state__in=[TaskState.READY, TaskState.CLAIMED]).exists()
    assert list_open_debts() == []


def list_open_debts() -> list[str]:
    return [f"{one.party} owes {one.total} of {one.period}" for one in open_debts()]


def assert_letters_are_whole() -> None:
    """Each left, in the person's language; each decision names its facts, its law, the court and the term."""
    assert accounts.list_incomplete_letters(find_nora()) == []
    assert accounts.list_incomplete_letters(find_luc()) == []
    assert accounts.list_incomplete_letters(find_anne()) == []


def assert_rights_are_found_once() -> None:
    """P27: the detectors run again, over a life that they have weighed, find nothing new."""
    before = accounts.list_detections(find_nora())
    report = detect_rights(clock.today())
    assert all(not found for found in report.counts.values())
    assert accounts.list_detections(find_nora()) == before
