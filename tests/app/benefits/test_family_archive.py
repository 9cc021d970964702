"""The archive of family allowances: taken over once, only read, read again against D14, arrears paid once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.test import Client

from app.accounts.models import User
from app.benefits import family_corrections as corrections
from app.benefits import family_operations as operations
from app.benefits.detection_models import FactKind
from app.benefits.errors import DecisionRefused, FourEyes
from app.benefits.family_models import FamilyCorrection, FamilyMonth
from app.benefits.life_facts import record_fact
from app.benefits.party_panels import describe_archive
from app.ledger.refunds import refuse_refund
from app.people.models import Party
from workflows.operations import Call

ASKED = date(2010, 6, 1)
TODAY = date(2026, 3, 2)
CALL = Call(
    idempotency_key="k", instance_id=None, case_ref="FA-2026-000001", now=datetime(2026, 3, 2, 9, tzinfo=UTC)
)


def archive(party: Party, month: date, *children: tuple[str, date, dict[str, str]]) -> FamilyMonth:
    rows = [
        {"first_name": name, "birth_date": born.isoformat(), "orphan": False, "base": "77.05", **paid}
        for name, born, paid in children
    ]
    return FamilyMonth.objects.create(
        party=party, month=month, paid_on=month.replace(day=8), amount=77, children=rows, source="test"
    )


def compare(party: Party, month: date, asked_on: date = ASKED, key: str = "k") -> operations.FamilyReading:
    call = Call(idempotency_key=key, instance_id=None, case_ref=CALL.case_ref, now=CALL.now)
    return operations.compare_family_months(
        call, party_ref=party.reference, first_month=month, last_month=month, asked_on=asked_on
    )


def approve_and_pay(found: operations.FamilyReading) -> FamilyCorrection:
    corrections.approve(found.correction_id, by="user:2", on=TODAY)
    return corrections.pay(found.correction_id, by="system:benefits", on=TODAY)


@pytest.fixture
def july(party: Party) -> Party:
    """July 2007 without its annual supplement: 9 and 14 years old (E114)."""
    archive(party, date(2007, 7, 1), ("Emma", date(1998, 3, 12), {}), ("Louis", date(1992, 11, 2), {}))
    return party


def test_the_annual_supplement_that_was_not_paid_is_found(july: Party) -> None:
    found = compare(july, date(2007, 7, 1))
    # 51.00 from 6 years + 71.40 from 12 years = 122.40
    assert (found.outcome, found.arrears) == ("arrears", Decimal("122.40"))
    assert found.found.splitlines() == [
        "2007-07, Louis, supplément annuel: +71.40 EUR",
        "2007-07, Emma, supplément annuel: +51.00 EUR",
    ]


def test_what_is_not_loaded_is_named_and_not_guessed(july: Party) -> None:
    found = compare(july, date(2007, 7, 1))
    assert "montant de base : montants de 1 mois non chargés" in found.unknown


def test_outside_july_there_is_no_annual_supplement(party: Party) -> None:
    archive(party, date(2007, 6, 1), ("Emma", date(1998, 3, 12), {}))
    assert compare(party, date(2007, 6, 1)).outcome == "nothing"


def test_an_age_supplement_begins_in_the_month_after_the_birthday(party: Party) -> None:
    for month in (date(2014, 3, 1), date(2014, 4, 1)):
        archive(party, month, ("Emma", date(1996, 3, 2), {}))
    # 18 on 2 March 2014: 27.60 from April, born before 1997, rank 1
    assert compare(party, date(2014, 3, 1), date(2015, 1, 5)).arrears == 0
    assert compare(party, date(2014, 4, 1), date(2015, 1, 5), key="2").arrears == Decimal("27.60")


def test_a_birthday_on_the_first_counts_in_its_own_month(party: Party) -> None:
    archive(party, date(2014, 3, 1), ("Emma", date(1996, 3, 1), {}))
    assert compare(party, date(2014, 3, 1), date(2015, 1, 5)).arrears == Decimal("27.60")


def test_a_bankruptcy_of_the_year_before_makes_an_increased_rate_looked_for(party: Party) -> None:
    archive(party, date(2014, 5, 1), ("Emma", date(2010, 3, 1), {}))
    happened: dict[str, Any] = {"happened_on": date(2014, 1, 20), "source": "Moniteur", "reference": "j"}
    record_fact(party, FactKind.BANKRUPTCY, **happened)
    found = compare(party, date(2014, 5, 1), date(2015, 1, 5))
    assert "taux majoré : montants de 1 mois non chargés" in found.unknown


def test_too_much_paid_is_told_apart(party: Party) -> None:
    archive(party, date(2007, 7, 1), ("Emma", date(1998, 3, 12), {"annual": "71.40"}))
    found = compare(party, date(2007, 7, 1))
    assert (found.outcome, found.overpaid, found.arrears) == ("overpaid", Decimal("20.40"), Decimal(0))
    due = {"on": date(2007, 7, 8), "amount": Decimal("71.40"), "due": Decimal("51.00")}
    assert found.overpayments == [due]


@pytest.mark.parametrize(
    ("asked_on", "outcome"),
    [
        (date(2010, 7, 31), "arrears"),  # three years after the end of July 2007
        (date(2010, 8, 1), "nothing"),  # the day after them
    ],
)
def test_three_years_after_the_end_of_the_month_it_has_lapsed(
    july: Party, asked_on: date, outcome: str
) -> None:
    found = compare(july, date(2007, 7, 1), asked_on)
    assert (found.outcome, bool(found.lapsed)) == (outcome, outcome == "nothing")


@pytest.mark.parametrize(
    ("asked_on", "outcome"), [(date(2019, 4, 30), "arrears"), (date(2019, 5, 1), "nothing")]
)
def test_from_july_2014_on_it_lapses_after_five_years(party: Party, asked_on: date, outcome: str) -> None:
    archive(party, date(2014, 4, 1), ("Emma", date(1996, 3, 2), {}))
    assert compare(party, date(2014, 4, 1), asked_on).outcome == outcome


def test_arrears_are_ordered_once_after_a_second_person_agreed(july: Party) -> None:
    found = compare(july, date(2007, 7, 1))
    with pytest.raises(DecisionRefused, match="nothing to pay"):
        corrections.pay(found.correction_id, by="system:benefits", on=TODAY)
    with pytest.raises(FourEyes):
        corrections.approve(found.correction_id, by="system:benefits", on=TODAY)
    paid = [approve_and_pay(found) for _ in range(2)]
    assert paid[0].payout == paid[1].payout
    assert paid[0].payout is not None
    assert paid[0].payout.amount == Decimal("122.40")


def test_what_was_paid_is_not_found_again(july: Party) -> None:
    first, second = compare(july, date(2007, 7, 1)), compare(july, date(2007, 7, 1), key="other")
    approve_and_pay(first)
    assert compare(july, date(2007, 7, 1), key="third").outcome == "nothing"
    corrections.approve(second.correction_id, by="user:2", on=TODAY)
    with pytest.raises(DecisionRefused, match="another correction"):
        corrections.pay(second.correction_id, by="system:benefits", on=TODAY)


def test_an_order_refused_in_the_books_counts_as_short_again(july: Party) -> None:
    paid = approve_and_pay(compare(july, date(2007, 7, 1)))
    assert paid.payout is not None
    refuse_refund(paid.payout, on=TODAY, by="user:9", reason="wrong account")
    assert compare(july, date(2007, 7, 1), key="again").outcome == "arrears"


def test_an_empty_archive_is_told(party: Party) -> None:
    assert not operations.read_family_archive(CALL, party_ref=party.reference).has_archive
    found = compare(party, date(2007, 7, 1))
    assert (found.outcome, found.found) == ("nothing", "L’archive n’a aucun de ces mois.")


def test_the_certificate_has_the_children_of_the_last_month(july: Party) -> None:
    found = operations.read_family_archive(CALL, party_ref=july.reference)
    assert (found.last_month_paid, found.months) == ("2007-07", 1)
    assert [(one["rank"], one["first_name"], one["monthly_amount"]) for one in found.children] == [
        (1, "Louis", Decimal("77.05")),
        (2, "Emma", Decimal("77.05")),
    ]


def test_the_archive_is_not_changed(july: Party) -> None:
    with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic():
        FamilyMonth.objects.update(amount=1)
    with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic():
        FamilyMonth.objects.all().delete()


@pytest.fixture
def file(party: Party, tmp_path: Path) -> Path:
    path = tmp_path / "allowances.csv"
    head = "party_ref;month;paid_on;first_name;birth_date;base;age;annual;increase;orphan"
    row = f"{party.reference};2014-05-01;2014-06-10;Emma;1998-03-12;77.05;16,10;;;no"
    late = f"{party.reference};2014-07-01;2014-08-10;Emma;1998-03-12;77.05;;;;no"
    path.write_text("\n".join([head, row.replace(",", "."), late]) + "\n")
    return path


def test_a_file_is_taken_over_once_without_months_after_the_funds_time(file: Path, capsys: Any) -> None:
    for _ in range(2):
        call_command("import_family_allowances", str(file), report=str(file.with_suffix(".report.csv")))
    row = FamilyMonth.objects.get()
    assert (row.amount, row.children[0]["age"]) == (Decimal("93.15"), "16.10")  # 77.05 + 16.10
    report = file.with_suffix(".report.csv").read_text()
    assert "unchanged" in report
    assert "until 2014-06-01" in report


def test_an_archived_month_with_other_amounts_is_refused(file: Path) -> None:
    call_command("import_family_allowances", str(file))
    file.write_text(file.read_text().replace("16.10", "17.10"))
    call_command("import_family_allowances", str(file), report=str(file.with_suffix(".report.csv")))
    assert FamilyMonth.objects.get().amount == Decimal("93.15")
    assert "other amounts" in file.with_suffix(".report.csv").read_text()


def test_the_page_of_the_person_shows_the_archive(july: Party, client: Client) -> None:
    user = User.objects.create_user(username="ana", password="x", language="en")
    user.groups.add(Group.objects.get_or_create(name="benefit_officer")[0])
    client.force_login(user)
    text = client.get(f"/people/{july.reference}/").content.decode()
    assert "Family allowances until June 2014" in text
    assert "Emma, Louis" in text


def test_whom_the_fund_never_paid_has_no_archive(party: Party) -> None:
    assert describe_archive(HttpRequest(), party) is None
