"""The catalogue of forms: complete, and a form that changes has a new version."""

from dataclasses import replace

from app.public.form_catalogue import catalogue, find_changed, take_digest


def test_all_22_forms_are_there() -> None:
    assert list(catalogue()) == [f"F{number:02}" for number in range(1, 23)]


def test_no_form_has_changed_without_a_version() -> None:
    assert list(find_changed()) == []


def test_another_question_is_another_form() -> None:
    form = catalogue()["F01"].definition
    assert take_digest(replace(form, intro={"fr": "Autre"})) != take_digest(form)
