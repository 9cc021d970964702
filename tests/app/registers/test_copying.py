"""Many rows written at once: by COPY, through the same constraints as one at a time."""

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from app.ledger.models import Receivable
from app.ledger.states import ReceivableState
from app.registers.copying import Keys, update_rows
from tests.factories.ledger import owe
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def test_each_row_is_written_with_its_own_values() -> None:
    one, two = (owe(make_person(), trace={"was": True}) for _ in range(2))
    update_rows(
        Receivable, ["trace", "case_ref"], [(one.pk, {"it's": ["\t", '"']}, "R-1"), (two.pk, None, "")]
    )
    found = Receivable.objects.in_bulk([one.pk, two.pk])
    assert (found[one.pk].trace, found[one.pk].case_ref) == ({"it's": ["\t", '"']}, "R-1")
    assert (found[two.pk].trace, found[two.pk].case_ref) == (None, "")


def test_written_twice_in_a_transaction_the_last_word_stays() -> None:
    one = owe(make_person())
    for reference in ("R-1", "R-2"):
        update_rows(Receivable, ["case_ref"], [(one.pk, reference)])
    assert Receivable.objects.get(pk=one.pk).case_ref == "R-2"


def test_what_the_database_refuses_is_refused_for_all() -> None:
    one, two = owe(make_person()), owe(make_person())
    rows = [(one.pk, ReceivableState.SETTLED), (two.pk, "lost")]
    with pytest.raises(IntegrityError), transaction.atomic():
        update_rows(Receivable, ["state"], rows)
    assert set(Receivable.objects.values_list("state", flat=True)) == {"open"}


def test_no_rows_cost_no_statement() -> None:
    with TestCase().assertNumQueries(0):
        update_rows(Receivable, ["case_ref"], [])


def test_keys_are_taken_one_after_another_and_never_twice() -> None:
    keys = Keys(Receivable, ahead=3)
    taken = [keys.take() for _ in range(7)]
    assert taken == sorted(set(taken))
