"""What the operations of benefits share: names read, refusals as business errors, who did a task."""

from datetime import date
from typing import Any

from app.benefits.errors import BenefitError
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party
from workflows import api
from workflows.clock import BRUSSELS
from workflows.errors import WorkflowError
from workflows.operations import BusinessError, Call

SYSTEM = "system:benefits"


def read_party(party_ref: str) -> Party:
    try:
        return find_party(party_ref)
    except PartyUnknown as error:
        raise BusinessError("party_unknown", str(error), party_ref=party_ref) from error


def refusing(act: Any) -> Any:
    """What benefits refuse is an error a process can handle; its code is the error's name."""
    try:
        return act()
    except BenefitError as error:
        raise BusinessError("benefit_refused", error.message, kind=type(error).__name__) from error


def run(calculate: Any) -> Any:
    """A legal value that is not loaded, or an input that cannot be read, is an error a process can handle."""
    try:
        return calculate()
    except WorkflowError as error:
        raise BusinessError("not_calculable", str(error)) from error


def read_today(call: Call) -> date:
    return call.now.astimezone(BRUSSELS).date()


def find_performer(call: Call, node: str) -> str:
    """`user:12`, who completed the task last in this case; the system where nobody did."""
    return api.find_performer(call.case_ref, node, otherwise=SYSTEM)


def find_approver(call: Call, node: str) -> str:
    """Who gave the second look. Raises BusinessError where no person did: the system approves nothing."""
    by = find_performer(call, node)
    if not by.startswith("user:"):
        raise BusinessError("approver_missing", f"Nobody has completed {node} in this case.", node=node)
    return by
