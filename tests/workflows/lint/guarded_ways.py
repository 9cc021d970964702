"""For each guard of processes/guards.yaml the words that draw a way that keeps it and one that breaks it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.workflows.bpmn_models import Element, call, end, rule, service, tag, user

LETTER = "correspondence.send_letter"
#: What the texts of the letters drawn here decide.
KINDS = {
    "undue_decision": frozenset({"undue"}),
    "benefit_refusal": frozenset({"refusal"}),
    "request_received": frozenset({"receipt"}),
    "request_forwarded": frozenset({"forwarded"}),
}


@dataclass(frozen=True)
class Guarded:
    """`kept` and `broken` are ways of node ids; `place` is where the guard binds (the end of a broken path).

    `kept_by` and `broken_by` are the targets of a service level from the start to the place."""

    guard: str
    place: str
    kept: str
    broken: str
    kept_by: Any = None
    broken_by: Any = None


def mark(element: Element, name: str, value: str) -> Element:
    return replace(element, extensions=element.extensions + tag("property", name=name, value=value))


def letter(node_id: str, name: str = "sample", **marks: str) -> Element:
    element = service(node_id, LETTER, inputs={"letter": f'"{name}"'})
    for key, value in marks.items():
        element = mark(element, key, value)
    return element


NODES: Mapping[str, Element] = {
    element.id: element
    for element in (
        service("remind", "recovery.send_reminder"),
        rule("ladder", "plan_step"),
        service("notice", "recovery.formal_notice"),
        service("seen_off", "recovery.read_notice"),
        user("contact", form="recovery/personal_contact"),
        service("log", "recovery.log_contact_outcome"),
        rule("gate", "personal_contact_gate"),
        service("court", "recovery.transfer_to_court"),
        letter("hearing", "undue_hearing"),
        service("claim", "benefits.claim_undue"),
        letter("told", "undue_decision"),
        letter("refusal", "benefit_refusal"),
        letter("bare", "benefit_answer"),
        rule("weigh", "admissibility"),
        letter("wrote", "family_orientation"),
        letter("receipt", "request_received"),
        service("plan", "ledger.open_plan"),
        service("agreed", "benefits.settle_review"),
        letter("told_on", "request_forwarded"),
        service("follow", "cases.open_follow_up", inputs={"process": '"undue_follow"'}),
        service("sent_on", "exchanges.transmit", inputs={"message_type": '"T09"'}),
        letter("passed_on", "transfer"),
        letter("outreach", "bankruptcy_outreach"),
        letter("offer", "vouchers_offer"),
        letter("directed", step="direct_elsewhere"),
        mark(user("second_look"), "step", "second_look"),
        mark(service("automatic"), "step", "second_look"),
        mark(user("examine"), "step", "examination"),
        mark(service("decide"), "step", "decision"),
        service("pay", "benefits.pay_once"),
        service("hold", "recovery.hold_receivables"),
        user("call_member", form="bankruptcy/contact_member"),
        call("transmit", "transmit"),
        mark(end("refused"), "outcome", "decision"),
        mark(end("decided"), "outcome", "decision"),
        mark(end("claimed"), "undue", "claimed"),
        mark(end("forwarded"), "outcome", "forwarded"),
        mark(end("bankrupt"), "event", "bankruptcy"),
        mark(end("vouchers"), "right", "maternity_vouchers"),
    )
}
DAYS, MONTHS = {"value": 2, "unit": "working_days"}, {"value": 4, "unit": "months"}
LATE_DAYS, LATE_MONTHS = {"value": 15, "unit": "working_days"}, {"value": 5, "unit": "months"}
WAYS = (
    Guarded(
        "contact_before_court",
        "court",
        "notice > contact > log > gate > court",
        "notice > log > gate > court",
    ),
    Guarded(
        "reminders_before_court", "court", "ladder > notice > seen_off > court", "notice > seen_off > court"
    ),
    Guarded(
        "reminders_before_court", "court", "remind > notice > seen_off > court", "remind > notice > court"
    ),
    Guarded("refusal_by_letter", "refused", "refusal > refused", "bare > refused"),
    Guarded("undue_by_letter", "claimed", "claim > told > claimed", "told > claim > claimed"),
    Guarded("undue_followed", "claimed", "claim > follow > claimed", "follow > claim > claimed"),
    Guarded("heard_before_undue", "claim", "hearing > claim", "told > claim"),
    Guarded(
        "four_eyes_on_refusals", "refused", "weigh > second_look > refused", "weigh > automatic > refused"
    ),
    Guarded("four_eyes_on_refusals", "refusal", "weigh > second_look > refusal", "second_look > refusal"),
    Guarded("four_eyes_on_payments", "pay", "examine > second_look > pay", "examine > automatic > pay"),
    Guarded("decision_by_letter", "decided", "agreed > bare > decided", "bare > agreed > decided"),
    Guarded("decision_by_letter", "decided", "decide > bare > decided", "decide > decided"),
    Guarded("decision_within_four_months", "decide", "decide", "decide", MONTHS, LATE_MONTHS),
    Guarded("decision_within_four_months", "refusal", "refusal", "refusal", MONTHS, LATE_MONTHS),
    Guarded("act_told_by_letter", "decided", "plan > bare > decided", "bare > plan > decided"),
    Guarded("payment_within_four_months", "pay", "pay", "pay", MONTHS, LATE_MONTHS),
    Guarded("acknowledged_before_examined", "examine", "receipt > examine", "wrote > examine"),
    Guarded("acknowledged_before_examined", "refusal", "receipt > refusal", "wrote > refusal"),
    Guarded("acknowledged_in_time", "receipt", "receipt", "receipt", DAYS, LATE_DAYS),
    Guarded("forwarded_and_told", "told_on", "transmit > told_on", "wrote > told_on"),
    Guarded("forwarded_and_told", "forwarded", "passed_on > wrote > forwarded", "wrote > forwarded"),
    Guarded("told_where_it_went", "decided", "sent_on > wrote > decided", "wrote > sent_on > decided"),
    Guarded("directed_without_delay", "passed_on", "passed_on", "passed_on", DAYS, LATE_DAYS),
    Guarded("directed_without_delay", "directed", "directed", "directed", DAYS, LATE_DAYS),
    Guarded(
        "contact_at_bankruptcy",
        "bankrupt",
        "hold > outreach > call_member > bankrupt",
        "hold > outreach > bankrupt",
    ),
    Guarded("bankruptcy_contact_in_time", "call_member", "call_member", "call_member", DAYS, LATE_DAYS),
    Guarded("vouchers_offered_first", "vouchers", "offer > vouchers", "vouchers"),
    Guarded("vouchers_offered_in_time", "offer", "offer", "offer", DAYS, LATE_MONTHS),
)
