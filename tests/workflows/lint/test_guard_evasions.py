"""Shipped diagrams drawn otherwise so as to get round a guard: each way round is refused and named.

The drawings are changed as an owner could change them in the editor: steps taken out, led around, renamed, marked as
what they are not, moved into a called process. Marks and names alone change nothing; what a drawing does counts.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from workflows.bpmn import Process, read_model
from workflows.bpmn.names import BPMN, VIGIE
from workflows.known_names import gather_names
from workflows.lint import CalledProcess, Code, Finding, KnownNames, lint, read_guards
from workflows.process_folders import Library
from workflows.yaml_source import read_file

FOLDER = Path(__file__).parents[3] / "processes"
GUARDS = read_guards(FOLDER / "guards.yaml")
SPACES = {"b": BPMN, "v": VIGIE}


class Drawing:
    """The model of a shipped process, to be changed."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.root: Any = etree.fromstring((FOLDER / key / "process.bpmn").read_bytes())

    def find(self, node_id: str) -> Any:
        (found,) = self.root.xpath(f"//b:*[@id='{node_id}']", namespaces=SPACES)
        return found

    def flows(self, **ends: str) -> list[Any]:
        tests = "".join(f"[@{end}Ref='{node}']" for end, node in ends.items())
        return list(self.root.xpath(f"//b:sequenceFlow{tests}", namespaces=SPACES))

    def around(self, node_id: str) -> "Drawing":
        """Lead every flow into a node past it."""
        (after,) = self.flows(source=node_id)
        for flow in self.flows(target=node_id):
            flow.set("targetRef", after.get("targetRef"))
        after.getparent().remove(after)
        return self

    def without_marks(self) -> "Drawing":
        for mark in self.root.xpath("//v:property", namespaces=SPACES):
            mark.getparent().remove(mark)
        return self

    def rename(self, node_id: str, name: str) -> "Drawing":
        """Another id and label for a node, everywhere."""
        text = (
            etree.tostring(self.root)
            .decode()
            .replace(f'"{node_id}"', f'"{name}"')
            .replace(f">{node_id}<", f">{name}<")
        )
        self.root = etree.fromstring(text)
        self.find(name).set("name", name.replace("_", " "))
        return self

    def become(self, node_id: str, kind: str) -> "Drawing":
        self.find(node_id).tag = f"{{{BPMN}}}{kind}"
        return self

    def insert(self, parent: str, xml: str) -> "Drawing":
        """Elements put into a process or subprocess."""
        root = f'<x xmlns:bpmn="{BPMN}" xmlns:vigie="{VIGIE}">{xml}</x>'
        for element in etree.fromstring(root):
            self.find(parent).append(element)
        return self

    @property
    def xml(self) -> bytes:
        return bytes(etree.tostring(self.root))


@dataclass(frozen=True)
class Fund:
    names: KnownNames

    def judge(self, drawing: Drawing, **called: Drawing) -> list[Finding]:
        """What the guards say of a drawing, with other processes drawn otherwise too."""
        known = dict(self.names.processes or {})
        for key, other in (*called.items(), (drawing.key, drawing)):
            old = known.get(key, CalledProcess(read_model(other.xml)))
            known[key] = CalledProcess(read_model(other.xml), old.required, old.has_start_form)
        names = KnownNames(forms=self.names.forms, processes=known, letter_kinds=self.names.letter_kinds)
        manifest = read_file(FOLDER / drawing.key / "process.yaml").data
        found = lint({"process.bpmn": drawing.xml}, manifest, names, guards=GUARDS)
        return [one for one in found if one.code is Code.GUARD_VIOLATED]


@pytest.fixture(scope="module")
def fund() -> Fund:
    return Fund(gather_names(Library()))


def skip(node_id: str, *, by: str) -> str:
    return f'<bpmn:boundaryEvent id="{node_id}_cut" attachedToRef="{node_id}">{by}</bpmn:boundaryEvent>'


def cut(node_id: str, to: str, by: str) -> str:
    """A boundary event that leads from an activity straight to another node."""
    return (
        skip(node_id, by=by)
        + f'<bpmn:sequenceFlow id="{node_id}_out" sourceRef="{node_id}_cut" targetRef="{to}"/>'
    )


TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1S</bpmn:timeDuration></bpmn:timerEventDefinition>"
MESSAGE, SIGNAL, ERROR = (f"<bpmn:{kind}EventDefinition/>" for kind in ("message", "signal", "error"))


@pytest.mark.parametrize("step", ["speak", "give_notice"])
def test_court_without_the_contact_or_the_notice_is_refused(fund: Fund, step: str) -> None:
    found = fund.judge(Drawing("recovery").around(step))
    assert any(one.path[-1] == "transfer_to_court" and step not in one.path for one in found)


@pytest.mark.parametrize(
    "event", [TIMER, MESSAGE, SIGNAL, ERROR], ids=["timer", "message", "signal", "error"]
)
def test_a_boundary_event_that_cuts_the_contact_short_is_refused(fund: Fund, event: str) -> None:
    drawing = Drawing("recovery").insert("follow_debt", cut("speak", "transfer_to_court", event))
    (finding,) = fund.judge(drawing)
    assert finding.path[-2:] == ("speak_cut", "transfer_to_court")


@pytest.mark.parametrize("step", ["contact_person", "log_contact", "check_contact"])
def test_a_called_process_that_no_longer_speaks_to_anybody_is_refused_where_it_is_called(
    fund: Fund, step: str
) -> None:
    drawing = Drawing("recovery_contact").around(step)
    found = fund.judge(Drawing("recovery"), recovery_contact=drawing)
    assert any(one.path[-1] == "transfer_to_court" for one in found)


def test_a_contact_that_only_a_machine_makes_does_not_count(fund: Fund) -> None:
    drawing = Drawing("recovery_contact").become("contact_person", "serviceTask")
    assert fund.judge(Drawing("recovery"), recovery_contact=drawing)


def test_a_contact_repeated_over_an_empty_list_does_not_count(fund: Fund) -> None:
    times = "<bpmn:loopCardinality>count(attempts)</bpmn:loopCardinality>"
    loop = f"<bpmn:multiInstanceLoopCharacteristics>{times}</bpmn:multiInstanceLoopCharacteristics>"
    drawing = Drawing("recovery_contact").insert("contact_person", loop)
    assert fund.judge(Drawing("recovery"), recovery_contact=drawing)


def test_an_inclusive_gateway_around_the_contact_is_refused(fund: Fund) -> None:
    drawing = Drawing("recovery")
    for flow in drawing.flows(target="speak"):
        flow.set("targetRef", "perhaps")
    ways = (
        '<bpmn:inclusiveGateway id="perhaps" default="perhaps_not"/>'
        '<bpmn:sequenceFlow id="speak_now" sourceRef="perhaps" targetRef="speak">'
        "<bpmn:conditionExpression>sued_before</bpmn:conditionExpression></bpmn:sequenceFlow>"
        '<bpmn:sequenceFlow id="perhaps_not" sourceRef="perhaps" targetRef="to_decision"/>'
    )
    found = fund.judge(drawing.insert("follow_debt", ways))
    assert any({"perhaps", "transfer_to_court"} <= set(one.path) and "speak" not in one.path for one in found)


def test_a_new_name_for_a_step_hides_nothing(fund: Fund) -> None:
    drawing = Drawing("recovery").around("speak").rename("transfer_to_court", "close_the_file")
    assert any(one.path[-1] == "close_the_file" for one in fund.judge(drawing))


NEW = """<bpmn:definitions xmlns:bpmn="{b}" xmlns:vigie="{v}" id="d" targetNamespace="urn:t">
<bpmn:process id="fresh" isExecutable="true"><bpmn:startEvent id="begun"/>{node}<bpmn:endEvent id="done"/>
<bpmn:sequenceFlow id="one" sourceRef="begun" targetRef="act"/>
<bpmn:sequenceFlow id="two" sourceRef="act" targetRef="done"/></bpmn:process></bpmn:definitions>"""
OPERATION = (
    '<bpmn:serviceTask id="act"><bpmn:extensionElements><vigie:operation name="{}"/>{}'
    "</bpmn:extensionElements></bpmn:serviceTask>"
)
CALL = (
    '<bpmn:callActivity id="act" calledElement="{}"><bpmn:extensionElements>{}'
    "</bpmn:extensionElements></bpmn:callActivity>"
)
LETTER = """<vigie:input target="letter" value='{}'/>"""
DIRECT = {
    "court": OPERATION.format("recovery.transfer_to_court", ""),
    "an order of the fund": OPERATION.format("recovery.issue_order", ""),
    "the court by a call": CALL.format("judicial_order", ""),
    "the court by a new case": OPERATION.format(
        "cases.open_follow_up", """<vigie:input target="process" value='"judicial_recovery"'/>"""
    ),
    "a payment": OPERATION.format("benefits.pay_once", ""),
    "a month's payment": OPERATION.format("benefits.pay_month", ""),
    "payments by a call": CALL.format("bridging_payment", ""),
    "a claim": OPERATION.format("benefits.claim_undue", ""),
    "a refusal": OPERATION.format("correspondence.send_letter", LETTER.format('"exemption_refusal"')),
    "one of two letters": OPERATION.format(
        "correspondence.send_letter", LETTER.format('if kind = 1 then "answer" else "plan_refusal"')
    ),
    "a letter known at run time only": OPERATION.format(
        "correspondence.send_letter", LETTER.format("chosen")
    ),
    "a refusal by a call": CALL.format(
        "request_missing_information", """<vigie:input target="request_letter" value='"plan_refusal"'/>"""
    ),
}


@pytest.mark.parametrize("node", DIRECT.values(), ids=DIRECT)
def test_a_new_process_that_does_it_directly_and_marks_nothing_is_refused(fund: Fund, node: str) -> None:
    xml = NEW.format(b=BPMN, v=VIGIE, node=node).encode()
    found = lint({"process.bpmn": xml}, {"variables": {}}, fund.names, guards=GUARDS)
    assert [one.path[:2] for one in found if one.code is Code.GUARD_VIOLATED][:1] == [("begun", "act")]


SECOND_LOOKS = {
    "exemption": "confirm_refusal",
    "question": "review_answer",
    "payment_plan": "",
    "fund_transfer": "",
    "personal_data_request": "",
    "sickness_assimilation": "confirm_refusal",
    "undue_payment": "approve_undue",
    "family_allowance_history": "approve_correction",
}


@pytest.mark.parametrize("key", sorted(SECOND_LOOKS))
def test_a_process_without_its_marks_is_refused(fund: Fund, key: str) -> None:
    """Not a way out: a guard that holds by a mark breaks when the mark is gone."""
    called = {} if SECOND_LOOKS[key] else {"refusal": Drawing("refusal").without_marks()}
    assert fund.judge(Drawing(key).without_marks(), **called)


@pytest.mark.parametrize(("key", "step"), sorted((k, v) for k, v in SECOND_LOOKS.items() if v))
def test_a_second_look_led_around_is_refused(fund: Fund, key: str, step: str) -> None:
    found = fund.judge(Drawing(key).around(step))
    assert any("second" in one.message and step not in one.path for one in found)


@pytest.mark.parametrize(("key", "step"), sorted((k, v) for k, v in SECOND_LOOKS.items() if v))
def test_a_second_look_by_a_machine_is_refused(fund: Fund, key: str, step: str) -> None:
    assert fund.judge(Drawing(key).become(step, "serviceTask"))


@pytest.mark.parametrize(
    ("key", "letter"),
    [
        ("payment_plan", "plan_refusal"),
        ("fund_transfer", "transfer_refusal"),
        ("personal_data_request", "data_refusal"),
    ],
)
def test_the_letter_sent_past_the_shared_refusal_is_refused(fund: Fund, key: str, letter: str) -> None:
    drawing = Drawing(key).become("send_refusal", "serviceTask")
    node = drawing.find("send_refusal")
    extensions = node.find(f"{{{BPMN}}}extensionElements")
    for child in list(extensions):
        extensions.remove(child)
    send = f'<vigie:operation name="correspondence.send_letter"/>{LETTER.format(chr(34) + letter + chr(34))}'
    operation = f'<x xmlns:vigie="{VIGIE}">{send}</x>'
    extensions.extend(etree.fromstring(operation))
    assert any(one.path[-1] == "send_refusal" for one in fund.judge(drawing))


def test_the_condition_that_leads_to_the_second_look_cannot_be_made_weaker(fund: Fund) -> None:
    drawing = Drawing("question")
    (flow,) = drawing.flows(source="needs_second_look", target="review_answer")
    flow[0].text = "needs_review"
    (finding,) = fund.judge(drawing)
    assert finding.path[-3:] == ("ready_to_send", "how_to_answer", "send_refusal")


def test_an_answer_written_after_the_choice_cannot_turn_into_a_refusal(fund: Fund) -> None:
    """An operation between the two choices that sets `next` makes the way possible again."""
    drawing = Drawing("question")
    (flow,) = drawing.flows(source="ready_to_send")
    flow.set("targetRef", "act")
    act = (
        '<bpmn:serviceTask id="act"><bpmn:extensionElements><vigie:operation name="cases.change"/>'
        '<vigie:output target="next" value="result.next"/></bpmn:extensionElements></bpmn:serviceTask>'
        '<bpmn:sequenceFlow id="on" sourceRef="act" targetRef="how_to_answer"/>'
    )
    assert fund.judge(drawing.insert("question", act))


def test_an_undue_claim_whose_letter_is_left_out_is_refused_without_any_mark(fund: Fund) -> None:
    found = fund.judge(Drawing("undue_payment").around("send_claim"))
    assert any("undue" in one.message and "send_claim" not in one.path for one in found)


@pytest.mark.parametrize(
    ("key", "step"), [("bankruptcy", "send_outreach"), ("maternity_vouchers", "send_offer")]
)
def test_what_the_fund_must_begin_itself_is_asked_for_without_any_mark(
    fund: Fund, key: str, step: str
) -> None:
    assert any(step not in one.path for one in fund.judge(Drawing(key).without_marks().around(step)))


def test_event_subprocesses_are_not_run_at_all(fund: Fund) -> None:
    inner = (
        '<bpmn:subProcess id="sudden" triggeredByEvent="true"><bpmn:startEvent id="told">'
        "<bpmn:messageEventDefinition/></bpmn:startEvent>"
        + OPERATION.format("recovery.transfer_to_court", "")
        + '<bpmn:endEvent id="there"/><bpmn:sequenceFlow id="p" sourceRef="told" targetRef="act"/>'
        '<bpmn:sequenceFlow id="q" sourceRef="act" targetRef="there"/></bpmn:subProcess>'
    )
    drawing = Drawing("recovery").insert("recovery", inner)
    found = lint({"process.bpmn": drawing.xml}, None, fund.names, guards=GUARDS)
    assert {Code.EVENT_SUBPROCESS, Code.GUARD_VIOLATED} <= {one.code for one in found}


def test_the_shipped_process_is_not_changed_by_being_read(fund: Fund) -> None:
    process: Process = read_model(Drawing("recovery").xml).processes["recovery"]
    assert "transfer_to_court" in process.nodes
    assert fund.judge(Drawing("recovery")) == []
