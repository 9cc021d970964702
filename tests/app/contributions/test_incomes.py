"""Incomes: which amount stands, what was known on a day, and the file they come in."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from app.contributions.errors import IncomeRefused
from app.contributions.incomes import Told, record_income
from app.contributions.models import Income, IncomeKind, IncomeSource
from app.contributions.operations import record_estimate
from app.contributions.queries import (
    current_income,
    incomes_known_on,
    known_on,
    latest_known_on,
    list_incomes,
)
from app.people.models import Party
from tests.factories.affiliation import BY, NOW, IncomeFactory, make_company, make_person
from workflows.operations import BusinessError, Call

pytestmark = pytest.mark.django_db
NISS = "85041203362"


@pytest.fixture
def person() -> Party:
    return make_person(niss=NISS)


def tell(
    party: Party, amount: str, received_on: date, *, year: int = 2022, kind: str = "definitive"
) -> Income:
    told = Told(year, Decimal(amount), IncomeKind(kind), IncomeSource.TAX, received_on)
    with translation.override("en"):
        return record_income(party, told, by=BY, now=NOW)


def test_a_corrected_amount_supersedes_the_earlier_one(person: Party) -> None:
    first = tell(person, "30000.00", date(2024, 6, 15))
    second = tell(person, "31000.00", date(2025, 2, 1))
    assert current_income(person, 2022) == second
    assert second.supersedes == first
    assert [one.amount for one in list_incomes(person)] == [Decimal("31000.00"), Decimal("30000.00")]


def test_only_what_was_known_on_the_day_counts(person: Party) -> None:
    tell(person, "30000.00", date(2024, 6, 15))
    tell(person, "31000.00", date(2025, 2, 1))
    amounts = [
        known.amount if (known := known_on(person, 2022, day)) else None
        for day in (date(2024, 1, 1), date(2024, 6, 15), date(2025, 1, 1), date(2025, 2, 1))
    ]
    assert amounts == [None, Decimal("30000.00"), Decimal("30000.00"), Decimal("31000.00")]


def test_the_most_recent_earlier_year_stands_in_for_an_unknown_one(person: Party) -> None:
    tell(person, "28000.00", date(2023, 6, 15), year=2021)
    tell(person, "30000.00", date(2025, 2, 1), year=2022)
    found = latest_known_on(person, 2022, date(2025, 1, 1))
    assert found is not None
    assert (found.year, found.amount) == (2021, Decimal("28000.00"))


def test_incomes_of_many_are_read_at_once(person: Party) -> None:
    other = make_person("Peeters")
    tell(person, "30000.00", date(2024, 6, 15))
    tell(person, "31000.00", date(2025, 2, 1))
    tell(other, "0.00", date(2024, 6, 15))
    found = incomes_known_on([person.pk, other.pk], date(2025, 1, 1))
    assert {key: years[2022].amount for key, years in found.items()} == {
        person.pk: Decimal("30000.00"),
        other.pk: Decimal("0.00"),
    }


def test_the_same_amount_again_is_no_news(person: Party) -> None:
    first = tell(person, "30000.00", date(2024, 6, 15))
    assert tell(person, "30000.00", date(2025, 2, 1)) == first


def test_what_was_told_before_the_correction_and_comes_again_is_no_news(person: Party) -> None:
    tell(person, "30000.00", date(2024, 6, 15))
    standing = tell(person, "31000.00", date(2025, 2, 1))
    assert tell(person, "30000.00", date(2024, 6, 15)) == standing


def test_an_amount_older_than_the_one_that_stands_is_refused(person: Party) -> None:
    tell(person, "31000.00", date(2025, 2, 1))
    with pytest.raises(IncomeRefused, match="2025-02-01"):
        tell(person, "29000.00", date(2024, 6, 15))


def test_a_definitive_income_is_known_only_after_its_year(person: Party) -> None:
    with pytest.raises(IncomeRefused, match="after its year"):
        tell(person, "30000.00", date(2022, 12, 31))
    assert tell(person, "30000.00", date(2023, 1, 1))


def test_an_estimate_and_a_definitive_income_stand_side_by_side(person: Party) -> None:
    estimate = tell(person, "20000.00", date(2022, 3, 1), kind="estimate")
    tell(person, "30000.00", date(2024, 6, 15))
    assert current_income(person, 2022, IncomeKind.ESTIMATE) == estimate
    assert known_on(person, 2022, date(2023, 1, 1)) is None


def test_one_amount_stands_and_none_is_rewritten(person: Party) -> None:
    income = IncomeFactory(party=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        IncomeFactory(party=person)
    with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic():
        Income.objects.filter(pk=income.pk).update(amount=1)


def call(key: str = "a") -> Call:
    return Call(
        idempotency_key=key, instance_id=None, case_ref="Q-1", now=datetime(2025, 7, 1, 8, tzinfo=UTC)
    )


def test_a_process_records_an_estimate_once(person: Party) -> None:
    first = record_estimate(call(), party_ref=person.reference, year=2025, amount=Decimal("18000.005"))
    again = record_estimate(call(), party_ref=person.reference, year=2025, amount=Decimal("18000.005"))
    assert (first.income, first.amount) == (again.income, Decimal("18000.01"))
    later = record_estimate(call("b"), party_ref=person.reference, year=2025, amount=Decimal(17000))
    assert Income.objects.get(pk=later.income).supersedes_id == first.income


def test_a_process_hears_of_an_unknown_party() -> None:
    with pytest.raises(BusinessError) as refused:
        record_estimate(call(), party_ref="P9999999", year=2025, amount=Decimal(1))
    assert refused.value.code == "party_unknown"


def import_file(tmp_path: Path, *lines: str) -> tuple[str, list[list[str]]]:
    file, report, said = tmp_path / "incomes.csv", tmp_path / "report.csv", StringIO()
    head = "niss;enterprise_number;party_ref;year;amount;kind;source;received_on"
    file.write_text("\n".join([head, *lines]))
    call_command("import_incomes", str(file), report=str(report), stdout=said, stderr=StringIO())
    with report.open(newline="") as sheet:
        return said.getvalue(), list(csv.reader(sheet))[1:]


def test_a_file_is_imported_by_each_identifier(person: Party, tmp_path: Path) -> None:
    company = make_company()
    number = company.company.enterprise_number
    said, rows = import_file(
        tmp_path,
        "85.04.12-033.62;;;2022;30000.00;;;2024-06-15",
        f";{number};;2022;1.00;;;2024-06-15",
        f";;{person.reference};2021;28000.00;;;2023-06-15",
    )
    assert "3 lines: 3 accepted" in said
    assert [row[2] for row in rows] == [person.reference, company.reference, person.reference]
    assert NISS not in (tmp_path / "report.csv").read_text()


def test_the_same_file_again_changes_nothing(person: Party, tmp_path: Path) -> None:
    lines = (f"{NISS};;;2022;30000.00;;;2024-06-15", f"{NISS};;;2022;31000.00;;;2024-09-15")
    import_file(tmp_path, *lines)
    before = list(Income.objects.order_by("id").values())
    said, rows = import_file(tmp_path, *lines)
    assert [row[1] for row in rows] == ["unchanged", "unchanged"]
    assert "2 unchanged" in said
    assert list(Income.objects.order_by("id").values()) == before


def test_a_correction_in_the_same_file_supersedes(person: Party, tmp_path: Path) -> None:
    _said, rows = import_file(
        tmp_path,
        f"{NISS};;;2022;30000.00;;;2024-06-15",
        f"{NISS};;;2022;31000.00;;;2024-09-15",
        f"{NISS};;;2022;32000.00;;;2024-10-15",
    )
    assert [row[1] for row in rows] == ["accepted", "corrected", "corrected"]
    standing = current_income(person, 2022)
    assert standing is not None
    assert standing.amount == Decimal("32000.00")
    assert standing.supersedes is not None
    assert standing.supersedes.amount == Decimal("31000.00")


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (";;;2022;1.00;;;2024-06-15", "niss", "nobody is named"),
        (f"{NISS};;P0000001;2022;1.00;;;2024-06-15", "party_ref", "named more than once: niss, party_ref"),
        ("85041203363;;;2022;1.00;;;2024-06-15", "niss", "The last two digits"),
        (";;P9999999;2022;1.00;;;2024-06-15", "party_ref", "nobody the fund knows"),
        (f"{NISS};;;2022;1.00;;;2022-06-15", "year", "only after its year"),
        (f"{NISS};;;2022;1.00;;;2999-06-15", "received_on", "not a day in the future"),
        (f"{NISS};;;2022;1.00;guess;;2024-06-15", "kind", "not one of definitive, estimate"),
        (f"{NISS};;;twenty;1.00;;;2024-06-15", "year", "not a whole number"),
    ],
)
def test_a_line_is_refused_with_its_column_and_reason(
    person: Party, tmp_path: Path, line: str, column: str, reason: str
) -> None:
    _said, rows = import_file(tmp_path, line, f"{NISS};;;2022;30000.00;;;2024-06-15")
    assert rows[0][:2] == ["2", "refused"]
    assert rows[0][3] == column
    assert reason in rows[0][4]
    assert rows[1][1] == "accepted"


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text("who;year;amount\nme;2022;1\n")
    with pytest.raises(CommandError, match="unknown: who"):
        call_command("import_incomes", str(file), stderr=StringIO())


def test_the_sample_has_the_declared_columns(person: Party, tmp_path: Path) -> None:
    sample = Path(__file__).parents[3] / "samples" / "incomes.csv"
    said, report = StringIO(), tmp_path / "report.csv"
    call_command("import_incomes", str(sample), report=str(report), stdout=said, stderr=StringIO())
    assert "4 lines: " in said.getvalue()
