"""What editors offer is what no rule refuses, and all of it."""

import json
from pathlib import Path

import pytest

from tests.workflows.lint.offered_models import EVENTS_OF, draw, list_kinds
from workflows.bpmn import EventKind, NodeKind
from workflows.lint import Code, lint
from workflows.lint.offered import Offer, list_offers
from workflows.lint.schema import EXTENSION_ATTRIBUTES

REFUSALS = {
    Code.PLAIN_TASK,
    Code.SCRIPT_TASK,
    Code.COMPLEX_GATEWAY,
    Code.AD_HOC,
    Code.TRANSACTION,
    Code.COMPENSATION,
    Code.LINK_EVENT,
    Code.CONDITIONAL_EVENT,
    Code.EVENT_NOT_ALLOWED,
    Code.EVENT_WITHOUT_DEFINITION,
    Code.ERROR_NOT_INTERRUPTING,
}
DESCRIPTOR = Path(__file__).parents[3] / "frontend" / "js" / "vigie-moddle.json"


@pytest.mark.parametrize("offer", [*list_kinds()], ids=lambda offer: offer.key)
def test_what_is_offered_is_what_the_linter_lets_run(offer: Offer) -> None:
    found = lint({"process.bpmn": draw(offer).encode()})
    refused = {one.code for one in found if one.element_id == "it"} & REFUSALS
    assert (offer in list_offers()) == (not refused), sorted(map(str, refused))


def test_every_kind_of_node_is_tried() -> None:
    tried = {offer.kind for offer in list_kinds()}
    assert tried == set(NodeKind)
    assert {event for events in EVENTS_OF.values() for event in events} == set(EventKind)


def test_the_modeller_reads_and_writes_every_extension() -> None:
    told = json.loads(DESCRIPTOR.read_text())
    types = {
        one["name"][0].lower() + one["name"][1:]: {part["name"] for part in one["properties"]}
        for one in told["types"]
    }
    assert types == EXTENSION_ATTRIBUTES
