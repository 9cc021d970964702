"""A bankruptcy or a debt settlement is claimed once, for what was owed on its day, and the curator is followed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from app.cases.models import Case
from app.correspondence.models import Letter
from app.ledger.plans import open_plan, propose_plan, spread_evenly
from app.people.models import Party
from app.recovery.debtor_events import record_event
from app.recovery.errors import DateRefused, DebtorBankrupt
from app.recovery.insolvency import file_claim, report
from app.recovery.insolvency_models import InsolvencyClaim
from app.recovery.insolvency_operations import Recorded, record_insolvency
from app.recovery.mandates import list_silent
from app.recovery.models import Mandate
from app.recovery.obstacle_models import DebtorEvent
from app.recovery.obstacles import refuse_obstacles
from tests.factories.cases import make_user
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person
from tests.factories.recovery import keep_evidence
from workflows import api, catalogue, clock, simulation
from workflows.clock import BRUSSELS
from workflows.models import HumanTask
from workflows.operations import BusinessError, Call

pytestmark = pytest.mark.django_db
JUDGED = date(2026, 6, 2)


@pytest.fixture
def party() -> Party:
    """Thursday 4 June 2026: the first quarter, due on 31 March, is unpaid."""
    clock.begin(datetime(2026, 6, 4, 9, 0, tzinfo=BRUSSELS))
    found = make_person("Joke Vermeulen", language="fr")
    owe(found, "1000.00", fee="40.00", quarter="2026Q1")
    return found


def go_bankrupt(party: Party, kind: str = "bankruptcy") -> InsolvencyClaim:
    record_event(party, kind=kind, from_on=JUDGED, evidence=keep_evidence(party), by="user:1")
    return InsolvencyClaim.objects.get()


def make_filed(party: Party) -> InsolvencyClaim:
    """Filed on Wednesday 10 June; its letter is not what these tests are about."""
    claim = go_bankrupt(party)
    letter = "00000000-0000-0000-0000-000000000001"
    InsolvencyClaim.objects.update(administrator="Maître Dupont", letter=letter, sums={})
    clock.move_to(datetime(2026, 6, 10, 9, 0, tzinfo=BRUSSELS))
    return file_claim(claim.reference, on=date(2026, 6, 10), receipt="42", by="user:1")


def test_a_contestation_or_a_debtor_who_owes_nothing_makes_no_claim(party: Party) -> None:
    debt = party.receivables.get()
    record_event(
        party,
        kind="contestation",
        from_on=JUDGED,
        evidence=keep_evidence(party),
        by="user:1",
        receivable=debt,
    )
    other = make_person("Ben Peeters")
    record_event(other, kind="bankruptcy", from_on=JUDGED, evidence=keep_evidence(other), by="user:1")
    assert not InsolvencyClaim.objects.exists()


def test_a_bankruptcy_ends_the_plan_of_the_debtor_before_another_instalment_is_missed(party: Party) -> None:
    terms = spread_evenly(Decimal("1040.00"), count=2, first_on=date(2026, 6, 30))
    made = propose_plan([party.receivables.get()], terms, on=clock.today(), key="plan", by="user:1")
    plan = open_plan(made, on=clock.today())
    go_bankrupt(party)
    plan.refresh_from_db()
    assert (plan.state, plan.end_reason) == ("void", "bankruptcy")
    assert set(plan.instalments.values_list("state", flat=True)) == {"void"}


def test_a_claim_without_its_process_stays_visible_without_a_case(party: Party) -> None:
    claim = go_bankrupt(party)
    assert (claim.state, claim.case_ref) == ("prepared", "")
    assert not Case.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_bankruptcy_opens_a_case_whose_claim_holds_the_sums_of_the_day(party: Party) -> None:
    lawyer = make_user("leo", "legal_officer")
    catalogue.deploy(["insolvency_claim"], by=api.system("tests"), now=clock.now())
    owe(party, "900.00", quarter="2026Q2", booked_on=date(2026, 6, 3))  # after the judgment: not in the claim
    pay("140.00", on=date(2026, 5, 4), party=party)
    claim = go_bankrupt(party)
    assert Case.objects.get(reference=claim.case_ref).process == "insolvency_claim"
    simulation.simulate(clock.now())
    task = HumanTask.objects.get(case_ref=claim.case_ref)
    answers = {
        "administrator": "Maître Dupont",
        "address": "Rue de la Loi 1",
        "privilege": "As the law gives",
    }
    api.complete(task.pk, answers, by=api.user(lawyer.pk))
    simulation.simulate(clock.now())
    claim.refresh_from_db()
    letter = Letter.objects.get()
    assert claim.letter == letter.pk
    assert (letter.name, letter.recipient["name"], letter.case_ref) == (
        "claim_filed",
        "Maître Dupont",
        claim.case_ref,
    )
    assert claim.sums is not None
    assert [one["period"] for one in claim.sums["rows"]] == ["2026Q1"]
    assert Decimal(claim.sums["total"]) == Decimal("900.00")  # 1,000.00 + 40.00 - 140.00


def test_filing_gives_the_curator_a_mandate_that_is_followed(party: Party) -> None:
    claim = make_filed(party)
    mandate = Mandate.objects.get()
    assert (mandate.kind, mandate.name, mandate.case_ref) == ("curator", "Maître Dupont", claim.case_ref)
    assert [one.pk for one in list_silent(date(2026, 9, 9))] == [mandate.pk]  # 10 June and 91 days
    assert not list_silent(date(2026, 9, 8)).exists()


def test_a_debt_settlement_is_followed_with_its_mediator(party: Party) -> None:
    go_bankrupt(party, "collective_debt_settlement")
    InsolvencyClaim.objects.update(
        administrator="Maître Janssens", letter="00000000-0000-0000-0000-000000000001", sums={}
    )
    file_claim(InsolvencyClaim.objects.get().reference, on=date(2026, 6, 4), receipt="", by="user:1")
    assert Mandate.objects.get().kind == "mediator"


def test_news_is_kept_once_and_the_end_closes_claim_and_mandate(party: Party) -> None:
    claim = make_filed(party)
    told = {"on": date(2026, 6, 10), "text": "Admitted", "admission": "admitted", "by": "user:1"}
    for _ in range(2):
        report(claim.reference, ended=False, key="1", **told)  # type: ignore[arg-type]
    closed = report(claim.reference, ended=True, key="2", **{**told, "text": "Closed"})  # type: ignore[arg-type]
    mandate = Mandate.objects.get()
    assert (closed.state, closed.admission, mandate.state, mandate.news.count()) == (
        "closed",
        "admitted",
        "ended",
        2,
    )


def test_a_claim_is_not_filed_before_the_insolvency_nor_tomorrow(party: Party) -> None:
    claim = go_bankrupt(party)
    for day in (date(2026, 6, 1), date(2026, 6, 5)):
        with pytest.raises(DateRefused):
            file_claim(claim.reference, on=day, receipt="", by="user:1")


def test_the_database_refuses_a_filed_claim_without_letter_and_a_mandate_of_nothing(party: Party) -> None:
    claim = go_bankrupt(party)
    with pytest.raises(IntegrityError, match="claim_filed_with_letter"), transaction.atomic():
        InsolvencyClaim.objects.filter(pk=claim.pk).update(state="filed", filed_on=JUDGED)
    with pytest.raises(IntegrityError, match="mandate_in_file_or_claim"), transaction.atomic():
        Mandate.objects.create(kind="curator", name="X", given_on=JUDGED, last_news_on=JUDGED)


def record(party: Party, key: str = "k", **changes: Any) -> Recorded:
    call = Call(idempotency_key=key, instance_id=None, case_ref="BK-2026-000001", now=clock.now())
    given = {"kind": "bankruptcy", "judged_on": JUDGED, "judgment": "A/26/00042", **changes}
    return record_insolvency(call, party_ref=party.reference, **given)


def test_the_process_of_a_bankruptcy_records_it_and_opens_its_claim(party: Party) -> None:
    recorded = record(party)
    event = DebtorEvent.objects.get()
    assert (event.kind, event.from_on, recorded.claim_ref) == (
        "bankruptcy",
        JUDGED,
        InsolvencyClaim.objects.get().reference,
    )
    assert b"A/26/00042" in bytes(event.evidence.content)
    later = owe(party, "900.00", quarter="2026Q2")
    with pytest.raises(DebtorBankrupt):
        refuse_obstacles(later)


def test_a_process_records_nothing_where_a_person_has_recorded_it(party: Party) -> None:
    claim = go_bankrupt(party)
    assert record(party).claim_ref == claim.reference
    assert record(party, key="again").claim_ref == claim.reference
    assert DebtorEvent.objects.count() == 1


def test_an_insolvency_that_has_not_happened_or_is_none_is_refused(party: Party) -> None:
    with pytest.raises(BusinessError, match="happened"):
        record(party, judged_on=date(2026, 6, 5))
    with pytest.raises(BusinessError, match="no insolvency"):
        record(party, kind="economic_difficulty")


def test_the_curator_a_process_was_told_stands_ready_for_the_claim(party: Party) -> None:
    record(party, administrator="Maître Dupont")
    claim = InsolvencyClaim.objects.get()
    assert (claim.administrator, claim.proceedings) == ("Maître Dupont", "A/26/00042")
