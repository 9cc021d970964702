"""What institutions tell goes into the records by takers: once, all or none, else it waits in the work list."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from app.benefits.detection_models import LifeFact
from app.contributions.models import Income
from app.exchanges import arrivals, checks
from app.exchanges.catalogue import find_type, list_types
from app.exchanges.models import Arrival
from app.exchanges.takers import TakerUnknown, find_taker, taker
from app.people.links import link
from app.people.models import LinkKind, Party
from app.people.parties import read_niss
from app.recovery.insolvency_models import InsolvencyClaim
from app.recovery.obstacle_models import DebtorEvent
from tests.factories.ledger import owe
from tests.factories.people import CLERK, make_company, make_niss, make_person
from workflows import clock
from workflows.clock import BRUSSELS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 4, 9, 0, tzinfo=BRUSSELS)
INCOME = {"year": 2024, "amount": "31000.00", "kind": "definitive"}
BIRTH = {"reference": "G-1", "born_on": "2026-05-01", "parent": "mother"}
INCAPACITY = {"reference": "C-1", "from_on": "2026-05-01", "until_on": "2026-06-30"}
JUDGMENT = {"reference": "F-1", "judged_on": "2026-06-02", "court": "Brussels"}


@pytest.fixture(autouse=True)
def _today() -> None:
    clock.begin(NOW)


@pytest.fixture
def person() -> Party:
    return make_person()


def tell(party: Party, kind: str, payload: dict[str, Any], source: str, number: str = "m1") -> Arrival:
    subject = (
        {"enterprise_number": party.company.enterprise_number}
        if party.kind == "company"
        else {"niss": read_niss(party.person)}
    )
    data = {"id": number, "type": kind, "schema_version": 1, "subject": subject, "payload": payload}
    return arrivals.take_in(source, json.dumps(data).encode(), now=NOW)


def tell_income(party: Party, number: str = "m1", **changes: Any) -> Arrival:
    return tell(party, "income_notice", {**INCOME, **changes}, "spf_finances", number)


def test_an_income_is_recorded_and_a_later_amount_supersedes_it(person: Party) -> None:
    assert tell_income(person).state == "recorded"
    tell_income(person, "m2", amount="32500.50")
    first, second = Income.objects.filter(party=person).order_by("id")
    assert (first.superseded_at is not None, second.amount, second.source) == (
        True,
        Decimal("32500.50"),
        "tax",
    )
    assert (second.supersedes, second.received_on) == (first, date(2026, 6, 4))


def test_the_same_income_again_changes_nothing(person: Party) -> None:
    assert [tell_income(person, number).state for number in ("m1", "m1", "m2")] == ["recorded"] * 3
    assert Income.objects.count() == 1


def test_an_income_that_cannot_be_waits_with_the_reason(person: Party) -> None:
    with override("en"):
        kept = tell_income(person, year=2026)
    assert (kept.state, Income.objects.count()) == ("waiting", 0)
    assert "definitive" in kept.problem.lower()


def test_a_birth_is_kept_for_the_detectors_once_for_its_number(person: Party) -> None:
    for number in ("m1", "m2"):
        assert tell(person, "birth_notice", BIRTH, "bcss", number).state == "recorded"
    fact = LifeFact.objects.get()
    assert (fact.party, fact.kind, fact.happened_on, fact.facts) == (
        person,
        "birth",
        date(2026, 5, 1),
        {"parent": "mother"},
    )


def test_an_incapacity_whose_end_changes_is_for_a_person(person: Party) -> None:
    assert tell(person, "incapacity_notice", INCAPACITY, "cin").state == "recorded"
    later = tell(person, "incapacity_notice", {**INCAPACITY, "until_on": "2026-07-31"}, "cin", "m2")
    assert (later.state, LifeFact.objects.get().until_on) == ("waiting", date(2026, 6, 30))


@pytest.mark.parametrize("days", [{"from_on": "2026-06-05"}, {"until_on": "2026-04-30"}])
def test_days_that_cannot_be_wait_for_a_person(person: Party, days: dict[str, str]) -> None:
    assert tell(person, "incapacity_notice", {**INCAPACITY, **days}, "cin").state == "waiting"
    assert not LifeFact.objects.exists()


def test_a_bankruptcy_stops_recovery_and_is_an_event_of_the_life(person: Party) -> None:
    owe(person, "1000.00", quarter="2026Q1")
    for number in ("m1", "m2"):
        kept = tell(person, "bankruptcy_judgment", JUDGMENT, "insolvency", number)
        assert (kept.state, kept.problem) == ("recorded", "")
    event, fact = DebtorEvent.objects.get(), LifeFact.objects.get()
    assert (event.party, event.kind, event.from_on) == (person, "bankruptcy", date(2026, 6, 2))
    assert (fact.kind, fact.facts) == ("bankruptcy", {"judgment": "F-1"})
    assert InsolvencyClaim.objects.count() == 1
    evidence = bytes(event.evidence.content).decode()
    assert ("Brussels" in evidence, read_niss(person.person) in evidence) == (True, False)


def test_the_bankruptcy_of_a_company_is_found_by_its_number() -> None:
    company = make_company()
    assert tell(company, "bankruptcy_judgment", JUDGMENT, "insolvency").state == "recorded"
    assert (DebtorEvent.objects.get().party, LifeFact.objects.count()) == (company, 0)


def test_the_bankruptcy_of_a_company_is_an_event_of_those_who_ran_it_that_day(person: Party) -> None:
    company, former = make_company(), make_person()
    days: dict[str, Any] = {"by": CLERK, "started_on": date(2020, 1, 1)}
    link(person, company, LinkKind.OFFICER, **days)
    link(person, company, LinkKind.ACTIVE_PARTNER, **days)
    link(former, company, LinkKind.OFFICER, ended_on=date(2026, 6, 1), **days)
    for number in ("m1", "m2"):
        assert tell(company, "bankruptcy_judgment", JUDGMENT, "insolvency", number).state == "recorded"
    fact = LifeFact.objects.get()
    assert (fact.party, fact.happened_on) == (person, date(2026, 6, 2))
    assert fact.facts == {"judgment": "F-1", "company": company.reference}


def test_a_second_judgment_while_the_first_stands_waits_and_leaves_nothing(person: Party) -> None:
    tell(person, "bankruptcy_judgment", JUDGMENT, "insolvency")
    other = {**JUDGMENT, "reference": "F-2", "judged_on": "2026-06-03"}
    kept = tell(person, "bankruptcy_judgment", other, "insolvency", "m2")
    assert (kept.state, DebtorEvent.objects.count(), LifeFact.objects.count()) == ("waiting", 1, 1)


def test_who_is_not_known_waits_in_the_work_list(person: Party) -> None:
    data = {"id": "m1", "type": "birth_notice", "schema_version": 1, "payload": BIRTH}
    body = json.dumps({**data, "subject": {"niss": make_niss()}}).encode()
    assert arrivals.take_in("bcss", body, now=NOW).state == "waiting"


def test_only_the_tax_administration_tells_incomes(person: Party) -> None:
    assert tell(person, "income_notice", INCOME, "bcss").state == "invalid"


def test_each_name_a_shipped_type_gives_is_offered() -> None:
    assert checks.check_types() == []
    assert sum(len(one.taken_by) for one in list_types("in")) == 5


def test_a_name_nobody_offers_is_found_by_the_system_check() -> None:
    kind = replace(find_type("birth_notice", "in"), taken_by=("benefits.brith",))
    assert "did you mean 'benefits.birth'" in next(checks.find_missing_takers(kind))


def test_a_taker_is_asked_for_by_its_name_and_offered_once() -> None:
    with pytest.raises(TakerUnknown):
        find_taker("nobody.knows")
    with pytest.raises(ValueError, match="Two takers"):
        taker("benefits.birth")(lambda taken: None)
