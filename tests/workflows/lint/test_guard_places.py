"""Each guard binds places of the processes the fund runs: one that binds nothing would promise nothing."""

from pathlib import Path

import pytest

from workflows.bpmn import Process, read_model
from workflows.known_names import gather_letter_kinds, gather_names
from workflows.lint import Code, Guard, lint, read_guards
from workflows.lint.folders import find_units
from workflows.lint.guard_letters import Letters
from workflows.lint.guard_places import Places
from workflows.lint.guard_rules import Selector
from workflows.lint.guard_writes import Writes
from workflows.process_folders import Library

FOLDER = Path(__file__).parents[3] / "processes"
GUARDS = read_guards(FOLDER / "guards.yaml")
KINDS = gather_letter_kinds(Library(), Library().list_keys())
MODELS = {path.parent.name: read_model(path.read_bytes()) for path in FOLDER.glob("*/process.bpmn")}
#: A typeset decision, whose mentions rule D15 checks, or the court in words.
APPEAL = ('decision: "', "mentions()", "tribunal", "rechtbank", "gericht")
PLACES = {
    "contact_before_court": {"recovery/transfer_to_court"},
    "reminders_before_court": {"recovery/transfer_to_court"},
    "refusal_by_letter": {"benefit_decision/benefit_refused", "question/right_refused"},
    "undue_by_letter": {"undue_payment/claim_undue"},
    "undue_followed": {"undue_payment/claim_undue"},
    "heard_before_undue": {"undue_payment/claim_undue"},
    "four_eyes_on_refusals": {
        "benefit_decision/benefit_refused",
        "question/send_refusal",
        "payment_plan/plan_refused",
        "fund_transfer/transfer_refused",
        "fund_transfer_in/transfer_refused",
        "personal_data_request/request_refused",
    },
    "four_eyes_on_payments": {
        "bankruptcy/open_right",
        "paternity_allowance/pay",
        "undue_request/cancel_claim",
    },
    "decision_by_letter": {
        "benefit_second_look/settle_review",
        "undue_payment/claim_undue",
        "exemption/decision_received",
    },
    "act_told_by_letter": {"exemption/apply_exemption", "payment_plan/open_plan", "cessation/end_liability"},
    "decision_within_four_months": {
        "benefit_decision/weigh_claim",
        "provisional_change/decide_change",
        "exemption/send_refusal",
    },
    "payment_within_four_months": {"paternity_allowance/pay", "bridging_payment/pay_month"},
    "acknowledged_before_examined": {
        "benefit_decision/examine_claim",
        "complaint/look_into_complaint",
        "surcharge_remission/forward_file",
        "undue_request/send_refusal",
    },
    "acknowledged_in_time": {"question/acknowledge_receipt", "benefit_decision/acknowledge"},
    "forwarded_and_told": {
        "question/send_forwarding_notice",
        "question/question_forwarded",
        "family_allowance_history/tell_person",
    },
    "told_where_it_went": {"question/send_question_on", "family_allowance_history/send_elsewhere"},
    "directed_without_delay": {
        "question/send_question_on",
        "birth_rights/send_orientation",
        "birth_rights/forward_grant",
    },
    "contact_at_bankruptcy": {
        "bankruptcy/right_not_asked",
        "bankruptcy/right_denied",
        "bankruptcy/right_ended",
    },
    "bankruptcy_contact_in_time": {"bankruptcy/contact_member"},
    "vouchers_offered_first": {"maternity_vouchers/not_answered", "maternity_vouchers/vouchers_ordered"},
    "vouchers_offered_in_time": {"maternity_vouchers/send_offer"},
}


def read_process(key: str) -> Process:
    return MODELS[key].processes[key]


def find_bound(key: str, selector: Selector) -> set[str]:
    process = read_process(key)
    places = Places(process, Letters(process, Writes(process), KINDS))
    return {f"{key}/{node.id}" for node in places.find(selector, surely=False)}


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.id)
def test_the_guard_binds_these_places(guard: Guard) -> None:
    selector = guard.to or guard.after
    assert selector is not None
    assert PLACES[guard.id] <= {place for key in MODELS for place in find_bound(key, selector)}


def test_every_shipped_process_keeps_every_guard() -> None:
    names = gather_names(Library())
    units = [unit for unit in find_units(FOLDER) if (unit.folder / "process.yaml").is_file()]
    found = [one for unit in units for one in lint(unit.files, unit.manifest, names, guards=GUARDS)]
    assert [str(one) for one in found if one.code in (Code.GUARD_VIOLATED, Code.GUARD_GIVEN_UP)] == []


def list_letters_that_mention(value: str) -> set[tuple[str, str]]:
    letters = set()
    for key in MODELS:
        for node in read_process(key).nodes.values():
            literal = [i.value.text for i in node.extensions.inputs if i.target == "letter" and i.value]
            if node.extensions.properties.get("mentions") == value and literal[0].startswith('"'):
                letters.add((key, literal[0].strip('"')))
    return letters


def list_receipts() -> list[str]:
    return sorted(
        str(path.relative_to(FOLDER))
        for path in FOLDER.glob("*/letters/*.typ")
        if "receipt: true" in path.read_text("utf-8")
    )


@pytest.mark.parametrize("letter", list_receipts())
def test_a_letter_that_acknowledges_names_the_day_of_receipt_in_every_language(letter: str) -> None:
    name, _language, _suffix = letter.split(".")
    texts = [path.read_text("utf-8") for path in FOLDER.glob(f"{name}.*.typ")]
    assert len(texts) == 3
    assert all("receipt: true" in text for text in texts)
    assert all("data.received_on" in text or "data.requested_on" in text for text in texts)


@pytest.mark.parametrize(("key", "letter"), sorted(list_letters_that_mention("appeal")))
def test_a_letter_drawn_as_naming_the_appeal_does_in_every_language(key: str, letter: str) -> None:
    texts = [path.read_text("utf-8") for path in sorted((FOLDER / key / "letters").glob(f"{letter}.*.typ"))]
    assert len(texts) == 3
    assert all(any(word in text.casefold() for word in APPEAL) for text in texts)
