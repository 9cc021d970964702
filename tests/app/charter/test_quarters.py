"""A quarter's report: the same data are the same bytes, other data the next version, and two people make it public."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from app.accounts.models import User
from app.cases.models import Case
from app.charter import contents, papers
from app.charter.breach_causes import UNTOLD
from app.charter.commitments import Charter, Commitment, Evidence, EvidenceKind
from app.charter.errors import QuarterRunning, ReasonMissing, ReportOutdated, SecondPersonNeeded
from app.charter.models import Audience, QuarterReport, ReportFile
from app.charter.papers import Paper
from app.charter.reports import list_files, take_report, validate_report
from app.registers.quarters import Quarter
from tests.factories.cases import make_user
from tests.factories.promises import promise

pytestmark = pytest.mark.django_db
Q1 = Quarter(2026, 1)
APRIL = datetime(2026, 4, 10, 9, tzinfo=UTC)
WORDS = {"fr": "Une promesse.", "nl": "Een belofte.", "de": "Ein Versprechen.", "en": "A promise."}
CAUSES = {"citizen": WORDS, "workload": WORDS}
ANSWER = Evidence(EvidenceKind.LEVEL, "first_answer", "question")


@pytest.fixture
def found(case: Case) -> Charter:
    answer = Evidence(ANSWER.kind, ANSWER.name, case.process)
    return Charter(
        {"quality": WORDS}, {"C12": Commitment("C12", "quality", WORDS, (answer,), target=95)}, CAUSES
    )


@pytest.fixture
def director() -> User:
    return make_user("dirk", "director")


def keep(case: Case, on_time: int, late: int, first: int = 1) -> None:
    for number in range(on_time + late):
        promise(case, first + number, "met" if number < on_time else "met_late")


def row_of(content: str) -> dict[str, Any]:
    (row,) = json.loads(content)["rows"]
    return row  # type: ignore[no-any-return]


def test_a_quarter_tells_promises_target_causes_and_the_quarters_before(
    case: Case, found: Charter, director: User
) -> None:
    """5 of 6 on time: 83.33 %, one decimal 83.3. In 2025Q4 one of one."""
    keep(case, on_time=5, late=1)
    promise(case, 7, "met", started_at=datetime(2025, 12, 1, 9, tzinfo=UTC))
    row = row_of(take_report(found, Q1, by=director, now=APRIL).content)
    assert (row["promised"], row["on_time"], row["late"], row["share"]) == (6, 5, 1, "83.3")
    assert (row["target"], row["causes"]) == (95, {UNTOLD: 1})
    assert [(one["quarter"], one["share"]) for one in row["former"]] == [
        ("2025Q1", None), ("2025Q2", None), ("2025Q3", None), ("2025Q4", "100.0"),
    ]  # fmt: skip


def test_the_same_data_taken_twice_are_the_same_report(case: Case, found: Charter, director: User) -> None:
    keep(case, on_time=2, late=1)
    first = take_report(found, Q1, by=director, now=APRIL)
    again = take_report(found, Q1, by=make_user("lea", "team_lead"), now=APRIL.replace(month=5))
    assert first == again
    assert hashlib.sha256(first.content.encode()).hexdigest() == first.sha256


def test_files_made_again_from_the_same_data_are_the_same_bytes(
    case: Case, found: Charter, director: User
) -> None:
    keep(case, on_time=2, late=1)
    report = take_report(found, Q1, by=director, now=APRIL)
    kept = {(one.form, one.language): bytes(one.content) for one in report.files.all()}
    assert {
        (form, language): made for form, language, made in list_files(report, Audience.FUND, found)
    } == kept
    assert len(kept) == 2 * 4


def test_canonical_data_have_sorted_keys_no_space_and_letters_as_they_are() -> None:
    assert contents.write({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}\n'


def test_the_table_tells_the_digest_of_the_data(case: Case, found: Charter, director: User) -> None:
    keep(case, on_time=2, late=1)
    report = take_report(found, Q1, by=director, now=APRIL)
    table = papers.make_table(Paper(report, Audience.FUND, found, "en")).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(table)))
    assert ["Digest of the data (SHA-256)", report.sha256] in lines
    assert lines[-1][:9] == ["C12", "A promise.", "A promise.", "", "95", "3", "2", "1", "66.7"]


def test_the_paper_is_dated_on_the_last_day_of_its_quarter(
    case: Case, found: Charter, director: User
) -> None:
    report = take_report(found, Q1, by=director, now=APRIL)
    assert b"CreationDate(D:20260331" in papers.make_paper(Paper(report, Audience.FUND, found, "fr"))


def test_a_correction_is_the_next_version_and_tells_the_difference(
    case: Case, found: Charter, director: User
) -> None:
    keep(case, on_time=2, late=1)
    first = take_report(found, Q1, by=director, now=APRIL)
    keep(case, on_time=1, late=0, first=4)
    second = take_report(found, Q1, by=director, now=APRIL, reason="A case was missing")
    assert (second.version, second.former) == (2, first)
    assert second.difference == [["C12", "on_time", 2, 3], ["C12", "promised", 3, 4]]
    assert QuarterReport.objects.get(version=1).content == first.content


def test_a_correction_says_why(case: Case, found: Charter, director: User) -> None:
    take_report(found, Q1, by=director, now=APRIL)
    keep(case, on_time=1, late=0)
    with pytest.raises(ReasonMissing):
        take_report(found, Q1, by=director, now=APRIL, reason=" ")


def test_a_quarter_that_is_not_over_is_refused(found: Charter, director: User) -> None:
    with pytest.raises(QuarterRunning):
        take_report(found, Q1, by=director, now=datetime(2026, 3, 31, 21, tzinfo=UTC))


def test_who_took_a_report_does_not_validate_it(found: Charter, director: User) -> None:
    report = take_report(found, Q1, by=director, now=APRIL)
    with pytest.raises(SecondPersonNeeded):
        validate_report(report.pk, found, by=director, now=APRIL)
    assert not ReportFile.objects.filter(audience=Audience.PUBLIC).exists()


def test_a_second_person_makes_it_public(found: Charter, director: User) -> None:
    report = take_report(found, Q1, by=director, now=APRIL)
    assert (
        validate_report(report.pk, found, by=make_user("lea", "team_lead"), now=APRIL).validated_at == APRIL
    )
    assert report.files.filter(audience=Audience.PUBLIC).count() == 8


@pytest.mark.parametrize(("audience", "told"), [(Audience.FUND, 1), (Audience.PUBLIC, 0)])
def test_a_version_that_was_never_public_is_not_named_to_the_public(
    audience: Audience, told: int, case: Case, found: Charter, director: User
) -> None:
    take_report(found, Q1, by=director, now=APRIL)
    keep(case, on_time=1, late=0)
    second = take_report(found, Q1, by=director, now=APRIL, reason="Late entry")
    table = papers.make_table(Paper(second, audience, found, "en")).decode()
    assert (table.count("Replaces version"), table.count("Late entry")) == (told, told)


def test_a_version_that_was_corrected_is_not_validated(case: Case, found: Charter, director: User) -> None:
    report = take_report(found, Q1, by=director, now=APRIL)
    keep(case, on_time=1, late=0)
    take_report(found, Q1, by=director, now=APRIL, reason="Late entry")
    with pytest.raises(ReportOutdated):
        validate_report(report.pk, found, by=make_user("lea", "team_lead"), now=APRIL)


@pytest.mark.parametrize("change", [{"content": "{}"}, {"reason": "x"}, {"version": 9}])
def test_the_database_keeps_a_report_as_it_was_taken(
    change: dict[str, Any], found: Charter, director: User
) -> None:
    take_report(found, Q1, by=director, now=APRIL)
    with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic():
        QuarterReport.objects.update(**change)


def test_the_database_keeps_a_report_and_its_files_for_ten_years(found: Charter, director: User) -> None:
    take_report(found, Q1, by=director, now=APRIL)
    for rows in (ReportFile.objects.all(), QuarterReport.objects.all()):
        with pytest.raises(IntegrityError, match="kept as they are"), transaction.atomic():
            rows.delete()


@pytest.mark.parametrize(("on_time", "late", "told"), [(3, 1, None), (4, 1, 1), (0, 0, 0)])
def test_figures_of_fewer_than_five_are_not_public(
    on_time: int, late: int, told: int | None, case: Case, found: Charter, director: User
) -> None:
    keep(case, on_time, late)
    report = take_report(found, Q1, by=director, now=APRIL)
    assert row_of(report.public_content)["late"] == told
    assert row_of(report.content)["late"] == late


def test_a_small_part_of_a_figure_hides_the_whole(case: Case, director: User) -> None:
    """Six of one promise and two of another are eight: another commitment with the six alone would tell the two."""
    for number in range(6):
        promise(case, number + 1, "met")
    for number in range(2):
        promise(case, number + 1, "met", level="other")
    kept_by = tuple(Evidence(EvidenceKind.LEVEL, level, case.process) for level in ("first_answer", "other"))
    found = Charter({"quality": WORDS}, {"C1": Commitment("C1", "quality", WORDS, kept_by)}, CAUSES)
    assert row_of(take_report(found, Q1, by=director, now=APRIL).public_content)["promised"] is None


def test_causes_of_fewer_than_five_breaches_are_not_public(
    case: Case, found: Charter, director: User
) -> None:
    keep(case, on_time=5, late=1)
    public = row_of(take_report(found, Q1, by=director, now=APRIL).public_content)
    assert (public["late"], public["causes"], public["small"]) == (1, None, ["causes"])
