"""Legal values are proposed by one officer, published by another, ended and followed, never edited."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from app.accounts.models import User
from app.registers import legal_values, published_values
from app.registers.errors import ValueRefused
from app.registers.legal_values import Proposal
from app.registers.models import LegalValue, ValueState
from workflows.parameters import find_row, parameter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_published")]
CODE = "SURCHARGE.QUARTER"
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def propose(by: User, **changes: Any) -> LegalValue:
    given: dict[str, Any] = {
        "code": CODE, "valid_from": date(2027, 1, 1), "value": Decimal("4.00"),
        "legal_basis": "RGS art. 44", "source": "Moniteur 2026-10-30", "reason": "new royal decree",
    }  # fmt: skip
    return legal_values.propose(Proposal(**(given | changes)), by=by, now=NOW)


def publish(row: LegalValue, by: User) -> LegalValue:
    return legal_values.publish(row.pk, by=by, now=NOW)


def test_a_proposal_alone_changes_nothing(lea: User) -> None:
    before = parameter(CODE, date(2027, 6, 1))
    propose(lea)
    published_values.forget()
    assert parameter(CODE, date(2027, 6, 1)) == before


def test_a_published_value_counts_from_its_first_day_and_ends_the_one_before(lea: User, doris: User) -> None:
    before = parameter(CODE, date(2026, 12, 31))
    publish(propose(lea), doris)
    assert parameter(CODE, date(2027, 1, 1)) == Decimal("4.00")
    assert parameter(CODE, date(2026, 12, 31)) == before
    assert find_row(CODE, date(2026, 12, 31)).until == date(2026, 12, 31)


def test_nobody_publishes_what_they_proposed(lea: User) -> None:
    with pytest.raises(ValueRefused, match="Somebody else"):
        publish(propose(lea), lea)


def test_the_database_refuses_it_too(lea: User) -> None:
    row = propose(lea)
    with pytest.raises(IntegrityError, match="value_published_by_another"):
        LegalValue.objects.filter(pk=row.pk).update(state="published", decided_by=lea, decided_at=NOW)


def test_a_published_value_cannot_be_edited_in_the_database(lea: User, doris: User) -> None:
    row = publish(propose(lea), doris)
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        LegalValue.objects.filter(pk=row.pk).update(value={"number": "5"})
    with (
        pytest.raises(IntegrityError, match="never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM registers_legalvalue")


def test_a_mistake_is_corrected_by_another_row_of_the_same_day(lea: User, doris: User) -> None:
    wrong = publish(propose(lea), doris)
    publish(propose(lea, value=Decimal("3.50"), reason="misprint"), doris)
    wrong.refresh_from_db()
    assert (wrong.state, parameter(CODE, date(2027, 1, 1))) == (ValueState.CORRECTED, Decimal("3.50"))


def test_a_value_between_two_others_ends_before_the_later_one(lea: User, doris: User) -> None:
    publish(propose(lea, valid_from=date(2028, 1, 1), value=Decimal(5)), doris)
    publish(propose(lea), doris)
    assert find_row(CODE, date(2027, 5, 1)).until == date(2027, 12, 31)
    assert parameter(CODE, date(2028, 1, 1)) == 5


def test_a_year_whose_thresholds_contradict_each_other_is_refused(lea: User) -> None:
    with pytest.raises(ValueRefused, match="CONTRIB"):
        propose(lea, code="CONTRIB.FLOOR", valid_from=date(2025, 1, 1), value=Decimal("17009.99"))


def test_an_unknown_code_is_refused_with_the_nearest(lea: User) -> None:
    with pytest.raises(ValueRefused, match="CONTRIB.FLOOR"):
        propose(lea, code="CONTRIB.FLOR")


def test_a_text_is_no_rate(lea: User) -> None:
    with pytest.raises(ValueRefused, match="a number"):
        propose(lea, value="three")


def test_a_proposal_that_was_turned_down_is_not_published_later(lea: User, doris: User) -> None:
    row = propose(lea)
    legal_values.reject(row.pk, by=doris, now=NOW, note="not in force yet")
    with pytest.raises(ValueRefused, match="decided already"):
        publish(row, doris)
