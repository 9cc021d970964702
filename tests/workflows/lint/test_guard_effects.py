"""Acknowledgement, term and letter of the decision, and sending on are judged by what a drawing does, not by marks.

Each shipped drawing is changed as an owner could, with every mark taken out: the way round is refused and shown.
"""

from typing import Any

import pytest
from lxml import etree

from tests.workflows.lint.test_guard_evasions import CALL, FOLDER, GUARDS, NEW, OPERATION, SPACES, Drawing
from workflows.bpmn.names import BPMN, VIGIE
from workflows.known_names import gather_names
from workflows.lint import Code, Finding, KnownNames, lint
from workflows.process_folders import Library
from workflows.yaml_source import read_file

ACKNOWLEDGED = {
    "company_affiliation": "acknowledge_declaration",
    "cessation": "acknowledge_declaration",
    "continued_insurance": "acknowledge_request",
    "exemption": "acknowledge_request",
    "family_allowance_history": "acknowledge_request",
    "fund_transfer": "acknowledge_request",
    "fund_transfer_in": "acknowledge_request",
    "payment_plan": "acknowledge_request",
    "personal_data_request": "acknowledge_request",
    "provisional_change": "acknowledge_request",
    "sickness_assimilation": "acknowledge_request",
    "start_of_activity": "acknowledge_declaration",
    "surcharge_remission": "acknowledge_request",
    "undue_request": "acknowledge_request",
}
DECIDED = {
    "benefit_decision": "weigh_claim",
    "cessation": "end_liability",
    "company_affiliation": "declare_company",
    "exemption": "send_refusal",
    "provisional_change": "decide_change",
    "start_of_activity": "declare_start",
    "undue_request": "send_refusal",
}
TOLD = {
    "cessation": "send_confirmation",
    "exemption": "send_grant",
    "payment_plan": "send_plan",
    "surcharge_remission": "send_grant",
    "undue_request": "send_waiver",
}


@pytest.fixture(scope="module")
def names() -> KnownNames:
    return gather_names(Library())


def judge(names: KnownNames, drawing: Drawing, guard: str, levels: Any = None) -> list[Finding]:
    """What one guard says of a drawing; `levels` in place of its service levels."""
    manifest = dict(read_file(FOLDER / drawing.key / "process.yaml").data)
    if levels is not None:
        manifest["service_levels"] = levels
    guards = [one for one in GUARDS if one.id == guard]
    found = lint({"process.bpmn": drawing.xml}, manifest, names, guards=guards)
    return [one for one in found if one.code is Code.GUARD_VIOLATED]


def set_input(drawing: Drawing, node: str, name: str, value: str) -> Drawing:
    (found,) = drawing.root.xpath(f"//b:*[@id='{node}']//v:input[@target='{name}']", namespaces=SPACES)
    found.set("value", value)
    return drawing


@pytest.mark.parametrize(("key", "step"), sorted(ACKNOWLEDGED.items()))
def test_an_acknowledgement_led_around_is_refused_without_any_mark(
    names: KnownNames, key: str, step: str
) -> None:
    found = judge(names, Drawing(key).without_marks().around(step), "acknowledged_before_examined")
    assert found
    assert all(step not in one.path for one in found)


def test_a_letter_whose_text_acknowledges_nothing_is_no_acknowledgement(names: KnownNames) -> None:
    drawing = set_input(Drawing("exemption"), "acknowledge_request", "letter", '"exemption_granted"')
    assert judge(names, drawing, "acknowledged_before_examined")


def test_an_acknowledgement_after_the_file_was_sent_on_comes_too_late(names: KnownNames) -> None:
    drawing = Drawing("surcharge_remission").without_marks().around("acknowledge_request")
    for flow in drawing.flows(source="forward_file"):
        flow.set("targetRef", "acknowledge_request")
    back = '<bpmn:sequenceFlow id="late" sourceRef="acknowledge_request" targetRef="to_wait"/>'
    found = judge(names, drawing.insert("surcharge_remission", back), "acknowledged_before_examined")
    assert found
    assert all("acknowledge_request" not in one.path for one in found)


@pytest.mark.parametrize("shipped", sorted({*ACKNOWLEDGED, *DECIDED, *TOLD, "question", "birth_rights"}))
def test_the_shipped_drawing_keeps_them_without_any_mark(names: KnownNames, shipped: str) -> None:
    guards = ("acknowledged_before_examined", "decision_within_four_months", "act_told_by_letter")
    drawing = Drawing(shipped).without_marks()
    assert [one for guard in guards for one in judge(names, drawing, guard)] == []


@pytest.mark.parametrize(("key", "place"), sorted(DECIDED.items()))
def test_a_decision_without_a_term_is_refused_without_any_mark(
    names: KnownNames, key: str, place: str
) -> None:
    found = judge(names, Drawing(key).without_marks(), "decision_within_four_months", levels=[])
    assert any(one.path[-1].endswith(place) for one in found)


def test_a_clock_that_stops_before_the_refusal_leaves_does_not_count(names: KnownNames) -> None:
    level = {"id": "decide", "start": "started", "stop": ["decision_received", "ended"]}
    levels = [level | {"target": {"value": 4, "unit": "months"}}]
    found = judge(names, Drawing("exemption"), "decision_within_four_months", levels=levels)
    assert any(one.path[-1] == "send_refusal" for one in found)


@pytest.mark.parametrize(("key", "step"), sorted(TOLD.items()))
def test_an_act_on_a_right_of_which_nobody_writes_is_refused(names: KnownNames, key: str, step: str) -> None:
    found = judge(names, Drawing(key).without_marks().around(step), "act_told_by_letter")
    assert any(step not in one.path for one in found)


def test_a_question_sent_on_of_which_the_person_hears_nothing_is_refused(names: KnownNames) -> None:
    drawing = Drawing("question").without_marks().around("send_forwarding_notice")
    (finding,) = judge(names, drawing, "told_where_it_went")
    assert finding.path[-2:] == ("send_question_on", "question_forwarded")


def test_a_question_sent_on_without_a_term_is_refused_without_any_mark(names: KnownNames) -> None:
    found = judge(names, Drawing("question").without_marks(), "directed_without_delay", levels=[])
    assert [one.path[-1] for one in found] == ["send_question_on"]


def test_sending_on_after_a_wait_is_not_at_once(names: KnownNames) -> None:
    drawing = Drawing("birth_rights").without_marks()
    for flow in drawing.flows(source="is_grant_asked", target="forward_grant"):
        flow.set("targetRef", "long_wait")
    wait = (
        '<bpmn:intermediateCatchEvent id="long_wait"><bpmn:timerEventDefinition>'
        "<bpmn:timeDuration>P30D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        '<bpmn:sequenceFlow id="at_last" sourceRef="long_wait" targetRef="forward_grant"/>'
    )
    found = judge(names, drawing.insert("birth_rights", wait), "directed_without_delay")
    assert [one.path[-2:] for one in found] == [("long_wait", "forward_grant")]


FRESH = {
    "a remission sent on": (
        OPERATION.format("exchanges.transmit", """<vigie:input target="message_type" value='"T12"'/>"""),
        "acknowledged_before_examined",
    ),
    "a remission sent on by a call": (
        CALL.format("transmit", """<vigie:input target="message_type" value='"T12"'/>"""),
        "acknowledged_before_examined",
    ),
    "a message known at run time only": (
        OPERATION.format("exchanges.transmit", '<vigie:input target="message_type" value="chosen"/>'),
        "",
    ),
    "an affiliation of which nobody writes": (
        OPERATION.format("affiliation.declare_start", ""),
        "act_told_by_letter",
    ),
    "a request sent on of which nobody writes": (
        CALL.format("transmit", """<vigie:input target="message_type" value='"T09"'/>"""),
        "told_where_it_went",
    ),
}


@pytest.mark.parametrize(("node", "guard"), FRESH.values(), ids=FRESH)
def test_a_new_process_that_does_it_and_marks_nothing_is_refused(
    names: KnownNames, node: str, guard: str
) -> None:
    xml = NEW.format(b=BPMN, v=VIGIE, node=node).encode()
    etree.fromstring(xml)
    found = lint({"process.bpmn": xml}, {"variables": {}}, names, guards=[g for g in GUARDS if g.id == guard])
    assert any(one.code is Code.GUARD_VIOLATED for one in found) == bool(guard)
