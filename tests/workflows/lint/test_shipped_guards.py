"""The fund's own guards can be read and hold the promises they name."""

from pathlib import Path

import pytest

from tests.workflows.bpmn_models import Element, draw, end, service, tag, user
from workflows.lint import Code, lint, read_guards

GUARDS = read_guards(Path(__file__).parents[3] / "processes" / "guards.yaml")
COURT = service("court", "recovery.transfer_to_court")
NOTICE = service("notice", "recovery.formal_notice")
CONTACT = user("contact", form="recovery/personal_contact")
OUTCOME = service("log", "recovery.log_contact_outcome")


def broken(*nodes: Element, flows: list[str]) -> list[str]:
    findings = lint({"process.bpmn": draw("sample", *nodes, flows=flows)}, guards=GUARDS)
    return [finding.message for finding in findings if finding.code is Code.GUARD_VIOLATED]


def test_court_after_notice_contact_and_outcome_is_allowed() -> None:
    nodes = (NOTICE, CONTACT, OUTCOME, COURT)
    assert broken(*nodes, flows=["start > notice > contact > log > court > end"]) == []


@pytest.mark.parametrize(
    "way", ["notice > court", "contact > log > court", "notice > contact > court", "court"]
)
def test_court_without_one_of_them_is_refused(way: str) -> None:
    nodes = [node for node in (NOTICE, CONTACT, OUTCOME, COURT) if node.id in way.split(" > ")]
    (message,) = broken(*nodes, flows=[f"start > {way} > end"])
    assert "C88" in message


def test_a_refusal_without_a_letter_is_refused() -> None:
    (message,) = broken(user("decide"), end("refused"), flows=["start > decide > refused"])
    assert "arts 13 and 14" in message


def test_a_refusal_with_a_letter_that_names_the_appeal_is_allowed() -> None:
    appeal = tag("property", name="mentions", value="appeal")
    letter = Element(
        "serviceTask", "letter", extensions=tag("operation", name="correspondence.send_letter") + appeal
    )
    assert broken(letter, end("refused"), flows=["start > letter > refused"]) == []


def test_a_decision_without_a_limit_is_refused() -> None:
    decide = Element("userTask", "decide", extensions=tag("property", name="step", value="decision"))
    (message,) = broken(decide, flows=["start > decide > end"])
    assert "P4M" in message
