"""What a form shows and does not ask is not changed by who sends it all the same."""

from typing import Any

import pytest

from forms.definition import Field, FormDefinition, Section
from forms.rendering import build_form

TEXTS = {"fr": "X", "nl": "X", "de": "X", "en": "X"}
#: Read only, a question asked of those who refuse, and one that everybody is asked.
ASKED = FormDefinition(
    key="trial/decide",
    titles=TEXTS,
    sections=(
        Section(
            fields=(
                Field(name="amount", type="text", label=TEXTS, read_only=True, prefill="amount"),
                Field(name="next", type="text", label=TEXTS, required=True),
                Field(name="refuses", type="boolean", label=TEXTS),
                Field(name="reason", type="text", label=TEXTS, show_if="refuses"),
            )
        ),
    ),
)


def send(evaluate: Any, **typed: str) -> dict[str, Any]:
    variables = {"amount": "850.12", "diagnosis": "secret"}
    form = build_form(ASKED, language="en", evaluate=evaluate, variables=variables, data=typed)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def test_what_is_only_shown_keeps_its_value(evaluate: Any) -> None:
    assert send(evaluate, next="pay", amount="1.00")["amount"] == "850.12"


def test_an_answer_to_a_question_that_was_not_asked_counts_as_none(evaluate: Any) -> None:
    assert not send(evaluate, next="pay", reason="Because").get("reason")
    assert send(evaluate, next="stop", refuses="on", reason="Because")["reason"] == "Because"


@pytest.mark.parametrize("name", ["diagnosis", "approved", "case_id", "version"])
def test_a_field_of_no_question_is_not_read(evaluate: Any, name: str) -> None:
    assert name not in send(evaluate, next="pay", **{name: "x"})


def test_a_variable_no_question_shows_is_nowhere_in_the_page(evaluate: Any) -> None:
    form = build_form(
        ASKED, language="en", evaluate=evaluate, variables={"amount": "1", "diagnosis": "secret"}
    )
    assert "secret" not in str(form)
