"""A year settled for many is, to the cent, the year settled for each."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cases.models import Case
from app.ledger.models import (
    Entry,
    PaymentPlan,
    Posting,
    Receivable,
    ReceivableChange,
    Refund,
    Surcharge,
)
from app.ledger.proofs import list_faults
from app.people.models import Party
from app.years.models import Regularisation
from app.years.settlement_models import SettlementRun
from app.years.settlement_running import run_settlements
from app.years.settlement_runs import approve_run, prepare_run
from app.years.settling import settle
from tests.app.years.conftest import BY, NOW, affiliate, call_year, open_row, tell
from tests.factories.ledger import owe, pay
from workflows import actors, catalogue

pytestmark = pytest.mark.django_db
D = Decimal
ANNA, BEN = actors.user(1), actors.user(2)
PROCESSES = ["recovery", "refund_follow", "regularisation", "year_settlement"]
#: 20.5 % of 16,409.20 over four quarters are 840.97 (what was called); the others lie under, near and far above it.
INCOMES = ["0", "10000", "16388", "16409.20", "16420", "30000", "50000"]
CALLED = ["840.97", "1000", "2000.55"]
#: The income, what was called for each quarter, and whether it was paid, had a fee, and an older debt stood beside it.
Fate = tuple[str, str, bool, bool, bool]
FATES = st.tuples(
    st.sampled_from(INCOMES), st.sampled_from(CALLED), st.booleans(), st.booleans(), st.booleans()
)
PAID = ("840.97", True, False, False)


def live(fate: Fate) -> Party:
    """Called for 2023, with a fee or not, paid or not; perhaps an older debt that a credit will pay."""
    _income, called, is_paid, has_fee, is_indebted = fate
    party = affiliate()
    call_year(party, called, fee="34.48" if has_fee else "0", paid=is_paid)
    if is_indebted:
        owe(party, "500", quarter="2025Q1")
    return party


def prepare(count: int) -> SettlementRun:
    run = prepare_run(2023, by=ANNA, now=NOW, case_ref="")
    assert run.population == count
    return approve_run(run.pk, checksum=run.checksum, by=BEN, now=NOW)


def settle_together(parties: Sequence[Party], fates: Sequence[Fate]) -> SettlementRun:
    for party, fate in zip(parties, fates, strict=True):
        tell(party, fate[0])
    run = prepare(len(parties))
    assert run_settlements(run.pk, by=BY, now=NOW).state == "booked"
    return run


def settle_each(parties: Sequence[Party], fates: Sequence[Fate]) -> None:
    for party, fate in zip(parties, fates, strict=True):
        income = tell(party, fate[0])
        settle(open_row(income).pk, income_id=income.pk, by=BY, now=NOW)


def describe(party: Party) -> Mapping[str, Any]:
    """All that the books and the year say of one person, without what numbers alone tell apart."""
    row = Regularisation.objects.filter(party=party).latest("id")
    claims = list(Receivable.objects.filter(party=party).order_by("id"))
    place = {one.pk: number for number, one in enumerate(claims)}
    entries = Entry.objects.filter(postings__party=party).distinct()
    told = ("state", "outcome", "provisional", "definitive", "difference", "fee", "surcharge", "due_on", "settled_on",
            "quarters", "trace")  # fmt: skip
    moves = ReceivableChange.objects.filter(receivable__in=claims).order_by("id")
    claimed = ("kind", "year", "quarter", "due_on", "state", "legal_basis", "trace", "legal_first_claimed_on",
               "booked_on", "principal", "fee", "cost", "surcharge", "interest")  # fmt: skip
    return {
        "row": [getattr(row, name) for name in told],
        "supplement": place.get(row.receivable_id or 0),
        "claims": [[getattr(one, name) for name in claimed] for one in claims],
        "moves": [(place[one.receivable_id], one.source, one.target, one.by, one.reason) for one in moves],
        "entries": sorted(describe_entry(one, place) for one in entries),
        "refunds": list(
            Refund.objects.filter(party=party).values_list("amount", "state", "noticed_on", "reason")
        ),
        "surcharges": describe_surcharges(claims, place),
        "plans": describe_plans(party),
    }


def describe_surcharges(claims: Sequence[Receivable], place: Mapping[int, int]) -> list[tuple[Any, ...]]:
    rows = Surcharge.objects.filter(receivable__in=claims).select_related("withdrawn")
    return sorted(
        (
            place[one.receivable_id],
            one.kind,
            one.accrued_on,
            one.amount,
            one.base,
            one.rate,
            one.withdrawn is None,
        )
        for one in rows
    )


def describe_plans(party: Party) -> list[Any]:
    return [
        (one.state, one.ended_on, list(one.instalments.order_by("number").values_list("paid", "state")),
         list(one.debts.order_by("receivable").values_list("is_active", flat=True)))
        for one in PaymentPlan.objects.filter(party=party).order_by("id")
    ]  # fmt: skip


def describe_entry(entry: Entry, place: Mapping[int, int]) -> str:
    lines = Posting.objects.filter(entry=entry).values_list("account", "receivable", "component", "amount")
    told = sorted(str((account, place.get(claim), part, amount)) for account, claim, part, amount in lines)
    return f"{entry.kind} {entry.booked_on} {entry.value_on} {entry.by} {entry.reason} {told}"


@pytest.fixture
def _deployed(db: None) -> None:
    catalogue.deploy(PROCESSES, by=BY, now=NOW)


@given(st.lists(FATES, min_size=1, max_size=5))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("_deployed")
def test_settled_together_is_settled_each(fates: list[Fate]) -> None:
    single, together = [live(fate) for fate in fates], [live(fate) for fate in fates]
    settle_each(single, fates)
    run = settle_together(together, fates)
    SettlementRun.objects.filter(pk=run.pk).update(state="finished")
    assert [describe(one) for one in together] == [describe(one) for one in single]
    assert list(list_faults()) == []


@pytest.mark.usefixtures("_deployed")
def test_a_supplement_is_followed_by_its_recovery() -> None:
    """20.5 % of 30,000 over four quarters are 1,537.50: 696.53 more each, 2,786.12 together."""
    party = affiliate()
    call_year(party, "840.97")
    settle_together([party], [("30000", *PAID)])
    row = Regularisation.objects.get()
    assert row.receivable is not None
    assert (row.outcome, row.receivable.principal) == ("supplement", D("2786.12"))
    assert Case.objects.get(reference=row.receivable.case_ref).process == "recovery"


@pytest.mark.usefixtures("_deployed")
def test_a_supplement_that_a_credit_covers_names_no_recovery() -> None:
    """696.53 more each quarter are 2,786.12; 3,000.00 were paid too much."""
    party = affiliate()
    call_year(party, "840.97")
    pay("3000.00", on=date(2024, 1, 10), party=party)
    settle_together([party], [("30000", *PAID)])
    row = Regularisation.objects.get()
    assert row.receivable is not None
    assert (row.receivable.total, Case.objects.count()) == (D("0.00"), 0)
    assert (row.case_ref, row.receivable.case_ref) == ("", "")
    assert set(Entry.objects.filter(postings__party=party).values_list("case_ref", flat=True)) == {""}


@pytest.mark.usefixtures("_deployed")
def test_nothing_to_settle_needs_no_case() -> None:
    party = affiliate()
    call_year(party, "840.97")
    settle_together([party], [("16409.20", *PAID)])
    assert (Regularisation.objects.get().outcome, Case.objects.count()) == ("nothing", 0)


@pytest.mark.usefixtures("_deployed")
def test_what_is_doubtful_gets_a_case_of_its_own_and_stops_no_other() -> None:
    """95,000 against 16,409.20 claims more than the fund lets pass unseen."""
    plain, doubtful = affiliate(), affiliate()
    for party in (plain, doubtful):
        call_year(party, "840.97")
    settle_together([plain, doubtful], [("30000", *PAID), ("95000", *PAID)])
    left = Regularisation.objects.get(party=doubtful)
    assert (left.state, left.handed_over_at) == ("waiting", NOW)
    assert Case.objects.get(reference=left.case_ref).process == "regularisation"
    assert Regularisation.objects.get(party=plain).state == "settled"


@pytest.mark.usefixtures("_deployed")
def test_an_income_corrected_while_it_waits_is_settled_on_the_correction() -> None:
    party = affiliate()
    call_year(party, "840.97")
    tell(party, "16409.20")
    run = prepare(1)
    other = tell(affiliate(), "30000")
    Regularisation.objects.update(income=other)
    assert date(2025, 8, 12) == other.received_on
    run_settlements(run.pk, by=BY, now=NOW)
    assert Regularisation.objects.get().income == other
