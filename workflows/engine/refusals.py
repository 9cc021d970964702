"""What the engine does not run, as data: the linter says the same earlier, the compiler never lets it through.

Each entry: code → (what it is about, why it is refused, what to draw instead).
"""

from __future__ import annotations

from typing import NamedTuple

from workflows.engine.values import Refusal


class Rule(NamedTuple):
    element: str
    reason: str
    way_out: str


REFUSALS: dict[str, Rule] = {
    "xml": Rule("file", "The file is no readable BPMN:", "Export it again from the editor."),
    "process_missing": Rule(
        "file", "The file holds no such process.", "Give the process the id of its folder."
    ),
    "not_executable": Rule(
        "process", "The process is marked as not executable.", "Set isExecutable to true."
    ),
    "id_missing": Rule("any", "The element has no id.", "Give it one."),
    "id_twice": Rule("any", "The id is used twice.", "Give each element an id of its own."),
    "plain_task": Rule(
        "task",
        "A plain task does not say who does it.",
        "Make it a user, manual, service, business rule, send or receive task.",
    ),
    "script_task": Rule(
        "scriptTask", "Scripts are not run.", "Use an output mapping, a decision or an operation."
    ),
    "complex_gateway": Rule(
        "complexGateway",
        "Complex gateways are not run.",
        "Use an inclusive gateway or a decision before an exclusive one.",
    ),
    "ad_hoc": Rule(
        "adHocSubProcess", "Ad-hoc subprocesses are not run.", "Draw the order, or use optional branches."
    ),
    "transaction": Rule(
        "transaction", "Transactions are not run.", "Use a subprocess with error boundary events."
    ),
    "compensation": Rule("compensation", "Compensation is not run.", "Draw the steps that undo."),
    "event_subprocess": Rule(
        "subProcess",
        "Event subprocesses are not run.",
        "Put the steps into a subprocess with a boundary event.",
    ),
    "link_event": Rule("link", "Link events are not run.", "Draw the sequence flow."),
    "conditional_event": Rule(
        "conditional",
        "Conditional events are not run.",
        "Wait for a message or signal, or ask a gateway behind a timer.",
    ),
    "cancel_event": Rule(
        "cancel", "Cancel events belong to transactions, which are not run.", "Use an error event."
    ),
    "several_definitions": Rule(
        "event", "An event that waits for or throws several things is not run.", "Draw one event for each."
    ),
    "event_kind": Rule(
        "event",
        "This kind of event is not run at this place.",
        "Use a none, message, signal, timer, error, escalation or terminate event where BPMN allows it.",
    ),
    "unknown_element": Rule("any", "This element is not run.", "Use another element."),
    "data_store": Rule(
        "dataStoreReference", "Data stores are not run.", "Use an operation that reads or writes."
    ),
    "data_association": Rule(
        "dataAssociation",
        "Data associations with an assignment or transformation are not run.",
        "Use input and output mappings.",
    ),
    "flow_end": Rule(
        "sequenceFlow", "The flow does not join two nodes of the same process.", "Connect both ends."
    ),
    "implicit_fork": Rule(
        "node", "Several flows leave a node that is no gateway.", "Put a gateway behind it."
    ),
    "conditional_flow": Rule(
        "sequenceFlow",
        "The condition would be ignored: it is the default, or leaves no gateway that decides.",
        "Put a gateway before it.",
    ),
    "condition_missing": Rule(
        "sequenceFlow",
        "The flow leaves an exclusive gateway without a condition and is not its default.",
        "Give it a condition or make it the default.",
    ),
    "unreachable": Rule("node", "No flow leads here.", "Connect or remove it."),
    "leads_nowhere": Rule("node", "No flow leaves this node and it is no end.", "Lead it to an end event."),
    "flow_out_of_end": Rule(
        "endEvent", "A flow leaves an end event.", "Remove the flow or use an intermediate event."
    ),
    "flow_into_start": Rule(
        "startEvent", "A flow leads into a start or boundary event.", "Lead it to the node behind."
    ),
    "start_missing": Rule("process", "There is no start event.", "Draw one."),
    "several_plain_starts": Rule(
        "process",
        "There are several plain start events.",
        "Keep one; the others need a message, signal or timer.",
    ),
    "plain_start_missing": Rule(
        "subProcess",
        "A subprocess or called process begins at exactly one plain start event.",
        "Draw one without message, signal or timer.",
    ),
    "boundary_host": Rule(
        "boundaryEvent",
        "The event is not attached to a task, subprocess or call activity.",
        "Attach it to one.",
    ),
    "boundary_kind": Rule(
        "boundaryEvent",
        "This kind of boundary event is not run.",
        "Use timer, message, signal, error or escalation.",
    ),
    "error_not_interrupting": Rule(
        "boundaryEvent", "An error always interrupts.", "Make the event interrupting or use an escalation."
    ),
    "cycle_catch": Rule(
        "intermediateCatchEvent",
        "An event in the flow can fire only once.",
        "Use a duration or date, or a loop.",
    ),
    "timer_missing": Rule("timer", "The timer has no expression.", "Give it a duration, date or cycle."),
    "message_missing": Rule("message", "It names no message.", "Choose a message with a name."),
    "operation_missing": Rule("serviceTask", "It names no operation.", "Add vigie:operation."),
    "decision_missing": Rule("businessRuleTask", "It names no decision.", "Add vigie:decision."),
    "decision_unknown": Rule(
        "businessRuleTask", "The decision is not in the bundle:", "Add its .dmn file or correct the name."
    ),
    "process_unknown": Rule(
        "callActivity", "The called process is not in the bundle:", "Publish it or correct calledElement."
    ),
    "reference_unknown": Rule(
        "event",
        "It refers to something that is not defined in the file:",
        "Define the message, signal, error or escalation.",
    ),
    "event_gateway": Rule(
        "eventBasedGateway",
        "Behind an event-based gateway only timer, message and signal events and receive tasks can wait, "
        "without boundary events and reached from it alone.",
        "Move other nodes behind those events.",
    ),
    "instantiating": Rule(
        "node", "Instantiating gateways and receive tasks are not run.", "Use a message start event."
    ),
    "loop_unbounded": Rule(
        "activity", "The loop has neither a condition nor a whole number as maximum.", "Add one."
    ),
    "multi_instance": Rule(
        "activity",
        "The multi-instance needs either a cardinality or a collection.",
        "Add vigie:multiInstance collection or loopCardinality.",
    ),
    "behaviour": Rule(
        "activity",
        "Multi-instance behaviour other than 'All' is not run.",
        "Throw the event inside the instance.",
    ),
    "expression": Rule("any", "The expression is not FEEL:", "Correct it."),
    "too_big": Rule(
        "process",
        "The process has more than 500 nodes in one scope.",
        "Split it into subprocesses or called processes.",
    ),
}


def refuse(code: str, element_id: str, about: str = "") -> Refusal:
    """The finding for an element; `about` names the thing at fault."""
    rule = REFUSALS[code]
    return Refusal(code, element_id, f"{rule.reason} {about}".strip(), rule.way_out)
