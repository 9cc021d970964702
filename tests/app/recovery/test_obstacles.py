"""Nobody is brought before the court who contests, keeps a plan, asks an exemption or is insolvent."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from app.documents.models import Document
from app.ledger.models import Receivable
from app.people.models import Party
from app.recovery.debtor_events import end_event, record_event
from app.recovery.errors import (
    ContestationPending,
    DateRefused,
    DebtorBankrupt,
    DebtSettlementRunning,
    EventRefused,
    ExemptionPending,
)
from app.recovery.models import JudicialClaim
from app.recovery.obstacle_models import DebtorEvent, RecoveryHold
from app.recovery.obstacles import read_standing, refuse_obstacles
from tests.factories.cases import make_user
from tests.factories.ledger import owe
from tests.factories.people import make_person
from tests.factories.recovery import attempt, keep_evidence, make_file, run_exemption
from workflows import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def debtor() -> Party:
    party = make_person()
    attempt(party, outcome="reached")
    return party


@pytest.fixture
def debt(debtor: Party) -> Receivable:
    return owe(debtor)


def record(debtor: Party, kind: str, debt: Receivable | None = None, **facts: bool) -> DebtorEvent:
    return record_event(
        debtor,
        kind=kind,
        from_on=clock.today(),
        evidence=keep_evidence(debtor),
        by="user:1",
        receivable=debt,
        **facts,
    )


def claim(debtor: Party, debt: Receivable) -> None:
    """Past the program, straight into the database."""
    file = make_file(debtor)
    with transaction.atomic():
        JudicialClaim.objects.create(file=file, receivable=debt)


def test_a_contested_debt_stays_from_the_court_until_the_contestation_is_decided(
    debtor: Party, debt: Receivable
) -> None:
    event = record(debtor, "contestation", debt, registered=True)
    with pytest.raises(ContestationPending):
        refuse_obstacles(debt)
    with pytest.raises(IntegrityError, match="contested debt"):
        claim(debtor, debt)
    end_event(event, until_on=clock.today(), by="user:2", outcome="rejected")
    refuse_obstacles(debt)
    assert read_standing(debt).contested  # still disputed: before the judge, not by order


def test_another_debt_of_who_contests_one_is_not_contested(debtor: Party, debt: Receivable) -> None:
    record(debtor, "contestation", debt)
    refuse_obstacles(owe(debtor, quarter="2025Q4"))


def test_a_contestation_by_ordinary_letter_holds_but_makes_no_court_case(
    debtor: Party, debt: Receivable
) -> None:
    record(debtor, "contestation", debt, registered=False)
    with pytest.raises(ContestationPending):
        refuse_obstacles(debt)
    assert not read_standing(debt).contested


@pytest.mark.parametrize("outcome", ["upheld", "withdrawn"])
def test_a_contestation_that_is_granted_or_withdrawn_is_no_dispute(
    debtor: Party, debt: Receivable, outcome: str
) -> None:
    event = record(debtor, "contestation", debt, registered=True)
    end_event(event, until_on=clock.today(), by="user:2", outcome=outcome)
    assert not read_standing(debt).contested


@pytest.mark.parametrize(
    ("kind", "error", "fact"),
    [
        ("bankruptcy", DebtorBankrupt, "bankrupt"),
        ("collective_debt_settlement", DebtSettlementRunning, "debt_settlement"),
    ],
)
def test_an_insolvent_debtor_is_not_brought_before_the_court(
    debtor: Party, debt: Receivable, kind: str, error: type[Exception], fact: str
) -> None:
    record(debtor, kind)
    with pytest.raises(error):
        refuse_obstacles(debt)
    with pytest.raises(IntegrityError, match="insolvent debtor"):
        claim(debtor, debt)
    assert getattr(read_standing(debt), fact)


def test_a_quarter_whose_exemption_is_asked_stays_from_the_court(debtor: Party, debt: Receivable) -> None:
    run_exemption("X-2026-000001")
    RecoveryHold.objects.create(
        receivable=debt, case_ref="X-2026-000001", reason="exemption_requested", held_at=clock.now()
    )
    with pytest.raises(ExemptionPending):
        refuse_obstacles(debt)
    with pytest.raises(IntegrityError, match="another case holds"):
        claim(debtor, debt)


def test_a_hold_whose_case_is_over_is_no_request(debtor: Party, debt: Receivable) -> None:
    RecoveryHold.objects.create(
        receivable=debt, case_ref="X-2026-000001", reason="exemption", held_at=clock.now()
    )
    refuse_obstacles(debt)


def test_what_stands_is_recorded_once_and_stays_as_it_was(debtor: Party, debt: Receivable) -> None:
    event = record(debtor, "contestation", debt)
    with pytest.raises(EventRefused):
        record(debtor, "contestation", debt)
    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        DebtorEvent.objects.update(registered=True)
    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        DebtorEvent.objects.all()._raw_delete("default")
    with pytest.raises(EventRefused):
        end_event(event, until_on=clock.today(), by="user:1")
    with pytest.raises(DateRefused):
        end_event(event, until_on=clock.today() + timedelta(1), by="user:1", outcome="rejected")


def test_a_contestation_is_of_one_debt_and_a_bankruptcy_of_none(debtor: Party, debt: Receivable) -> None:
    with pytest.raises(EventRefused):
        record(debtor, "contestation")
    with pytest.raises(EventRefused):
        record(debtor, "bankruptcy", debt)


def test_an_officer_records_a_contestation_on_the_partys_page_and_ends_it(
    debtor: Party, debt: Receivable, client: Client
) -> None:
    client.force_login(make_user("roos", "recovery_officer"))
    form = f"/recovery/events/{debtor.reference}/"
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.4 I contest", "application/pdf")
    answers = {
        "kind": "contestation",
        "debt": debt.ref,
        "from_on": clock.today().isoformat(),
        "registered": "on",
        "evidence": letter,
    }
    assert client.post(form, answers).status_code == 302
    event = DebtorEvent.objects.get()
    assert (event.receivable, event.registered, event.in_time) == (debt, True, True)
    assert Document.objects.get().kind == "evidence"
    page = client.get(f"/people/{debtor.reference}/").content.decode()
    assert f"/recovery/events/end/{event.pk}/" in page
    ended = client.post(
        f"/recovery/events/end/{event.pk}/", {"until_on": clock.today().isoformat(), "outcome": "rejected"}
    )
    assert ended.status_code == 302
    event.refresh_from_db()
    assert (event.outcome, event.until_on) == ("rejected", clock.today())


def test_a_contestation_without_a_debt_is_refused_in_words(debtor: Party, client: Client) -> None:
    client.force_login(make_user("roos", "recovery_officer"))
    answers = {"kind": "contestation", "from_on": date(2026, 1, 5).isoformat()}
    page = client.post(f"/recovery/events/{debtor.reference}/", answers)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"debt", "evidence"}


def test_a_caseworker_reads_but_does_not_record(debtor: Party, client: Client) -> None:
    client.force_login(make_user("cas", "caseworker"))
    assert client.get(f"/recovery/events/{debtor.reference}/").status_code == 403
