"""What differs between two forms, letters or settings is told in words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from app.studio import form_editing
from app.studio.folders import Kind
from app.studio.paper_comparing import Words, tell_changes

FORM = Path("forms/definitions/maternity_vouchers/start.yaml").read_text(encoding="utf-8")
SETTINGS = Path("processes/maternity_vouchers/process.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_changed_label_is_told_in_its_language() -> None:
    after = form_editing.write_node(FORM, "1.0", {"label": {"nl": "Nummer"}})
    assert tell_changes(Kind.FORM, FORM, after) == [
        Words("party_ref", "Question nl", "Aansluitingsnummer", "Nummer")
    ]


def test_a_new_question_is_told_with_its_type() -> None:
    after, at = form_editing.act(FORM, "add:0")
    after = form_editing.write_node(
        after, str(at), {"name": "twins", "type": "boolean", "label": {"fr": "Jumeaux"}}
    )
    assert tell_changes(Kind.FORM, FORM, after) == [Words("twins", "added", "", "fr: Jumeaux (boolean)")]


def test_a_question_in_another_section_is_told() -> None:
    after, _at = form_editing.act(FORM, "move:1.0:0.1")
    assert Words("party_ref", "Section", "2", "1") in tell_changes(Kind.FORM, FORM, after)


def test_an_answer_that_is_gone_is_told() -> None:
    old = form_editing.write_node(*add_choice("yes", "no"))
    new = form_editing.write_node(*add_choice("yes"))
    assert Words("twins", "answer taken out", "no: fr: no", "") in tell_changes(Kind.FORM, old, new)


def add_choice(*values: str) -> tuple[str, str, dict[str, object]]:
    text, at = form_editing.act(FORM, "add:0")
    options = [(value, {"fr": value, "nl": "", "de": "", "en": ""}) for value in values]
    return text, str(at), {"name": "twins", "type": "choice", "options": options}


def test_a_mention_taken_out_of_a_letter_is_told() -> None:
    assert tell_changes(Kind.LETTER, '#mention("facts")[x] #data.sum', "#data.sum #data.day") == [
        Words("mention", "taken out", "facts", ""),
        Words("data", "added", "", "day"),
    ]


def test_a_promise_made_shorter_is_told_by_its_name() -> None:
    after = SETTINGS.replace(
        "target: {value: 10, unit: working_days}", "target: {value: 8, unit: working_days}", 1
    )
    [found] = tell_changes(Kind.SETTINGS, SETTINGS, after)
    assert found == Words(
        "service_levels · SLA-13", "target", "value: 10, unit: working_days", "value: 8, unit: working_days"
    )


def test_what_cannot_be_read_is_told_line_by_line_only() -> None:
    assert tell_changes(Kind.FORM, FORM, "][") == []
