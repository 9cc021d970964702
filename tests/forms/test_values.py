"""What the fields return."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from forms.definition import Field, FormDefinition
from forms.fields import build_field
from forms.rendering import build_form

TEXTS = {"fr": "X", "nl": "X", "de": "X", "en": "X"}


@pytest.mark.parametrize(
    ("language", "typed"), [("fr", "1234,56"), ("nl", "1.234,56"), ("de", "1.234,56"), ("en", "1,234.56")]
)
def test_money_is_read_as_the_language_writes_it(
    loan: FormDefinition, evaluate: Any, language: str, typed: str
) -> None:
    with translation.override(language):
        form = build_form(loan, language=language, evaluate=evaluate, data={"title": "x", "fine": typed})
        assert form.is_valid(), form.errors
    assert form.cleaned_data["fine"] == Decimal("1234.56")


def test_an_amount_that_could_be_read_twice_is_refused(loan: FormDefinition, evaluate: Any) -> None:
    form = build_form(loan, language="nl", evaluate=evaluate, data={"title": "x", "fine": "1.234"})
    assert list(form.errors) == ["fine"]


def test_a_prefill_comes_from_the_variables_and_a_draft_wins(loan: FormDefinition, evaluate: Any) -> None:
    variables = {"due_date": date(2026, 5, 12)}
    fresh = build_form(loan, language="en", evaluate=evaluate, variables=variables)
    drafted = build_form(
        loan, language="en", evaluate=evaluate, variables=variables, initial={"due": "2026-06-01"}
    )
    assert fresh["due"].value() == date(2026, 5, 12)
    assert drafted["due"].value() == "2026-06-01"


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("niss", "85.07.30-033 28", "85073003328"),
        ("niss", "17 07 30 033 84", "17073003384"),
        ("iban", "BE68 5390 0754 7034", "BE68539007547034"),
        ("enterprise_number", "BE 0403.019.261", "0403019261"),
        ("phone", "+32 2 546 42 11", "+32 2 546 42 11"),
        ("date", "12/05/2026", date(2026, 5, 12)),
        ("integer", "12", 12),
    ],
)
def test_a_usual_spelling_is_kept_in_its_compact_form(kind: str, typed: str, kept: Any) -> None:
    field = build_field(Field(name="x", type=kind, label=TEXTS), "en", required=True)
    assert field.clean(typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("niss", "85073003329"), ("iban", "BE68539007547035"), ("enterprise_number", "0403019262")],
)
def test_wrong_check_digits_are_refused(kind: str, typed: str) -> None:
    from django.core.exceptions import ValidationError

    field = build_field(Field(name="x", type=kind, label=TEXTS), "en", required=True)
    with translation.override("en"), pytest.raises(ValidationError, match="check digits"):
        field.clean(typed)
