"""An authority is answered from a snapshot that agrees with the books, by two persons, and never silently anew."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from app.people.models import Party
from app.statistics import requests
from app.statistics.errors import CellBetrayed, PeriodRefused, RequestStateRefused, SecondPersonNeeded
from app.statistics.models import AuthorityRequest, Output, Snapshot, SnapshotCell
from app.statistics.snapshots import take_snapshot, verify
from app.statistics.tables import HIDDEN, build_table
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 5, 2, 9, 0, tzinfo=UTC)
FIRST, LAST = date(2025, 1, 1), date(2025, 3, 31)
CASE = "AR-2025-000001"


@pytest.fixture
def parties() -> list[Party]:
    """Six who owe 1,000 each for the first quarter; two of them have paid 1,000 and 400."""
    found = [make_person() for _ in range(6)]
    for party in found:
        owe(party, 1000)
    pay(1000, on=date(2025, 2, 10), party=found[0])
    pay(400, on=date(2025, 3, 10), party=found[1])
    return found


def register(**more: str) -> AuthorityRequest:
    asked = {
        "authority": "INASTI",
        "reference": "ST/12",
        "question": "Arriérés au 31 mars",
        "legal_basis": "AR 38 art. 20",
        "purpose": "Contrôle",
        "format": "csv",
        **more,
    }
    row = requests.Asked(**asked, received_on=date(2025, 4, 2), due_on=date(2025, 4, 30))
    return requests.register(CASE, row)


def define(query: str = "arrears") -> Snapshot:
    requests.define(
        CASE, query=query, first_day=FIRST, last_day=LAST, why="Chiffre corrigé", by="user:1", now=NOW
    )
    return requests.certify(CASE, by="user:1", now=NOW)


@pytest.mark.usefixtures("parties")
def test_the_arrears_agree_with_the_books_to_the_cent() -> None:
    """6 × 1,000 less 1,000 and 400 paid is 4,600."""
    snapshot = take_snapshot(FIRST, LAST, by="user:1", now=NOW)
    told = snapshot.reconciliation["arrears"]
    assert told == {"cells": "4600.00", "books": "4600.00", "difference": "0.00"}
    assert snapshot.agrees


@pytest.mark.usefixtures("parties")
def test_collections_of_a_period_are_what_the_accounts_moved_by() -> None:
    snapshot = take_snapshot(FIRST, LAST, by="user:1", now=NOW)
    imputed = snapshot.cells.get(query="collections", first="imputation", second="")
    assert imputed.amount == Decimal("-1400.00")
    assert snapshot.reconciliation["collections"]["difference"] == "0.00"


@pytest.mark.usefixtures("parties")
def test_two_payers_are_too_few_to_be_told() -> None:
    lines = build_table(take_snapshot(FIRST, LAST, by="user:1", now=NOW), "collections").lines
    told = {(line[0], line[1]): line[2:] for line in lines}
    assert told["imputation", "principal"] == (HIDDEN, HIDDEN)
    principal = [figures for (_act, component), figures in told.items() if component == "principal"]
    assert principal.count((HIDDEN, HIDDEN)) >= 2  # else the total would betray the two


@pytest.mark.usefixtures("parties")
def test_a_snapshot_is_not_changed_and_not_thrown_away() -> None:
    snapshot = take_snapshot(FIRST, LAST, by="user:1", now=NOW)
    assert verify(snapshot)
    for rows in (SnapshotCell.objects.all(), Snapshot.objects.all()):
        with pytest.raises(IntegrityError, match="ten years"), transaction.atomic():
            rows.delete() if rows.model is SnapshotCell else rows.update(taken_by="user:9")


def test_a_period_to_come_has_no_figures() -> None:
    with pytest.raises(PeriodRefused):
        take_snapshot(FIRST, date(2025, 6, 30), by="user:1", now=NOW)


@pytest.mark.usefixtures("parties")
def test_whoever_produced_it_does_not_validate_it() -> None:
    register()
    define()
    requests.check(CASE, by="user:2")
    requests.produce(CASE, by="user:1", now=NOW)
    with pytest.raises(SecondPersonNeeded):
        requests.validate(CASE, by="user:1")
    with pytest.raises(IntegrityError, match="validated_by_another"), transaction.atomic():
        AuthorityRequest.objects.update(state="validated", validated_by="user:1")
    assert requests.validate(CASE, by="user:3").state == "validated"


@pytest.mark.usefixtures("parties")
def test_an_answer_says_where_it_comes_from() -> None:
    register()
    snapshot = define()
    requests.check(CASE, by="user:2")
    text = bytes(requests.produce(CASE, by="user:1", now=NOW).content).decode("utf-8-sig")
    assert snapshot.cells_sha256 in text
    assert "4600.00" in text


@pytest.mark.usefixtures("parties")
def test_an_answer_handed_over_is_corrected_with_its_reason_and_a_new_number() -> None:
    register(format="xlsx")
    for _time in range(2):
        define()
        requests.check(CASE, by="user:2")
        requests.produce(CASE, by="user:1", now=NOW)
        requests.validate(CASE, by="user:3")
        requests.deliver(CASE, on=date(2025, 4, 20))
    row = requests.find(CASE)
    assert [output.number for output in row.outputs.order_by("number")] == [1, 2]
    assert [one.reason for one in row.corrections.all()] == ["Chiffre corrigé"]


@pytest.mark.usefixtures("parties")
def test_nothing_is_produced_before_privacy_is_checked() -> None:
    register()
    define()
    with pytest.raises(RequestStateRefused):
        requests.produce(CASE, by="user:1", now=NOW)
    assert not Output.objects.exists()


def answer(case_ref: str, first_day: date, last_day: date) -> AuthorityRequest:
    """A table of the collections of a period, up to the second person's word."""
    now = datetime(2025, 8, 1, 9, 0, tzinfo=UTC)
    asked = requests.Asked(
        authority="INASTI",
        reference="",
        question="Encaissements",
        legal_basis="AR 38 art. 20",
        purpose="Contrôle",
        format="csv",
        received_on=LAST,
        due_on=LAST,
    )
    requests.register(case_ref, asked)
    days = {"first_day": first_day, "last_day": last_day}
    requests.define(case_ref, query="collections", **days, why="", by="user:1", now=now)
    requests.certify(case_ref, by="user:1", now=now)
    requests.check(case_ref, by="user:2")
    requests.produce(case_ref, by="user:1", now=now)
    return requests.validate(case_ref, by="user:3")


def test_a_half_year_that_would_tell_the_two_payers_of_a_told_quarter_does_not_leave(
    parties: list[Party],
) -> None:
    """Two paid in the first quarter, six in the second: 8 payments of the half-year less 6 are those of two persons."""
    for party in parties:
        owe(party, 500, quarter="2025Q2")
        pay(500, on=date(2025, 5, 10), party=party)
    answer("AR-2025-000001", FIRST, LAST)
    answer("AR-2025-000002", date(2025, 4, 1), date(2025, 6, 30))
    with pytest.raises(CellBetrayed, match="imputation"):
        answer("AR-2025-000003", FIRST, date(2025, 6, 30))
    assert requests.find("AR-2025-000003").state == "produced"
