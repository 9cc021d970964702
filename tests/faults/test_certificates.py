"""F34 on the tax certificates of a year: whoever dies in whatever moment, each is made once and told once."""

import signal
import time
from datetime import UTC, date, datetime

import pytest

from app.correspondence.models import Letter
from app.exchanges.models import Transmission
from app.years import certificates
from app.years.certificate_models import Certificate, CertificateRun
from tests.factories.ledger import pay
from tests.factories.people import make_company
from tests.faults.fund import Fund, wait_for
from tests.workflows.jobs.models import given, one_call, publish
from workflows import actors, api, catalogue

ANNA, BEN, BY = actors.user(1), actors.user(2), actors.system("test")
NOW = datetime(2026, 1, 12, 8, 0, tzinfo=UTC)
PEOPLE, CHUNK, PART = 12, 3, 5


@pytest.fixture
def run(fund: Fund, monkeypatch: pytest.MonkeyPatch) -> CertificateRun:
    """The approved certificates of twelve payers; the workers are forked and have these sizes as well."""
    assert fund.live_workers() == 0
    monkeypatch.setattr(certificates, "CHUNK", CHUNK)
    monkeypatch.setattr(certificates, "PART", PART)
    catalogue.deploy(["transmit", "tax_certificate"], by=BY, now=NOW)
    for number in range(PEOPLE):
        pay("900", on=date(2025, 12, 31), party=make_company(f"Company {number}"))
    prepared = certificates.prepare_run(2025, by=ANNA, now=NOW, case_ref="TC-1")
    return certificates.approve_run(prepared.pk, checksum=prepared.checksum, by=BEN, now=NOW)


def begin(operation: str, run: CertificateRun) -> None:
    publish("certified", *one_call(operation, inputs=given("run", str(run.pk))))
    api.start("certified", {}, by=BY)


def strike(fund: Fund, *deaths: str) -> None:
    """Two at most: a job whose worker dies for the third time ends as an incident (F14)."""
    for death in deaths:
        assert fund.worker(fault=death).wait(60) == -signal.SIGKILL


def finish(fund: Fund) -> None:
    fund.worker()
    wait_for(lambda: fund.open_tasks() == 1, seconds=60, what="the operation ends")


def test_f34_certificates_whose_workers_are_killed_have_one_letter_each(
    fund: Fund, run: CertificateRun
) -> None:
    begin("years.make_certificates", run)
    strike(fund, "certificates_between_chunks:1", "certificates_before_commit:2")
    assert 0 < Certificate.objects.exclude(letter=None).count() < PEOPLE
    finish(fund)
    letters = Certificate.objects.filter(run=run).values_list("letter", flat=True)
    assert (Letter.objects.count(), len(set(letters)), None in letters) == (PEOPLE, PEOPLE, False)


def test_f34_certificates_killed_at_any_moment_have_one_letter_each(fund: Fund, run: CertificateRun) -> None:
    begin("years.make_certificates", run)
    for seconds in (0.6, 1.4):
        process = fund.worker()
        time.sleep(seconds)
        process.kill()
        process.wait(10)
    finish(fund)
    letters = Certificate.objects.filter(run=run, error="").values_list("letter", flat=True)
    assert (Letter.objects.count(), len(set(letters)), None in letters) == (PEOPLE, PEOPLE, False)


def test_f34_the_tax_administration_is_told_each_certificate_once(fund: Fund, run: CertificateRun) -> None:
    begin("years.tell_certificates", run)
    strike(fund, "certificates_between_parts:1", "certificates_part_before_commit:2")
    finish(fund)
    told = [one["number"] for sent in Transmission.objects.all() for one in sent.payload["certificates"]]
    assert sorted(told) == [f"TC2025-{number:07d}" for number in range(1, PEOPLE + 1)]
    assert Transmission.objects.count() == 3
