"""Questions that appear, and must be answered, only sometimes."""

from typing import Any

from forms.definition import FormDefinition
from forms.rendering import RenderedForm, build_form


def submit(loan: FormDefinition, evaluate: Any, **data: str) -> RenderedForm:
    return build_form(loan, language="en", evaluate=evaluate, data=data)


def test_a_hidden_question_is_neither_shown_nor_demanded(loan: FormDefinition, evaluate: Any) -> None:
    form = submit(loan, evaluate, title="Moby Dick")
    assert form.is_valid()
    shown = [field.name for _, fields in form.list_sections() for field in fields]
    assert "reason" not in shown


def test_a_shown_question_is_demanded_when_its_condition_says_so(loan: FormDefinition, evaluate: Any) -> None:
    form = submit(loan, evaluate, title="Moby Dick", late="on")
    assert list(form.errors) == ["reason"]


def test_an_answer_to_a_hidden_question_is_dropped(loan: FormDefinition, evaluate: Any) -> None:
    form = submit(loan, evaluate, title="Moby Dick", reason="a lie")
    assert form.is_valid()
    assert "reason" not in form.cleaned_data


def test_a_key_the_form_does_not_ask_is_dropped(loan: FormDefinition, evaluate: Any) -> None:
    form = submit(loan, evaluate, title="Moby Dick", approved="true")
    assert form.is_valid()
    assert "approved" not in form.cleaned_data


def test_a_wrong_answer_to_a_hidden_question_does_not_block(loan: FormDefinition, evaluate: Any) -> None:
    form = submit(loan, evaluate, title="Moby Dick", reason="x" * 600)
    assert form.is_valid()
