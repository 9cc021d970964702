"""A variable, a message's part or a field called like a FEEL function is refused, with its place and a way out."""

from dataclasses import replace
from typing import Any

from tests.workflows.bpmn_models import draw, user
from tests.workflows.lint.faults import MANIFEST, NAMES
from workflows.feel import Environment, parse
from workflows.lint import Finding, lint
from workflows.lint.codes import Code


def find(manifest: dict[str, Any], registry: Any = NAMES) -> list[Finding]:
    xml = draw("sample", user("ask"), flows=["start > ask > end"])
    found = lint({"process.bpmn": xml}, {**MANIFEST, **manifest}, registry, folder="sample")
    return [one for one in found if one.code is Code.NAMED_LIKE_A_FUNCTION]


def test_a_declared_variable_is_named_with_a_way_out() -> None:
    (found,) = find({"variables": {**MANIFEST.get("variables", {}), "number": {"type": "number"}}})
    assert "The variable number is called like the FEEL function number()" in found.message
    assert "asked_number" in found.way_out


def test_a_part_of_a_message_is_named() -> None:
    payload = {"sum": {"type": "number"}}
    (found,) = find({"messages": {"bank.paid": {"from": "bank", "payload": payload}}})
    assert "The message bank.paid carries sum" in found.message


def test_a_field_of_a_form_is_named_at_its_task() -> None:
    xml = draw("sample", user("ask", form="sample/ask"), flows=["start > ask > end"])
    names = replace(NAMES, forms={"sample/ask": frozenset({"product", "colour"})})
    found = lint({"process.bpmn": xml}, MANIFEST, names, folder="sample")
    (told,) = [one for one in found if one.code is Code.NAMED_LIKE_A_FUNCTION]
    assert (told.element_id, "field product of the form sample/ask" in told.message) == ("ask", True)


def test_names_of_several_words_and_other_words_are_free() -> None:
    assert (
        find({"variables": {"counted": {"type": "number"}, "number_of_children": {"type": "number"}}}) == []
    )


def test_why_such_a_name_is_refused() -> None:
    """Not answered yet, the field is the function: no condition finds it empty."""
    for name, is_empty in (("product", False), ("produce", True)):
        asked = parse(f"{name} = null", names=(name,)).evaluate({}, Environment())
        assert (asked is True) is is_empty
