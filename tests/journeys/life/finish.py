"""After the last chapter: nothing hangs open, every letter left whole, rights, books and history are sound."""

from __future__ import annotations

from app.benefits.detection import detect_rights
from app.cases.models import Case
from app.ledger.proofs import list_faults
from tests.journeys.life import accounts
from tests.journeys.life.childhood import find_anne
from tests.journeys.life.fund import Fund
from tests.journeys.life.stations import find_luc, find_nora
from workflows import clock, invariants, seals
from workflows.models import HumanTask, Incident, TaskState

#: What the fund asks and tells of itself each month and quarter has no end, and is nobody’s life event.
MONTHLY = ("availability_report", "data_quality_report", "satisfaction_survey")


def live(fund: Fund) -> None:
    own = set(Case.objects.filter(process__in=MONTHLY).values_list("reference", flat=True))
    assert [str(one) for one in fund.open_tasks() if one.case_ref not in own] == []
    assert_nothing_is_open()
    assert_letters_are_whole()
    assert_rights_are_found_once()
    assert [str(one) for one in list_faults()] == []
    assert [str(one) for one in invariants.check(everything=True)] == []
    assert seals.verify().broken is None


def assert_nothing_is_open() -> None:
    cases = Case.objects.filter(closed_at=None).exclude(process__in=MONTHLY)
    assert list(cases.values_list("process", "reference")) == []
    assert not Incident.objects.exclude(state="resolved").exists()
    own = Case.objects.filter(process__in=MONTHLY).values("reference")
    waiting = HumanTask.objects.filter(state__in=[TaskState.READY, TaskState.CLAIMED])
    assert not waiting.exclude(case_ref__in=own).exists()


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
