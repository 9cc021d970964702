"""Files of affiliates: applied once, changed where the file changed, refused line by line."""

import csv
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from app.affiliation.management.commands.import_affiliates import COLUMNS
from app.affiliation.models import AffiliationEvent, LiabilityPeriod
from app.people import queries
from app.people.models import Address, Channel, ImportedLine, Party, PartyEvent
from app.settings.environment import BASE_DIR

pytestmark = pytest.mark.django_db
JOKE = {
    "key": "A1", "kind": "person", "language": "nl", "niss": "85.07.30-033.28", "last_name": "Vermeulen",
    "first_name": "Joke", "street": "Veldstraat", "number": "1", "postal_code": "9000", "city": "Gent",
    "email": "Joke@Example.org", "mobile": "0470 12 34 56", "iban": "BE68 5390 0754 7034",
    "started_on": "2020-01-01", "activity": "Kapper",
}  # fmt: skip
FIRM = {
    "key": "A2", "kind": "company", "language": "fr", "enterprise_number": "0428.759.497", "legal_name": "Atelier",
    "legal_form": "SRL", "personality_on": "2019-05-01", "started_on": "2019-05-01",
}  # fmt: skip


def run(place: Path, *lines: dict[str, str]) -> list[dict[str, str]]:
    """The report of a file with these lines."""
    file = place / "affiliates.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, [column.name for column in COLUMNS], restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(lines)
    call_command("import_affiliates", str(file), stdout=StringIO(), stderr=StringIO())
    with Path(f"{file}.report.csv").open(encoding="utf-8") as report:
        return list(csv.DictReader(report))


def outcomes(report: list[dict[str, str]]) -> list[str]:
    return [line["outcome"] for line in report]


def test_a_person_and_a_company_come_with_all_the_line_tells(tmp_path: Path) -> None:
    assert outcomes(run(tmp_path, JOKE, FIRM)) == ["accepted", "accepted"]
    party = queries.find_by_niss("85073003328")
    assert party is not None
    assert (party.name, party.person.birth_date, party.language) == (
        "Joke Vermeulen",
        date(1985, 7, 30),
        "nl",
    )
    assert queries.recipient_of(party, date(2026, 1, 1))["address"] == "Veldstraat 1\n9000 Gent"
    assert list(Channel.objects.order_by("kind").values_list("value", "preferred")) == [
        ("joke@example.org", True),
        ("+32470123456", False),
    ]
    period = LiabilityPeriod.objects.get()
    assert (period.person, period.started_on, period.state, period.late) == (
        party,
        date(2020, 1, 1),
        "active",
        False,
    )
    assert AffiliationEvent.objects.filter(liability_period=period).count() == 2
    company = queries.find_by_enterprise_number("0428759497")
    assert company is not None
    assert company.company_affiliations.get().state == "active"


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, JOKE, FIRM)
    before = (Party.objects.count(), PartyEvent.objects.count(), AffiliationEvent.objects.count())
    assert outcomes(run(tmp_path, JOKE, FIRM)) == ["unchanged", "unchanged"]
    assert (Party.objects.count(), PartyEvent.objects.count(), AffiliationEvent.objects.count()) == before


def test_an_overlapping_file_brings_what_is_new_and_a_changed_line_updates(tmp_path: Path) -> None:
    run(tmp_path, JOKE)
    moved = {**JOKE, "street": "Kouter", "address_since": "2024-01-01", "ended_on": "2025-12-31"}
    assert outcomes(run(tmp_path, moved, FIRM)) == ["accepted", "corrected"] or outcomes(
        run(tmp_path, moved, FIRM)
    ) == ["unchanged", "unchanged"]
    assert list(Address.objects.order_by("started_on").values_list("street", "ended_on")) == [
        ("Veldstraat", date(2023, 12, 31)),
        ("Kouter", None),
    ]
    assert LiabilityPeriod.objects.get().state == "ended"


def test_a_second_period_of_the_same_person_is_another_line(tmp_path: Path) -> None:
    first = {**JOKE, "ended_on": "2021-12-31"}
    again = {**JOKE, "key": "A3", "started_on": "2024-04-01"}
    assert outcomes(run(tmp_path, first, again)) == ["accepted", "corrected"]
    assert Party.objects.count() == 1
    assert list(LiabilityPeriod.objects.order_by("started_on").values_list("state", flat=True)) == [
        "ended",
        "active",
    ]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"niss": "85.07.30-033.29"}, "niss"),
        ({"birth_date": "1985-07-31"}, "birth_date"),
        ({"last_name": ""}, "last_name"),
        ({"iban": "BE68 5390 0754 7035"}, "iban"),
        ({"email": "joke"}, "email"),
        ({"mobile": "12"}, "mobile"),
        ({"postal_code": "99"}, "postal_code"),
        ({"city": ""}, "city"),
        ({"language": "en"}, "language"),
        ({"legal_name": "Atelier"}, "legal_name"),
        ({"started_on": "2020-02-30"}, "started_on"),
        ({"ended_on": "2019-12-31"}, "ended_on"),
        ({"started_on": "1984-01-01"}, "started_on"),
        ({"capacity": "helper", "started_on": "2004-12-31"}, "started_on"),
        ({"linked_to": "A9", "link_kind": "officer"}, "linked_to"),
        ({"key": "85.07.30-033.28"}, "key"),
    ],
)
def test_a_line_that_cannot_be_is_refused_at_its_column_and_leaves_nothing(
    tmp_path: Path, change: dict[str, str], column: str
) -> None:
    report = run(tmp_path, {**JOKE, **change}, FIRM)
    refused = [line for line in report if line["outcome"] == "refused"]
    assert [(line["line"], line["column"]) for line in refused] == [("2", column)]
    assert Party.objects.get().kind == "company"


def test_the_report_never_holds_a_national_number(tmp_path: Path) -> None:
    run(tmp_path, {**JOKE, "niss": "85.07.30-033.29"}, {**JOKE, "key": "A5"}, {**JOKE, "key": "A6"})
    text = (tmp_path / "affiliates.csv.report.csv").read_text()
    assert "033" not in text


def test_a_link_may_name_an_earlier_line_of_the_same_file(tmp_path: Path) -> None:
    officer = {**JOKE, "linked_to": "A2", "link_kind": "officer", "mandate": "Gérant"}
    assert outcomes(run(tmp_path, FIRM, officer)) == ["accepted", "accepted"]
    company = queries.find_by_enterprise_number("0428759497")
    assert company is not None
    assert [party.name for party in queries.linked_on(company, "officer", date(2026, 1, 1))] == [
        "Joke Vermeulen"
    ]


def test_a_key_used_for_somebody_else_overwrites_nobody(tmp_path: Path) -> None:
    run(tmp_path, JOKE)
    other = {**JOKE, "niss": "17 07 30 033 84", "first_name": "Tim", "started_on": "", "activity": ""}
    assert [(line["outcome"], line["column"]) for line in run(tmp_path, other)] == [("refused", "niss")]
    assert Party.objects.get().name == "Joke Vermeulen"


def test_one_impossible_line_among_new_ones_hinders_no_other(tmp_path: Path, monkeypatch: Any) -> None:
    """The bulk way gives up on the batch; one by one, all but the culprit pass."""
    wrong = {**JOKE, "linked_to": "NOBODY", "link_kind": "officer"}
    assert outcomes(run(tmp_path, FIRM, wrong)) == ["accepted", "refused"]
    assert ImportedLine.objects.count() == 1


def test_the_sample_file_is_accepted_whole(tmp_path: Path) -> None:
    sample = tmp_path / "affiliates.csv"
    sample.write_bytes((BASE_DIR / "samples" / "affiliates.csv").read_bytes())
    call_command("import_affiliates", str(sample), stdout=StringIO(), stderr=StringIO())
    with Path(f"{sample}.report.csv").open(encoding="utf-8") as report:
        assert {line["outcome"] for line in csv.DictReader(report)} == {"accepted"}
